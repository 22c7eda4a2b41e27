"""The operator's console for tests: its modules as node runs them, its texts, a rehearsal's report."""

import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORDS = ROOT / "web/src/console/words"


def bundle(entry, target):
    """Bundles an entry of TypeScript, given as text, into a module of JavaScript."""
    esbuild = ROOT / "web/node_modules/.bin/esbuild"
    if not esbuild.exists():
        pytest.skip("the packages of web/ are not installed")
    done = subprocess.run([esbuild, "--bundle", "--format=esm", "--loader=ts", f"--outfile={target}"], input=entry, cwd=ROOT / "web",
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return target


def words(folder):
    """A module with the console's texts: `ko` and `en`."""
    return bundle(f'export {{ ko }} from "{WORDS}/ko.ts";\nexport {{ en }} from "{WORDS}/en.ts";\n', pathlib.Path(folder) / "console-words.mjs")


def report():
    """The figures of a small rehearsal that went well, as `onsale rehearse --json` wrote them."""
    return json.loads((ROOT / "tests/figures/rehearsal.json").read_text())
