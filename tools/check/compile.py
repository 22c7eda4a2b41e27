"""Checks with a compiler: every header is self-contained, and clang-tidy finds nothing.

A passed check is repeated only when the file, one of our files that it includes, or the check
itself changes: build/check has the modules of the headers. The stamp of each clean run of clang-tidy
is in the user's cache folder, named by a digest without the clone's path, so that another clone
does not repeat it.
"""

import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

import headers
import sources

BUILD = sources.ROOT / "build/tsan"
KEPT = sources.ROOT / "build/check"
STAMPS = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "onsale/tidy"
# A stamp that was not used for so long is removed.
STAMP_SECONDS_MAX = 30 * 24 * 3600
TIMEOUT = 600


@functools.cache
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
    if BUILD not in path.parents or path.parent.name != "units":
        return None, False
    parts = path.relative_to(BUILD).parts
    return parts[1] if parts[0] == "src" else parts[0], "_test_" in path.name


def tidy_work():
    """Units, so that common headers are analysed once, and the programs' main.cc."""
    for path in commands():
        floor, is_test = unit_of(path)
        if (floor and not is_test) or path.name == "main.cc":
            yield path, ["clang-tidy-19", "--quiet", "--warnings-as-errors=*", "-p", str(BUILD),
                         "--extra-arg=-Wno-error", "--extra-arg=-Wno-unknown-warning-option",
                         str(path)]


@functools.cache
def tool_version():
    return subprocess.run(["clang-tidy-19", "--version"], capture_output=True, check=True).stdout


def stamp(path, words):
    """Where it is noted that clang-tidy found nothing in a source that is compiled by these words."""
    text = " ".join([*words, *commands()[path]]).replace(str(sources.ROOT), ".")
    digest = hashlib.sha256(text.encode())
    digest.update(tool_version())
    digest.update((sources.ROOT / ".clang-tidy").read_bytes())
    for part in sorted(sources.closure(path)):
        digest.update(part.read_bytes())
    return STAMPS / digest.hexdigest()


def check(path, words):
    """None, or the compiler's output."""
    mark = stamp(path, words)
    if mark.exists():
        mark.touch()
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


def remove_old_stamps():
    for mark in STAMPS.glob("*"):
        if time.time() - mark.stat().st_mtime > STAMP_SECONDS_MAX:
            mark.unlink(missing_ok=True)


def check_tidy():
    remove_old_stamps()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = [pool.submit(check, path, words) for path, words in tidy_work()]
    return len(results), [said for said in (result.result() for result in results) if said]


def main():
    checked, found = {"headers": check_headers, "tidy": check_tidy}[sys.argv[1]]()
    for said in found:
        print(said)
    print(f"{checked} checked, {len(found)} with findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
