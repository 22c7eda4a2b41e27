"""Runs the README's walk through a purchase literally; both READMEs have the same one."""

import re
import shutil
import subprocess

import pytest

from harness import server as servers

WALK = re.compile(r"<!-- walk -->\n```sh\n(.*?)```", re.S)


def walk(name):
    blocks = WALK.findall((servers.ROOT / name).read_text())
    assert blocks, f"{name} has no block marked <!-- walk -->"
    return "\n".join(blocks)


def without_comments(script):
    lines = [re.sub(r"\s+# .*", "", line) for line in script.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def test_both_readmes_have_the_same_walk():
    assert without_comments(walk("README.md")) == without_comments(walk("README.ko.md"))


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_walk_ends_with_a_ticket(start, tmp_path):
    server = start(catalogs=[servers.REFERENCE, servers.ARENA])
    script = walk("README.md").replace("http://127.0.0.1:8080", server.url)
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True,
                          cwd=tmp_path, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"status":"CONFIRMED"' in done.stdout.splitlines()[-1].replace(" ", "")
