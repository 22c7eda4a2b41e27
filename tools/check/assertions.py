"""docs/assertions.md gives a reason for every assertion: it must list as many per file as the file
has."""

import re

import sources

DOCUMENT = sources.ROOT / "docs/assertions.md"
ROW = re.compile(r"^\| `((?:src|rehearsal)/\S+)` \| (\d+) \|", re.M)
DEFINITION = "src/base/assert.h"


def present():
    """The number of assertions in every source file that has any, without test-only files."""
    found = {}
    for path in sources.files("*.cc", "*.h"):
        where = sources.name(path)
        if not where.startswith(("src/", "rehearsal/")) or where == DEFINITION:
            continue
        if path.stem.endswith(("_test", "_testing")):
            continue
        if count := len(re.findall(r"\bONSALE_ASSERT\(", path.read_text())):
            found[where] = count
    return found


def findings():
    """(file, text) of each file whose assertions differ from those in the document."""
    given = {where: int(count) for where, count in ROW.findall(DOCUMENT.read_text())}
    has = present()
    for where in sorted(given.keys() | has.keys()):
        if given.get(where, 0) != has.get(where, 0):
            yield where, (f"has {has.get(where, 0)} assertions, but docs/assertions.md explains "
                          f"{given.get(where, 0)}: explain there why no input reaches a new one")
