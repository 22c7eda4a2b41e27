"""Checks with a compiler: every header is self-contained, and clang-tidy finds nothing.

A passed check is repeated only when the file, one of our files that it includes, or the check
itself changes: stamps in build/check record it.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

import sources

BUILD = sources.ROOT / "build/tsan"
STAMPS = sources.ROOT / "build/check"
TIMEOUT = 600


def commands():
    """The compile command, as words, of each source or unit of the build that the checks use."""
    entries = json.loads((BUILD / "compile_commands.json").read_text())
    found = {}
    for entry in entries:
        words = shlex.split(entry["command"])
        if words[0].endswith("ccache"):
            words = words[1:]
        found[pathlib.Path(entry["file"])] = words
    return found


def for_header(header, words):
    """A source's compile command of the same floor, changed to check a header alone."""
    cut = words.index("-o")
    kept = words[:cut] + words[cut + 2:]
    source = kept.index("-c")
    # The header is passed with -include: g++ warns about #pragma once in a main file.
    return kept[:source] + ["-fsyntax-only", "-x", "c++", "-include", str(header), "/dev/null"]


def unit_of(path):
    """The floor of a unit, and whether it belongs to a test program; None for any other file."""
    if BUILD not in path.parents or "Unity" not in path.parts:
        return None, False
    parts = path.relative_to(BUILD).parts
    target = parts[parts.index("CMakeFiles") + 1]
    return parts[1] if parts[0] == "src" else parts[0], target.endswith("_test.dir")


def header_work():
    by_floor, by_test = {}, {}
    for path, words in commands().items():
        floor, is_test = unit_of(path)
        (by_test if is_test else by_floor).setdefault(floor, words)
    for header in (path for path in sources.cpp() if path.suffix == ".h"):
        floor = sources.floor(header)
        words = by_test.get(floor) if "testing" in header.name else by_floor.get(floor)
        if words:
            yield header, for_header(header, words)


def tidy_work():
    """Units, so that common headers are analysed once, and the programs' main.cc."""
    for path in commands():
        floor, is_test = unit_of(path)
        if (floor and not is_test) or path.name == "main.cc":
            yield path, ["clang-tidy-19", "--quiet", "--warnings-as-errors=*", "-p", str(BUILD),
                         "--extra-arg=-Wno-error", "--extra-arg=-Wno-unknown-warning-option",
                         str(path)]


def stamp(kind, path, words):
    digest = hashlib.sha256(" ".join([kind, *words]).encode())
    digest.update((sources.ROOT / ".clang-tidy").read_bytes())
    for part in sorted(sources.closure(path)):
        digest.update(part.read_bytes())
    return STAMPS / kind / digest.hexdigest()


def check(kind, path, words):
    """None, or the compiler's output."""
    mark = stamp(kind, path, words)
    if mark.exists():
        return None
    done = subprocess.run(words, cwd=BUILD, capture_output=True, text=True, timeout=TIMEOUT)
    if done.returncode != 0:
        return f"{sources.name(path)}:\n{done.stdout}{done.stderr}"
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return None


def main():
    kind = sys.argv[1]
    work = {"headers": header_work, "tidy": tidy_work}[kind]()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = [pool.submit(check, kind, path, words) for path, words in work]
    found = [said for said in (result.result() for result in results) if said]
    for said in found:
        print(said)
    print(f"{len(results)} checked, {len(found)} with findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
