"""The project's files, and who includes whom."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src"
# Lowest first: a floor may include itself and what stands before it.
FLOORS = ["base", "net", "rehearsal", "histories", "domain", "store", "engine", "sim", "http", "app"]
# Not under src: a client and a simulator, beside the server. They may include what stands before them here.
BESIDE = {"rehearsal", "histories", "sim"}
NOT_OURS = {".git", "build", "data", "node_modules", "__pycache__", ".pytest_cache"}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def files(*patterns):
    """Every file of the project whose name matches one of the patterns, in order of path."""
    found = set()
    for pattern in patterns:
        for path in ROOT.rglob(pattern):
            if path.is_file() and not NOT_OURS.intersection(path.relative_to(ROOT).parts):
                found.add(path)
    return sorted(found)


def cpp():
    return [path for path in files("*.cc", "*.h") if floor(path) is not None]


def floor(path):
    """The floor that a file belongs to, if any."""
    if SOURCE in path.parents:
        return path.relative_to(SOURCE).parts[0]
    first = path.relative_to(ROOT).parts[0] if ROOT in path.parents else None
    return first if first in BESIDE else None


def folder(name):
    return ROOT / name if name in BESIDE else SOURCE / name


def included(written):
    """Where the file is that is included so."""
    return (ROOT if written.split("/")[0] in BESIDE else SOURCE) / written


def name(path):
    return str(path.relative_to(ROOT))


def includes(path):
    """What a source includes with quotes, as written."""
    return INCLUDE.findall(path.read_text())


def closure(path, seen=None):
    """The file and every file of ours that it includes, directly or not."""
    seen = set() if seen is None else seen
    if path not in seen and path.is_file():
        seen.add(path)
        for written in includes(path):
            closure(included(written), seen)
    return seen
