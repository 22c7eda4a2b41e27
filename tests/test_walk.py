"""Runs the walks through a purchase exactly as the documents have them; both languages have the same."""

import re
import shutil
import subprocess

import pytest

from harness import server as servers

WALK = re.compile(r"<!-- walk -->\n```sh\n(.*?)```", re.S)
SHOWN = re.compile(r'"(status|code)": ?"([^"]+)"')  # what identifies an answer


def page(name):
    return (servers.ROOT / name).read_text()


def walk(name):
    blocks = WALK.findall(page(name))
    assert blocks, f"{name} has no block marked <!-- walk -->"
    return "\n".join(blocks)


def without_comments(script):
    lines = [re.sub(r"\s+# .*", "", line) for line in script.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("english, korean", [("README.md", "README.ko.md"),
                                             ("docs/walkthrough.md", "docs/walkthrough.ko.md")])
def test_both_languages_have_the_same_walk(english, korean):
    assert without_comments(walk(english)) == without_comments(walk(korean))
    assert SHOWN.findall(page(english)) == SHOWN.findall(page(korean))


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize("name, settings", [("README.md", []),
                                            ("docs/walkthrough.md", ["--room-capacity", "1"])])
def test_a_walk_gets_the_answers_that_its_page_shows(start, tmp_path, name, settings):
    server = start(*settings, catalogs=[servers.REFERENCE, servers.ARENA])
    script = walk(name).replace("http://127.0.0.1:8080", server.url)
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True,
                          cwd=tmp_path, timeout=300, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    got, shown = iter(SHOWN.findall(done.stdout)), SHOWN.findall(page(name))
    assert ("status", "CONFIRMED") in shown
    missing = [answer for answer in shown if answer not in got]  # in this order
    assert not missing, done.stdout
