"""./dev mutants --random: draws mutants, shows each to the nets that link its file, and reports the share that survives."""

import collections
import json
import pathlib
import subprocess
import time
import tomllib

from mutants import draw, sites, suites, table, trial

HARMLESS = pathlib.Path(__file__).resolve().parent / "harmless.toml"
# The outcome of a mutant.
CAUGHT, HUNG, SURVIVED, SAME, REFUSED = "caught", "hung", "survived", "same-program", "not-compiled"
JUDGED = (CAUGHT, HUNG, SURVIVED)


def nets(mutant, seconds, every, only=None):
    """The suites that link the mutant's file, the cheapest first, after those of its own floor. Unless `every`, without those that cost
    more than the others together: PostgreSQL (but for its own files), the long simulator, the black box. `only`: of these suites."""
    floor = mutant.file.split("/")[1]
    linked = [suite for suite in suites.RANDOM if suite.floor not in suites.LADDER[:suites.LADDER.index(floor)]]
    if "/postgres/" in mutant.file:
        own = suites.POSTGRES_TESTS
    else:
        own = next(suite for suite in suites.RANDOM if suite.floor == floor)
    if not every:
        linked = [suite for suite in linked if suite not in suites.COSTLY or suite is own]
    linked = [suite for suite in linked if only is None or suite in only]
    return sorted(linked, key=lambda suite: (suite is not own, seconds.get(suite.name, 0)))


def show(every, only, note):
    """What trial.try_on calls with a tree that has the mutant. note(mutant, "build" or "test", seconds) is called after each."""
    def to_nets(tree, verdict):
        seconds = {name: of["seconds"] for name, of in tree.control.items()}
        trial.show_to_all(tree, False, verdict, nets(verdict.mutant, seconds, every, only), note)
    return to_nets


def outcome(verdict):
    if verdict.invalid:
        return SAME if verdict.invalid == trial.NO_CHANGE else REFUSED
    if not verdict.caught:
        return SURVIVED
    return HUNG if verdict.caught[0][1].endswith(suites.DID_NOT_END) else CAUGHT


def record(verdict, seconds, every):
    mutant = verdict.mutant
    suite, test = verdict.caught[0] if verdict.caught else (None, None)
    return {"name": mutant.name, "file": mutant.file, "line": mutant.line, "kind": mutant.site.kind, "digest": mutant.digest,
            "order": mutant.order, "was": mutant.was, "becomes": mutant.site.becomes.rstrip("\n"), "outcome": outcome(verdict),
            "suite": suite, "test": test, "why": verdict.invalid, "every": every, "build_seconds": round(seconds["build"], 1),
            "test_seconds": round(seconds["test"], 1)}


class Records:
    """The JSON lines of a draw; the last of a mutant counts."""

    def __init__(self, path):
        self.path = path

    def read(self):
        by_digest = {}
        for line in self.path.read_text().splitlines() if self.path.exists() else []:
            try:
                its = json.loads(line)
            except ValueError:
                continue  # cut short when a run was killed
            by_digest[its["digest"]] = its
        return by_digest

    def add(self, its):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        before = self.path.read_bytes() if self.path.exists() else b""
        is_cut_short = before and not before.endswith(b"\n")
        with self.path.open("a") as file:
            file.write(("\n" if is_cut_short else "") + json.dumps(its) + "\n")


def harmless(path=HARMLESS):
    return tomllib.loads(path.read_text())


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def tally(records, key):
    """Rows of a table: a count of each outcome, by key, and the share that survived of what was judged."""
    groups = collections.defaultdict(collections.Counter)
    for its in records:
        groups[key(its)][its["outcome"]] += 1
        groups["all"][its["outcome"]] += 1
    names = sorted(groups, key=lambda name: (name == "all", name))
    for name in names:
        of = groups[name]
        drawn, judged = sum(of.values()), sum(of[one] for one in JUDGED)
        yield (f"| {name} | {drawn} | {of[REFUSED]} ({share(of[REFUSED], drawn)}) | {of[SAME]} | {judged} | {of[CAUGHT]} | {of[HUNG]} | "
               f"{of[SURVIVED]} | {share(of[SURVIVED], judged)} |")


def code(text):
    line = " ".join(text.split()).replace("|", "\\|")
    return f"`{line if len(line) <= 110 else line[:106] + ' ...'}`"


def report(records, seed, reasons, commit):
    """Markdown for docs/results/."""
    records = sorted(records, key=lambda its: its["order"])
    head = "| | drawn | does not compile | same program | judged | caught | hung | survived | share of the judged |\n" + "|---" * 9 + "|"
    survivors = [its for its in records if its["outcome"] == SURVIVED]
    known = [its for its in survivors if its["digest"] in reasons]
    judged = sum(its["outcome"] in JUDGED for its in records)
    lines = ["# Random mutants", "",
             f"`./dev mutants --random {len(records)} --seed {seed}`, commit {commit}. {judged} judged: {len(survivors)} survived "
             f"({share(len(survivors), judged)}); {len(known)} of them change nothing that matters, "
             f"{len(survivors) - len(known)} ({share(len(survivors) - len(known), judged)}) do or were not looked at.",
             "", "## By folder", "", head, *tally(records, lambda its: its["file"].rpartition("/")[0]),
             "", "## By kind", "", head, *tally(records, lambda its: sites.KINDS[its["kind"]]),
             "", "## Survivors", "", "| mutant | was | becomes | why it is harmless |", "|---|---|---|---|"]
    for its in survivors:
        lines.append(f"| {its['name']} | {code(its['was'])} | {code(its['becomes'])} | {reasons.get(its['digest'], '**not looked at**')} |")
    lines += ["", "## Hung", "", "These were noticed only because a test did not end in time.", ""]
    lines += [f"- {its['name']}: `{its['suite']}`, {its['test']}" for its in records if its["outcome"] == HUNG] or ["None."]
    return "\n".join(lines) + "\n"


class Run:
    """One draw: its records, and the report beside them."""

    def __init__(self, root, folder, seed):
        self.root = root
        self.seed = seed
        self.records = Records(folder / f"random-{seed}.jsonl")
        self.page = folder / f"random-{seed}.md"

    def left(self, count, resume, survivors):
        """The mutants to try now."""
        drawn = draw.draw(self.root, count, self.seed)
        before = self.records.read()
        if survivors:
            return [one for one in drawn if before.get(one.digest, {}).get("outcome") == SURVIVED]
        if before and not resume:
            raise table.Unusable(f"{self.records.path} holds a run of this seed: add --resume, or delete it")
        return [one for one in drawn if one.digest not in before]

    def judge(self, mutants, trees, tried, every, only=None):
        """Shows the mutants to their nets; tried(mutants, trees, show) is __main__'s."""
        seconds = collections.defaultdict(lambda: collections.Counter())

        def note(mutant, what, took):
            seconds[mutant.name][what] += took

        begun = time.monotonic()
        for number, verdict in enumerate(tried(mutants, trees, show(every, only, note)), 1):
            its = record(verdict, seconds.pop(verdict.mutant.name, collections.Counter()), every)
            self.records.add(its)
            said = its["test"] or its["why"] or ""
            print(f"  {number}/{len(mutants)} {its['outcome']:<12} {its['name']} {said} ({time.monotonic() - begun:.0f} s)", flush=True)

    def write_report(self, count):
        """Of the first `count` of the draw, as far as they were judged. True if nobody has to look at any."""
        drawn = {one.digest for one in draw.draw(self.root, count, self.seed)}
        records = [its for its in self.records.read().values() if its["digest"] in drawn]
        commit = subprocess.run(["git", "rev-parse", "--short=8", "HEAD"], cwd=self.root, capture_output=True, text=True).stdout.strip()
        reasons = harmless()
        self.page.parent.mkdir(parents=True, exist_ok=True)
        self.page.write_text(report(records, self.seed, reasons, commit or "unknown"))
        open_ = [its for its in records if its["outcome"] == SURVIVED and its["digest"] not in reasons]
        for line in tally(records, lambda its: its["file"].rpartition("/")[0]):
            print(line)
        print(f"{len(records)} of {count} were tried, {len(open_)} survivors to look at: {self.page}")
        for its in open_:
            print(f"  {its['name']}")
        return not open_


def shown(root, name):
    """The mutant as a diff."""
    return draw.named(root, name).diff(root)


def misuse(options):
    """Why the flags do not fit each other; None if they do."""
    if options.random is None and (options.survivors or options.report):
        return "--survivors and --report need --random"
    if options.random is not None and options.random < 1:
        return "--random must be at least 1"
    if options.random is not None and (options.name or options.sample or options.all_suites or options.list):
        return "--random draws its own mutants: no names, --sample, --list or --all-suites"
    return None
