"""The buyers' pages in Chromium: a process of node runs the scenarios of tests/web."""

import functools
import hashlib
import json
import os
import pathlib
import shutil
import subprocess

import pytest

from harness import typescript

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "tests/web"
# Not in the source tree, where the packages would be found by whoever looks at it.
BUILD = ROOT / "build/tests-web"
CHROMIUM = os.environ.get("ONSALE_CHROMIUM") or shutil.which("chromium")


@functools.cache
def folder():
    """The scenarios, with their packages."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    BUILD.mkdir(parents=True, exist_ok=True)
    for file in SOURCE.iterdir():
        if file.is_file():
            shutil.copy(file, BUILD)
    lock = BUILD / "package-lock.json"
    stamp = BUILD / "node_modules/.installed"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == digest):
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], cwd=BUILD,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=typescript.SECONDS_MAX)
        if any(sign in done.stderr for sign in typescript.OFFLINE):
            pytest.skip("npm reaches no registry, and its cache lacks packages")
        assert done.returncode == 0, done.stdout + done.stderr
        stamp.write_text(digest)
    return BUILD


class Browser:
    """A running Chromium; each scenario gets a profile of its own."""

    def __init__(self):
        shots = ROOT / "build/pages-shots"
        shots.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            ["node", "driver.mjs"], cwd=folder(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "ONSALE_SHOTS": str(shots), "ONSALE_CHROMIUM": CHROMIUM})

    def run(self, scenario, url, **options):
        """What the scenario returns; fails as it does."""
        self.begin(scenario, url, **options)
        return self.end()

    def begin(self, scenario, url, **options):
        self._process.stdin.write(json.dumps({"scenario": scenario, "url": url, "options": options}) + "\n")
        self._process.stdin.flush()

    def end(self):
        line = self._process.stdout.readline()
        assert line, "the driver has ended"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def close(self):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()
