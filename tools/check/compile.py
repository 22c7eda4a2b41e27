"""Checks with a compiler: every header is self-contained, and clang-tidy finds nothing.

A passed check is repeated only when the file, one of our files that it includes, or the check
itself changes: build/check has the modules of the headers, and a stamp for each run of clang-tidy.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

import headers
import sources

BUILD = sources.ROOT / "build/tsan"
KEPT = sources.ROOT / "build/check"
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


def unit_of(path):
    """The floor of a unit, and whether it belongs to a test program; None for any other file."""
    if BUILD not in path.parents or "Unity" not in path.parts:
        return None, False
    parts = path.relative_to(BUILD).parts
    target = parts[parts.index("CMakeFiles") + 1]
    return parts[1] if parts[0] == "src" else parts[0], target.endswith("_test.dir")


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
    return KEPT / kind / digest.hexdigest()


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


def check_headers():
    floors = headers.by_floor()
    units = [words for path, words in commands().items() if unit_of(path)[0]]
    found = headers.findings(headers.one_command(units), floors, KEPT / "headers")
    return sum(map(len, floors.values())), [found] if found else []


def check_tidy():
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = [pool.submit(check, "tidy", path, words) for path, words in tidy_work()]
    return len(results), [said for said in (result.result() for result in results) if said]


def main():
    checked, found = {"headers": check_headers, "tidy": check_tidy}[sys.argv[1]]()
    for said in found:
        print(said)
    print(f"{checked} checked, {len(found)} with findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
