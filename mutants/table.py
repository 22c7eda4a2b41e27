"""The mutants as data: a text in a file, its replacement, and what breaks."""

import dataclasses
import pathlib
import re
import tomllib

FOLDER = pathlib.Path(__file__).resolve().parent / "table"


class Unusable(Exception):
    """A mutant that does not fit its sources; the message explains why."""


@dataclasses.dataclass(frozen=True)
class Mutant:
    name: str
    file: str     # relative to the repository's root
    text: str  # occurs exactly once in the file
    becomes: str
    breaks: str  # what the mutant breaks, in a sentence

    def in_place(self, source):
        """The file's text with the bug applied."""
        found = source.count(self.text)
        if found != 1:
            raise Unusable(f"{self.name}: its text occurs {found} times in {self.file}, not once: "
                           "update mutants/table/")
        return source.replace(self.text, self.becomes)


def read_file(path):
    try:
        return [Mutant(**row) for row in tomllib.loads(path.read_text())["mutant"]]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as wrong:
        raise Unusable(f"{path.name}: {wrong}") from wrong


def read(folder=FOLDER):
    """All mutants, in the order of the files and of their rows."""
    mutants = [mutant for path in sorted(folder.glob("*.toml")) for mutant in read_file(path)]
    for mutant in mutants:
        check(mutant)
    names = [mutant.name for mutant in mutants]
    if twice := {name for name in names if names.count(name) > 1}:
        raise Unusable(f"{min(twice)}: the name occurs twice in mutants/table/")
    return mutants


def check(mutant):
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", mutant.name):
        raise Unusable(f"{mutant.name}: a name consists of words of a-z and 0-9, separated by -")
    if not mutant.text.strip() or mutant.text == mutant.becomes:
        raise Unusable(f"{mutant.name}: it changes nothing")
    if not mutant.breaks.endswith("."):
        raise Unusable(f"{mutant.name}: `breaks` must be a sentence")


def stale(mutants, root):
    """A sentence about each mutant that no longer fits the sources."""
    for mutant in mutants:
        try:
            mutant.in_place((root / mutant.file).read_text())
        except FileNotFoundError:
            yield f"{mutant.name}: there is no {mutant.file}"
        except Unusable as wrong:
            yield str(wrong)
