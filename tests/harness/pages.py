"""The buyers' pages in Chromium: a process of node runs the scenarios of tests/web."""

import functools
import itertools
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
    sources = sorted(file for file in SOURCE.iterdir() if file.is_file())
    with typescript.alone(BUILD):
        typescript.unless_done(BUILD / ".copied", sources, lambda: [shutil.copy(file, BUILD) for file in sources])
        typescript.install(BUILD)
    return BUILD


class Browser:
    """A running Chromium; each scenario gets a profile of its own."""

    def __init__(self):
        shots = ROOT / "build/pages-shots"
        shots.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            ["node", "driver.mjs"], cwd=folder(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "ONSALE_SHOTS": str(shots), "ONSALE_CHROMIUM": CHROMIUM})

        self._numbers = itertools.count(1)
        self._answers = {}

    def run(self, scenario, url, **options):
        """What the scenario returns; fails as it does."""
        return self.end(self.begin(scenario, url, **options))

    def begin(self, scenario, url, **options):
        """Starts a scenario beside others; its number."""
        number = next(self._numbers)
        self._process.stdin.write(json.dumps({"id": number, "scenario": scenario, "url": url, "options": options}) + "\n")
        self._process.stdin.flush()
        return number

    def end(self, number):
        while number not in self._answers:
            line = self._process.stdout.readline()
            assert line, "the driver has ended"
            answer = json.loads(line)
            self._answers[answer["id"]] = answer
        answer = self._answers.pop(number)
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def run_both(self, scenario, runs):
        """What each of the runs, (url, options), returns; they run at the same time."""
        numbers = [self.begin(scenario, url, **options) for url, options in runs]
        return [self.end(number) for number in numbers]

    def close(self):
        self._process.stdin.close()
        self._process.wait(120)
        self._process.stdout.close()
