"""The project's files and their includes."""

import functools
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src"
# The floors, lowest first: a floor may include itself and the floors before it.
FLOORS = ["base", "net", "outbound", "rehearsal", "domain", "store", "engine", "sim", "histories", "http", "app"]
# The order within a folder, lowest first. A line names sub-folders, and files without their ending;
# "." is every other file of the folder. A source may include its own name and those of lines before.
ORDER = {
    "src/http": ["request response json access backup_source",
                 "limit challenge",
                 "request_log pages idempotency_key allowed_origins statistics",
                 "problem",
                 "parameters",
                 "call",
                 "question stream",
                 "endpoint",
                 "router options caller_check",
                 "dispatcher",
                 "connection endpoints",
                 "server"],
    "src/store": [".", "memory", "embedded postgres"],
    "src/store/embedded": ["files checksum", "journal", "tables", "backup", "."],
}
# Folders outside src that are floors too: two clients and a simulator.
BESIDE = {"rehearsal", "sim", "histories"}
NOT_OURS = {".git", "build", "data", "node_modules", "__pycache__", ".pytest_cache"}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def files(*patterns):
    """The project's files whose names match one of the patterns, sorted by path."""
    found = set()
    for pattern in patterns:
        for path in ROOT.rglob(pattern):
            if path.is_file() and not NOT_OURS.intersection(path.relative_to(ROOT).parts):
                found.add(path)
    return sorted(found)


def cpp():
    return [path for path in files("*.cc", "*.h") if floor(path) is not None]


def floor(path):
    """The floor of a file, or None."""
    if SOURCE in path.parents:
        return path.relative_to(SOURCE).parts[0]
    first = path.relative_to(ROOT).parts[0] if ROOT in path.parents else None
    return first if first in BESIDE else None


def folder(name):
    return ROOT / name if name in BESIDE else SOURCE / name


def included(written):
    """The path of the file that an include names."""
    return (ROOT if written.split("/")[0] in BESIDE else SOURCE) / written


def is_test(path):
    return path.stem.endswith(("_test", "_testing"))


def name(path):
    return str(path.relative_to(ROOT))


@functools.cache
def includes(path):
    """The quoted includes of a source, as written."""
    return INCLUDE.findall(path.read_text())


def closure(path, seen=None):
    """The file and all our files that it includes, directly or indirectly."""
    seen = set() if seen is None else seen
    if path not in seen and path.is_file():
        seen.add(path)
        for written in includes(path):
            # A unit of the build names its sources relative to itself.
            unit_part = (path.parent / written).resolve()
            closure(unit_part if written.startswith("../") else included(written), seen)
    return seen
