"""Reads the text format of Prometheus, version 0.0.4, and fails on anything that is not quite that."""

import re

NAME = r"[a-z_][a-z0-9_]*"
FAMILY = re.compile(rf"# (HELP|TYPE) ({NAME}) (.+)")
SAMPLE = re.compile(rf'({NAME})(?:\{{((?:{NAME}="(?:[^"\\]|\\["\\n])*"(?:,(?!\}})|(?=\}})))+)\}})? (-?\d+(?:\.\d+)?)')
LABEL = re.compile(rf'({NAME})="((?:[^"\\]|\\["\\n])*)"')
ENDINGS = {"counter": [""], "gauge": [""], "histogram": ["_bucket", "_sum", "_count"]}


class Figures:
    """The samples by name and labels. `types` has the type of each family."""

    def __init__(self, text):
        self.types, self.samples = {}, {}
        assert text.endswith("\n"), "the last line has no end"
        family = helped = None
        for line in text[:-1].split("\n"):
            if line.startswith("#"):
                found = FAMILY.fullmatch(line)
                assert found, line
                if found[1] == "HELP":
                    assert found[2] not in self.types, f"{found[2]} begins twice"
                    helped = found[2]
                else:
                    assert helped == found[2] and found[3] in ENDINGS, line
                    self.types[found[2]], family = found[3], found[2]
                continue
            found = SAMPLE.fullmatch(line)
            assert found, f"no sample: {line}"
            name, labels, value = found[1], LABEL.findall(found[2] or ""), found[3]
            assert name in [family + end for end in ENDINGS[self.types[family]]], f"{line} stands below {family}"
            assert len(dict(labels)) == len(labels), line
            key = (name, frozenset(labels))
            assert key not in self.samples, f"twice: {line}"
            self.samples[key] = float(value)
        for name, kind in self.types.items():
            assert (kind == "counter") == name.endswith("_total"), name
            if kind == "histogram":
                self._check_histogram(name)

    def _check_histogram(self, name):
        """Buckets grow up to `+Inf`, which is the count."""
        groups = {}
        for (sample, labels), value in self.samples.items():
            if sample == name + "_bucket":
                bound = dict(labels)["le"]
                groups.setdefault(frozenset(labels - {("le", bound)}), []).append((float(bound), value))
        for labels, buckets in groups.items():
            assert buckets == sorted(buckets), f"{name} {set(labels)}: {buckets}"
            assert [value for _, value in buckets] == sorted(value for _, value in buckets)
            assert buckets[-1] == (float("inf"), self.samples[name + "_count", labels])
            total = self.samples[name + "_sum", labels]
            assert total <= buckets[-1][1] * 1e6 and (total > 0 or buckets[-1][1] == buckets[0][1])

    def get(self, name, **labels):
        """The value of a sample; 0 if there is none."""
        return self.samples.get((name, frozenset(labels.items())), 0)
