"""Mutants drawn at random over the sources. A seed names the draw: a line's place in it depends on the seed and on the line alone, so that
a change of one line leaves the others where they are, and a larger draw begins with the smaller one."""

import dataclasses
import difflib
import hashlib

from mutants import sites, table

FLOORS = ("src/domain", "src/store", "src/engine", "src/http")


def digest(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


@dataclasses.dataclass(frozen=True)
class Drawn:
    """A site in a file. Has what trial.try_on needs of a mutant."""
    file: str  # relative to the repository's root
    line: int
    site: sites.Site
    was: str
    digest: str  # of the file, the line's text, which of its equals it is, and the change
    order: str   # its place in the draw

    @property
    def name(self):
        return f"{self.file}:{self.line}:{self.site.kind}:{self.digest}"

    def source(self, root):
        try:
            return (root / self.file).read_text()
        except FileNotFoundError as gone:
            raise table.Unusable(f"{self.file} does not exist") from gone

    def in_place(self, source):
        start, end = self.site.start, self.site.end
        if source[start:end] != self.was:
            raise table.Unusable(f"{self.file} is not as it was when this was drawn")
        return source[:start] + self.site.becomes + source[end:]

    def diff(self, root):
        before = self.source(root)
        lines = difflib.unified_diff(before.splitlines(), self.in_place(before).splitlines(), self.file, self.file, lineterm="")
        return "\n".join([self.name, *lines])


def is_product(path):
    return path.suffix in (".cc", ".h") and not path.stem.endswith(("_test", "_testing")) and "testing" not in path.parts


def files(root):
    return sorted(path.relative_to(root).as_posix() for floor in FLOORS for path in (root / floor).rglob("*")
                  if is_product(path.relative_to(root)))


def of_file(file, source):
    """All mutants of a file, by the line on which they begin; their order is not set."""
    lines = source.splitlines()
    occurrence = {}  # of equal lines
    numbers = {}
    for number, line in enumerate(lines, 1):
        numbers[number] = occurrence[line.strip()] = occurrence.get(line.strip(), 0) + 1
    by_line = {}
    for site in sites.sites(source):
        number = source.count("\n", 0, site.start) + 1
        begin = source.rfind("\n", 0, site.start) + 1
        text = lines[number - 1]
        column = site.start - begin - (len(text) - len(text.lstrip()))
        its = digest(file, text.strip(), numbers[number], column, site.kind, site.becomes)[:10]
        drawn = Drawn(file, number, site, source[site.start:site.end], its, "")
        by_line.setdefault((number, text.strip(), numbers[number]), []).append(drawn)
    return by_line


def everything(root):
    """All mutants of the tree."""
    return [mutant for file in files(root) for of_line in of_file(file, (root / file).read_text()).values() for mutant in of_line]


def chosen(of_line, seed):
    """One of the mutants of a line: first a kind, then one of that kind."""
    by_kind = {}
    for mutant in of_line:
        by_kind.setdefault(mutant.site.kind, []).append(mutant)
    kind = min(by_kind, key=lambda kind: digest(seed, of_line[0].digest, kind))
    return min(by_kind[kind], key=lambda mutant: digest(seed, mutant.digest))


def draw(root, count, seed):
    """So many mutants, at most one of a line; every line that has any is as likely as every other."""
    lines = []
    for file in files(root):
        for (_, text, number), of_line in of_file(file, (root / file).read_text()).items():
            lines.append((digest(seed, file, text, number), of_line))
    lines.sort(key=lambda line: line[0])
    return [dataclasses.replace(chosen(of_line, seed), order=order) for order, of_line in lines[:count]]


def named(root, name):
    """The mutant of this name, or of this digest."""
    wanted = name.rsplit(":", 1)[-1]
    found = [mutant for mutant in everything(root) if len(wanted) >= 4 and mutant.digest.startswith(wanted)]
    if len(found) != 1:
        raise table.Unusable(f"{len(found)} mutants of this tree are called '{name}'")
    return found[0]
