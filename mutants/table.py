"""The mutants as data: a text in a file, its replacement, and what breaks."""

import dataclasses
import pathlib
import re
import tomllib

FOLDER = pathlib.Path(__file__).resolve().parent / "table"


class Unusable(Exception):
    """A table that is wrong, or a mutant that does not fit its source; the message says why."""


# Raw strings, strings and characters. A quote after a digit is a separator (1'000).
QUOTED = (r'R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"'
          r'|"(?:\\.|[^"\\\n])*"'
          r"|(?<!\w)'(?:\\.|[^'\\\n])+'")
COMMENT_OR_QUOTED = re.compile(r"(?P<comment>//[^\n]*|/\*.*?\*/)|" + QUOTED, re.DOTALL)
TOKEN = re.compile(QUOTED + r"|\w+|[^\w\s]", re.DOTALL)


def without_comments(source):
    """The source with each comment replaced by as many spaces."""
    return COMMENT_OR_QUOTED.sub(
        lambda found: " " * len(found[0]) if found["comment"] else found[0], source)


def pattern(text):
    """Finds the tokens of the text with any white space between them."""
    tokens = [token[0] for token in TOKEN.finditer(without_comments(text))]
    return re.compile(r"\s*".join(map(re.escape, tokens)))


@dataclasses.dataclass(frozen=True)
class Mutant:
    name: str
    file: str  # relative to the repository's root
    text: str  # occurs exactly once in the file, but for comments and white space
    breaks: str  # what the mutant breaks, in a sentence
    becomes: str = ""

    def source(self, root):
        try:
            return (root / self.file).read_text()
        except FileNotFoundError as gone:
            raise Unusable(f"{self.file} does not exist") from gone

    def in_place(self, source):
        """The file's text with the bug applied."""
        found = list(pattern(self.text).finditer(without_comments(source)))
        if len(found) != 1:
            raise Unusable(f"its text occurs {len(found)} times in {self.file}, not once")
        return source[:found[0].start()] + self.becomes + source[found[0].end():]


def read_file(path):
    """A table holds files, each file its mutants by name."""
    try:
        files = tomllib.loads(path.read_text())
        return [Mutant(name, file, **row)
                for file, rows in files.items() for name, row in rows.items()]
    except (tomllib.TOMLDecodeError, AttributeError, TypeError) as wrong:
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
    if not pattern(mutant.text).pattern or mutant.text == mutant.becomes:
        raise Unusable(f"{mutant.name}: it changes nothing")
    if not mutant.breaks.endswith("."):
        raise Unusable(f"{mutant.name}: `breaks` must be a sentence")


def misfit(mutant, root):
    """Why the mutant does not fit the sources; None if it does."""
    try:
        mutant.in_place(mutant.source(root))
    except Unusable as wrong:
        return f"{mutant.name}: {wrong}"
    return None
