"""The generated files of deploy/ha: each secret is only where it is needed, and only its owner can
read it."""

import importlib
import os
import re
import subprocess
import sys

import pytest

from harness import front, server


@pytest.fixture(scope="module")
def layout(module_path):
    sys.path.insert(0, str(server.ROOT / "deploy/ha"))
    try:
        made = importlib.import_module("layout")
    finally:
        sys.path.pop(0)
    return made.Layout.make(module_path / "cluster", sys.executable, [server.REFERENCE], [])


def test_no_placeholder_is_left(layout):
    files = [file for file in layout.folder.rglob("*") if file.suffix in (".yml", ".cfg", ".toml")]
    assert len(files) == 11
    for file in files:
        if file.parent.name != "front":  # these files use variables of HAProxy's own
            assert "${" not in file.read_text(), file


def test_only_the_owner_reads_a_file_with_a_secret(layout):
    layout.keep_owner_key(server.OWNER_KEY)
    secrets = [layout.patroni_password, server.OWNER_KEY, layout.password("onsale")]
    for file in layout.folder.rglob("*"):
        if file.is_file() and file.name != "onsale" and any(secret in file.read_text() for secret in secrets):
            assert file.stat().st_mode & 0o077 == 0, file


def test_changes_through_patroni_need_a_password(layout):
    for member in (1, 2, 3):
        text = (layout.of("postgres", member) / "patroni.yml").read_text()
        known = re.search(r"^restapi:\n(?:  .*\n)*?  authentication: { username: patroni, password: (\w+) }$", text, re.M)
        assert known and known[1] == layout.patroni_password


def test_nodes_accept_their_settings_file(layout):
    for member in (1, 2, 3):
        done = server.run("config", "--config", layout.of("node", member) / "onsale.toml", "--token-key-file", "k")
        assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not front.program(), reason="haproxy is not installed")
def test_haproxy_accepts_its_files(layout):
    for name in ("front", "haproxy-postgres"):
        done = subprocess.run([front.program(), "-c", "-f", "haproxy.cfg"], cwd=layout.folder / name, capture_output=True,
                              text=True, env=os.environ | layout.front_environment, check=False)
        assert done.returncode == 0 and "WARNING" not in done.stdout + done.stderr, done.stdout + done.stderr
