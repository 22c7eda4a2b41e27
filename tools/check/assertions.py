"""docs/assertions.md has a reason for every assertion: as many of a file as the file has."""

import re

import sources

DOCUMENT = sources.ROOT / "docs/assertions.md"
ROW = re.compile(r"^\| `((?:src|rehearsal)/\S+)` \| (\d+) \|", re.M)
DEFINITION = "src/base/assert.h"


def present():
    """The number of assertions of every source file that has any, except what is only for tests."""
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
    """(where, what) of each file whose assertions are not those of the document."""
    given = {where: int(count) for where, count in ROW.findall(DOCUMENT.read_text())}
    has = present()
    for where in sorted(given.keys() | has.keys()):
        if given.get(where, 0) != has.get(where, 0):
            yield where, (f"has {has.get(where, 0)} assertions, and docs/assertions.md reasons for "
                          f"{given.get(where, 0)}: say there why no input reaches a new one")
