"""Check that every header includes what it uses, with the modules of clang.

In a module a header sees only what it includes itself, directly or indirectly, even if the compiler
has read more. So the headers of a floor are compiled together, as one module, and each is read
once; every header of the system is a module too. clang keeps the modules, and builds one again when
a file of it has changed. The first floor with findings hides those of the floors above.
"""

import hashlib
import pathlib
import re
import shutil
import subprocess

import sources

SYSTEM_INCLUDE = re.compile(r"^\s*#\s*include\s+<([^>]+)>", re.M)
MODULES = ["-fmodules", "-Xclang", "-fmodules-local-submodule-visibility",
           "-fmodules-validate-system-headers",
           # clang 19 forgets in a module that C++17 has hexadecimal floating literals.
           "-Wno-c++17-extensions"]
TIMEOUT = 600


def by_floor():
    """The headers of each floor."""
    found = {floor: [] for floor in sources.FLOORS}
    for path in sources.cpp():
        if path.suffix == ".h":
            found[sources.floor(path)].append(path)
    return found


def one_command(commands):
    """The compiler and the flags of all commands together: a module has one set of flags."""
    flags = {}
    for words in commands:
        rest = iter(words[1:words.index("-o")])
        flags.update((word + next(rest) if word == "-isystem" else word, None) for word in rest)
    return [words[0], *flags, "-fsyntax-only", "-ferror-limit=0", "-x", "c++"]


def run(words, text):
    return subprocess.run(words, input=text, capture_output=True, text=True, timeout=TIMEOUT)


def search_path(words):
    """The folders where the compiler looks for <...>, in its order."""
    said = run([*words, "-v", "-"], "").stderr
    listed = said.split("search starts here:")[-1].split("End of search list.")[0]
    return [pathlib.Path(line.strip()) for line in listed.splitlines() if line.strip()]


def system_map(headers, words):
    """A module for each header of the system that one of the headers includes."""
    names = {name for path in headers for name in SYSTEM_INCLUDE.findall(path.read_text())}
    folders = search_path(words)
    for name in sorted(names):
        path = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if path:
            module = "system_" + re.sub(r"\W", "_", name)
            yield f'module {module} [system] {{ header "{path}" export * }}\n'


def floor_map(floor, headers):
    yield f"module {floor} {{\n"
    for path in headers:
        yield f'  module "{path}" {{ header "{path}" export * }}\n'
    yield "}\n"


def write(path, text):
    """Leaves an equal file as it is: clang builds the modules of a newer map again."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def findings(words, floors, kept):
    """The compiler's output if a header lacks an include, else "". Modules are kept in a folder."""
    # clang rebuilds a module for changed macros and files, but not for changed include paths.
    folder = kept / hashlib.sha256(" ".join([*words, *MODULES]).encode()).hexdigest()
    if not folder.exists():
        shutil.rmtree(kept, ignore_errors=True)
        folder.mkdir(parents=True)
    maps = {"system": system_map([path for paths in floors.values() for path in paths], words)}
    maps.update((f"floor_{floor}", floor_map(floor, paths)) for floor, paths in floors.items())
    for name, lines in maps.items():
        write(folder / f"{name}.modulemap", "".join(lines))
    done = run([*words, *MODULES, f"-fmodules-cache-path={folder}",
                *(f"-fmodule-map-file={folder}/{name}.modulemap" for name in maps), "-"],
               "".join(f"#pragma clang module import {floor}\n" for floor in floors))
    return "" if done.returncode == 0 else done.stdout + done.stderr
