"""Access to the files that the server writes: modes, owners, planted links, and the memory of the process.
"""

import os
import pathlib
import shutil
import socket
import stat
import subprocess

import pytest

from harness import poll
from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client

NOBODY = 65534


def modes(folder):
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def with_umask(mask):
    return ["sh", "-c", f'umask {mask:03o}; exec "$@"', "sh"]


def use(server):
    buyer = Buyer(Client(server.port))
    assert buyer.join().status == 201
    assert buyer.charge(5).status == 201


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize("made_before", [False, True])
def test_only_the_owner_can_read_the_data_directory(start, tmp_path, mask, made_before):
    # Regression: in an existing directory, sale.db, sale.db-wal and sale.db-shm had mode 0644.
    data = tmp_path / "data"
    if made_before:
        data.mkdir(mode=0o755)
    server = start("--fold-interval", "100ms", data=data, prefix=with_umask(mask))
    use(server)
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    running = modes(data)
    assert {"sale.db", "sale.db-wal", "sale.db-shm", "lock", "token.key", "journal"} <= set(running)
    assert {name: mode for name, mode in running.items() if mode != (0o700 if name == "journal" else 0o600)} == {}
    server.terminate()
    assert {mode for name, mode in modes(data).items() if name != "journal"} == {0o600}


def test_an_older_directory_is_restricted_and_logged(start, tmp_path):
    server = start()
    server.kill()
    for path in [server.data, *server.data.rglob("*")]:
        if path.name != "token.key":
            path.chmod(0o755 if path.is_dir() else 0o644)
    again = start(data=server.data)
    poll.until("it is logged", lambda: "(mode 0755); its mode is now 0700" in again.err and "files in" in again.err)
    assert {mode for name, mode in modes(server.data).items() if name != "journal"} == {0o600}
    again.terminate()
    quiet = start(data=server.data)
    quiet.terminate()
    assert "other users could access" not in quiet.err


def test_a_shared_directory_is_refused_and_not_changed(start, tmp_path):
    # Regression: `--data /tmp`, run as root, made /tmp inaccessible to other users.
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / "notes.txt").write_text("of somebody")
    refused = start(data=shared, wait=False)
    assert refused.wait() == 1
    assert "give an empty or a new directory" in refused.err
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
    assert [path.name for path in shared.iterdir()] == ["notes.txt"]


def needs_root():
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to somebody else")


@pytest.mark.parametrize("what", ["", "sale.db", "journal", "lock"])
def test_data_of_another_owner_is_refused(start, what):
    needs_root()
    server = start()
    server.terminate()
    os.chown(server.data / what, NOBODY, NOBODY)
    refused = start(data=server.data, wait=False)
    assert refused.wait() == 1
    assert f"belongs to another user (uid {NOBODY})" in refused.err


@pytest.mark.parametrize("flag", ["--token-key-file", "--operator-key-file"])
def test_a_key_of_another_owner_is_refused(start, tmp_path, flag):
    needs_root()
    key = servers.operator_key_file(tmp_path)
    os.chown(key, NOBODY, NOBODY)
    refused = start(flag, key, wait=False)
    assert refused.wait() == 1
    assert f"belongs to another user (uid {NOBODY})" in refused.err


@pytest.mark.parametrize("flag", ["--token-key-file", "--operator-key-file"])
def test_a_pipe_as_a_key_file_is_refused_at_once(start, tmp_path, flag):
    os.mkfifo(tmp_path / "pipe", 0o600)
    refused = start(flag, tmp_path / "pipe", wait=False)
    assert refused.wait() == 1
    assert "it is not a regular file" in refused.err


def test_a_link_planted_for_the_temporary_key_file_is_not_followed(start, tmp_path):
    # Regression: a start wrote the token key through the planted link.
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    victim = tmp_path / "victim"
    victim.write_text("of somebody")
    (data / "token.key.new").symlink_to(victim)
    start(data=data)
    assert victim.read_text() == "of somebody"
    assert not (data / "token.key").is_symlink()
    assert stat.S_IMODE((data / "token.key").stat().st_mode) == 0o600


def test_a_link_planted_for_a_segment_is_not_followed(start, tmp_path):
    data = tmp_path / "data"
    (data / "journal").mkdir(parents=True)
    victim = tmp_path / "victim"
    victim.write_text("of somebody")
    (data / "journal/00000001.log.tmp").symlink_to(victim)
    server = start(data=data, wait=False)
    server.ready()
    assert victim.read_text() == "of somebody"


def as_nobody(folder):
    """(prefix, binary) to run the program as a user other than root."""
    if os.geteuid() != 0:
        return [], servers.binary()
    if not shutil.which("setpriv"):
        pytest.skip("setpriv is not here")
    binary = folder / "onsale"
    shutil.copy(servers.binary(), binary)
    binary.chmod(0o755)
    for part in [folder, *folder.parents]:
        if part.stat().st_uid != os.geteuid() or not os.access(part, os.W_OK):
            break
        part.chmod(part.stat().st_mode | 0o011)
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"], str(binary)


@pytest.mark.parametrize("flags, is_closed", [((), True), (("--allow-core-dumps",), False)])
def test_the_memory_of_a_server_is_protected_by_default(tmp_path, monkeypatch, flags, is_closed):
    prefix, binary = as_nobody(tmp_path)
    monkeypatch.setenv("ONSALE_BINARY", binary)
    home = tmp_path / "home"
    home.mkdir()
    if prefix:
        os.chown(home, NOBODY, NOBODY)
    with servers.Server(home / "data", *flags, prefix=prefix, catalogs=()) as server:
        server.ready()
        # Only a process that cannot be dumped has /proc files that belong to root (proc(5)).
        belongs_to_root = pathlib.Path(f"/proc/{server.process.pid}/environ").stat().st_uid == 0
        assert belongs_to_root == is_closed
        assert server.terminate() == 0


def test_the_memory_of_a_command_with_a_key_is_protected(tmp_path):
    prefix, binary = as_nobody(tmp_path)
    key = tmp_path / "key"
    key.write_text("key-of-the-operator")
    key.chmod(0o600)
    if prefix:
        os.chown(key, NOBODY, NOBODY)
    # The command keeps running: its server accepts the connection and never answers.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = subprocess.Popen([*prefix, binary, "audit", "--url", url, "--operator-key-file", key],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            silent.settimeout(30)
            silent.accept()
            environment = pathlib.Path(f"/proc/{command.pid}/environ")
            poll.until("the command's memory is closed", lambda: environment.stat().st_uid == 0)
        finally:
            command.kill()
            command.wait()
