"""Text rules: the ladder of floors, the order of folders, banned constructs, sizes, white space,
valid JSON, plain words.
"""

import json
import re
import sys

import assertions
import sources
import words

LINES_MAX = 600
README_LINES_MAX = 30

# Banned patterns: pattern, replacement, and endings of exempt file names.
BANNED = [
    (r"\bstd::(stoi|stol|stoll|stoul|stoull|stod)\b|\b(atoi|atol|strtol|strtoul)\(",
     "std::from_chars", ()),
    (r"\b(rand|srand)\(|std::random_device", "base::UuidSource or OpenSSL's RAND_bytes", ()),
    (r"std::mt19937", "base::UuidSource or OpenSSL's RAND_bytes", ("_test.cc", "_testing.cc", "_testing.h")),
    (r"\b(sprintf|vsprintf|strcpy|strcat|gets)\(", "std::string or std::to_chars", ()),
    (r"\bstrtok\(", "std::string_view::find", ()),
    (r"(?<![\w_])assert\(|<cassert>", "ONSALE_ASSERT", ()),
    (r"using namespace std\b", "the full name", ()),
    (r"\bstd::endl\b", "'\\n'", ()),
    (r"\bco_(await|return|yield)\b", "callbacks: g++ 12 destroys temporaries twice", ()),
    (r"\bsystem_clock::now\b|\bgettimeofday\(|(?<![\w_.>])time\((NULL|nullptr|0)\)",
     "the injected base::Clock", ("src/base/time.cc",)),
    (r"\bsleep_(for|until)\b|(?<![\w_.])u?sleep\(", "a condition, a timer or ManualClock", ()),
    (r"\bstd::format\b|\bstd::print(ln)?\b", "a writer with std::to_chars (g++ 12 has none)", ()),
    (r"\b(TODO|FIXME|XXX|HACK)\b", "an issue, or the work itself", ()),
    (r"#pragma GCC diagnostic ignored", "cmake/Toolchain.cmake, with the reason", ()),
    (r"^class \w*(Manager|Helper|Utils)\b", "a name that says what it does", ()),
]
BANNED_PYTHON = [
    (r"\btime\.sleep\(", "poll.until", ("tests/harness/poll.py",)),
    (r"\b(TODO|FIXME|XXX|HACK)\b", "an issue, or the work itself", ("tools/check/rules.py",)),
]


def without_strings(line):
    return re.sub(r'"(\\.|[^"\\])*"', '""', line)


def ladder(path):
    floor = sources.floor(path)
    if floor not in sources.FLOORS:
        yield f"floor '{floor}' is not in tools/check/sources.py"
        return
    height = sources.FLOORS.index(floor)
    for written in sources.includes(path):
        below = written.split("/")[0]
        if below not in sources.FLOORS:
            # Only generated files (.inc) are outside src; all other includes are relative to src.
            if not written.endswith(".inc") and not (path.parent / written).is_file():
                yield f'#include "{written}": write it as "floor/file.h"'
            elif (path.parent / written).is_file():
                yield f'#include "{written}": write it as "{floor}/..."'
        elif sources.FLOORS.index(below) > height:
            yield f'#include "{written}": {floor} may not include upwards'


def place(folder, where):
    """The name of a file in the order of a folder that it is in, and the number of its line."""
    first, _, rest = where.removeprefix(folder + "/").partition("/")
    first = first if rest else first.split(".")[0]
    lines = [line.split() for line in sources.ORDER[folder]]
    for wanted in (first, "." if not rest else None):
        for number, line in enumerate(lines):
            if wanted in line:
                return wanted, number
    return first, None


def upwards(where, included):
    """What is wrong with an include between two files, in the orders of the folders of both."""
    for folder in sources.ORDER:
        if not all(name.startswith(folder + "/") for name in (where, included)):
            continue
        (own, height), (other, below) = place(folder, where), place(folder, included)
        if height is None or below is None:
            yield f"'{own if height is None else other}' is not in ORDER of tools/check/sources.py"
        elif own != other and below >= height:
            yield f"{own} may not include {other}: see ORDER in tools/check/sources.py"


def order(path):
    if sources.is_test(path):
        return
    for written in sources.includes(path):
        included = sources.name(sources.included(written))
        yield from (f'#include "{written}": {what}'
                    for what in upwards(sources.name(path), included))


# Headers that a judge may include: a judge shares the types of commands and rows with the code that
# it judges, and nothing else. policy_fields.h lists the members of a RoomChange, value_words.h writes
# values, refusal_name_testing.h names refusals, and same_outcome_testing.h compares outcomes and
# rows: they decide nothing.
JUDGES = {"sim/model": {"domain/command.h", "domain/limits.h", "domain/policy_fields.h"},
          "sim/check": {"domain/command.h", "domain/refusal_name_testing.h", "store/schema.h", "store/row_codec.h",
                        "store/value_words.h", "store/same_outcome_testing.h"},
          "histories/check": {"domain/command.h", "store/command_text.h"}}
JUDGED = {"domain", "store", "engine"}


def apart(path):
    allowed = JUDGES.get(str(path.parent.relative_to(sources.ROOT)))
    if allowed is None or path.stem.endswith("_test"):
        return
    for written in sources.includes(path):
        if written.split("/")[0] in JUDGED and written not in allowed:
            yield f'#include "{written}": a judge may not include the code that it judges'


def code(path):
    """The text of a C++ source without comments and the contents of strings."""
    return re.sub(r"//[^\n]*", "", "\n".join(map(without_strings, path.read_text().splitlines())))


class Types:
    """Which header declares a type. Sources that are compiled as one unit would otherwise take a type from each other,
    and the tree would not build without units."""

    DECLARED = re.compile(r"^(?:class|struct|enum class|enum|union) (\w+)[^;\n]*(?:\{|$)|^using (\w+) =", re.M)
    KNOWN = re.compile(r"(?:enum class|class|struct|enum|union|using|typename|concept|namespace) (\w+)")
    USED = re.compile(r"(?<![\w:.>~])(?:\w+::)?([A-Z]\w+)(?=::|\{| \w+[;,)=({ ]|[&*>])")

    def __init__(self, paths):
        self._code = {path: code(path) for path in paths}
        self._known = {path: set(self.KNOWN.findall(text)) for path, text in self._code.items()}
        self._headers = {}
        for path, text in self._code.items():
            for found in self.DECLARED.finditer(text) if path.suffix == ".h" else ():
                self._headers.setdefault(found[1] or found[2], set()).add(path)

    def missing(self, path):
        """Types of a source in src/ that none of its includes declares, and one header in src/ alone does."""
        reached = sources.closure(path)
        known = set().union(*(self._known[each] for each in reached if each in self._known))
        for used in sorted(set(self.USED.findall(self._code[path])) - known):
            headers = self._headers.get(used, set())
            if len(headers) == 1 and all(sources.SOURCE in header.parents for header in headers):
                yield f'{used}: #include "{min(headers).relative_to(sources.SOURCE)}"'


def banned(path, table):
    where = sources.name(path)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = without_strings(line)
        for pattern, instead, allowed in table:
            if not where.endswith(allowed) and re.search(pattern, code):
                yield f"line {number}: {line.strip()[:60]}: use {instead}"


def shape(path):
    text = path.read_text()
    where = sources.name(path)
    lines = text.splitlines()
    if len(lines) > LINES_MAX and not where.startswith("docs/decisions/"):
        yield f"{len(lines)} lines, at most {LINES_MAX} are allowed: split the file"
    if text and not text.endswith("\n"):
        yield "no newline at the end"
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield f"line {number}: a tab"
        if line != line.rstrip():
            yield f"line {number}: white space at the end"


def guard(path):
    if path.suffix == ".h" and "#pragma once" not in path.read_text():
        yield "no #pragma once"


def floor_readme(floor):
    readme = sources.folder(floor) / "README.md"
    if not readme.is_file():
        yield "missing: write the purpose, the main types and the rule"
    elif len(readme.read_text().splitlines()) > README_LINES_MAX:
        yield f"more than {README_LINES_MAX} lines"


def json_parses(path):
    try:
        json.loads(path.read_text())
    except ValueError as wrong:
        yield f"not JSON: {wrong}"


def findings():
    types = Types(sources.cpp())
    for path in sources.cpp():
        if path.suffix == ".cc" and sources.SOURCE in path.parents:
            yield from ((sources.name(path), what) for what in types.missing(path))
        for rule in (ladder, order, apart, guard):
            yield from ((sources.name(path), what) for what in rule(path))
        yield from ((sources.name(path), what) for what in banned(path, BANNED))
    for path in sources.files("*.py"):
        yield from ((sources.name(path), what) for what in banned(path, BANNED_PYTHON))
    for path in sources.files("*.cc", "*.h", "*.py", "*.sh", "*.md", "*.cmake", "CMakeLists.txt"):
        yield from ((sources.name(path), what) for what in shape(path))
    for floor in sources.FLOORS:
        yield from ((sources.name(sources.folder(floor) / "README.md"), what)
                    for what in floor_readme(floor))
    for path in sources.files("*.json"):
        yield from ((sources.name(path), what) for what in json_parses(path))
    yield from assertions.findings()
    yield from words.wide_lines()
    yield from words.homely_words()


def main():
    found = list(findings())
    for where, what in found:
        print(f"{where}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
