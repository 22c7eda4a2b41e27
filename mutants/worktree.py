"""A copy of the tree in which mutants are built. The tree itself is only read."""

import filecmp
import hashlib
import json
import os
import shutil
import subprocess

from mutants import suites

# A change of a header that nearly everything includes takes some minutes.
BUILD_SECONDS = 1200
LEFT_OUT = {"build", ".git", "data", "__pycache__"}
# The build has a little optimisation, and no unity build: a mutant changes one source, so only that
# one is compiled again. A variable that a mutant leaves unused is not an error.
FLAGS = ("-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1", "-DONSALE_UNITS=OFF", "-DONSALE_STRICT=OFF",
         "-DCMAKE_CXX_COMPILER=clang++-19")


class BuildFailed(Exception):
    """The compiler rejects the sources; the message is its first error."""


def mirror(tree, copy):
    """Makes `copy` equal to `tree`, without touching files that are equal already."""
    copy.mkdir(parents=True, exist_ok=True)
    entries = {entry.name: entry for entry in tree.iterdir() if entry.name not in LEFT_OUT}
    for there in copy.iterdir():
        is_same_kind = there.name in entries and there.is_dir() == entries[there.name].is_dir()
        if is_same_kind or there.name in LEFT_OUT:
            continue
        shutil.rmtree(there) if there.is_dir() else there.unlink()
    for name, entry in entries.items():
        if entry.is_dir():
            mirror(entry, copy / name)
        elif not (copy / name).exists() or not filecmp.cmp(entry, copy / name, shallow=False):
            shutil.copy(entry, copy / name)


class Worktree:
    def __init__(self, tree, folder, jobs, of=suites.RANDOM):
        self.tree = tree
        self.suites = of
        self.source = folder / "src"
        self.build_folder = folder / "build"
        self.jobs = jobs
        self._known = folder / "control.json"
        self._failure = folder / "control-failed.log"
        # For each suite: digest and run time of its program without a mutant.
        self.control = json.loads(self._known.read_text()) if self._known.exists() else {}
        self._digests = {}  # of the programs without a mutant

    def set_up(self):
        mirror(self.tree, self.source)
        # Also if there is a build: it may have been made with other flags.
        self._call(["cmake", "-S", self.source, "-B", self.build_folder, "-G", "Ninja", *FLAGS])
        self._build({suite.target: None for suite in self.suites}, limit=None)
        self._digests = {suite.program: self.digest(suite) for suite in self.suites}

    def build(self, *targets):
        """With a mutant: for at most BUILD_SECONDS."""
        self._build(targets, BUILD_SECONDS)

    def _build(self, targets, limit):
        self._call(["ninja", "-C", self.build_folder, "-j", str(self.jobs), *targets], limit)

    def _call(self, command, limit=None):
        environment = dict(os.environ, CCACHE_BASEDIR=str(self.source), CCACHE_NOHASHDIR="1")
        # The compilers are in the group of ninja, and end with it.
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   text=True, errors="replace", start_new_session=True)
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired as late:
            raise BuildFailed(f"not built within {limit} s") from late
        finally:
            if process.returncode is None:
                suites.end_all(process)
                process.stdout.close()
        if process.returncode != 0:
            said = output.splitlines() or [f"ended with {process.returncode}"]
            wrong = [line for line in said if "error" in line and "-Werror" not in line.split(":")[0]]
            raise BuildFailed(next((line for line in wrong if ": error:" in line), said[-1])[:300])

    def digest(self, suite):
        return hashlib.sha256((self.build_folder / suite.program).read_bytes()).hexdigest()

    def run(self, suite):
        seconds = self.control.get(suite.name, {}).get("seconds", 300)
        limit = suites.LIMIT_FACTOR * seconds + suite.limit_seconds
        return suites.run(suite, self.source, self.build_folder, self.jobs, limit)

    def run_alone(self, suite, test):
        return suites.run(suites.alone(suite, test), self.source, self.build_folder, self.jobs, suites.ALONE_SECONDS)

    def passes_without(self, suite):
        """The control run: None, or the failure without a mutant. Cached until the program changes.
        """
        passed = {"digest": self.digest(suite), "arguments": list(suite.arguments)}
        if passed.items() <= self.control.get(suite.name, {}).items():
            return None
        self.control.pop(suite.name, None)
        ending = self.run(suite)
        if wrong := suites.caught_by(suite, ending):
            self._failure.write_text(ending.output)
            told = [line for line in ending.output.splitlines() if not suites.PASSED_OR_SKIPPED.match(line)]
            return "\n".join([f"{wrong}; all of its output is in {self._failure}", *told[-suites.CONTROL_LINES:]])
        self.control[suite.name] = passed | {"seconds": round(ending.seconds, 2)}
        self._known.write_text(json.dumps(self.control, indent=1))
        return None

    def is_changed(self, suite):
        return self.digest(suite) != self._digests[suite.program]
