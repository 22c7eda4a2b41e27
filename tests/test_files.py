"""Access to the files that the server writes and to the memory of the process. Each mode, owner and
link is tested in private_directory_test.cc (src/store/embedded) and secret_file_test.cc (src/app).
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


def test_only_the_owner_can_read_the_data_directory(start, tmp_path, key_file):
    # Regression: in an existing directory, sale.db, sale.db-wal and sale.db-shm had mode 0644.
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    server = start("--fold-interval", "100ms", "--owner-key-file", key_file, data=data, prefix=["sh", "-c", 'umask 000; exec "$@"', "sh"])
    buyer = Buyer(Client(server.port))
    assert (buyer.join().status, buyer.top_up(5).status) == (201, 201)
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    running = modes(data)
    assert {"sale.db", "sale.db-wal", "sale.db-shm", "lock", "token.key", "journal"} <= set(running)
    assert {name: mode for name, mode in running.items() if mode != (0o700 if name == "journal" else 0o600)} == {}
    server.terminate()
    assert {mode for name, mode in modes(data).items() if name != "journal"} == {0o600}


def test_planted_links_are_not_followed(start, tmp_path):
    # Regression: a start wrote the token key through the planted link.
    data = tmp_path / "data"
    (data / "journal").mkdir(parents=True, mode=0o700)
    victim = tmp_path / "victim"
    victim.write_text("of somebody")
    (data / "token.key.new").symlink_to(victim)
    (data / "journal/00000001.log.tmp").symlink_to(victim)
    start(data=data)
    assert victim.read_text() == "of somebody"
    assert not (data / "token.key").is_symlink()
    assert stat.S_IMODE((data / "token.key").stat().st_mode) == 0o600


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


@pytest.mark.parametrize("mode, is_read", [(0o440, True), (0o640, True), (0o460, False), (0o444, False), (0o650, False)])
def test_a_key_of_root_may_be_readable_by_its_group(tmp_path, monkeypatch, mode, is_read):
    """As Kubernetes mounts secrets for a user other than root."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to another group")
    prefix, binary = as_nobody(tmp_path)
    key = servers.owner_key_file(tmp_path)
    os.chown(key, 0, NOBODY)
    key.chmod(mode)
    # No server is there, so a key that is read ends in "cannot reach".
    done = subprocess.run([*prefix, binary, "status", "--url", "http://127.0.0.1:9", "--key-file", str(key)], capture_output=True,
                          text=True, check=False)
    assert ("cannot reach" in done.stderr) == is_read, done.stderr


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
    key.write_text(servers.OWNER_KEY)
    key.chmod(0o600)
    if prefix:
        os.chown(key, NOBODY, NOBODY)
    # The command keeps running: its server accepts the connection and never answers.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = subprocess.Popen([*prefix, binary, "audit", "--url", url, "--key-file", key],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            silent.settimeout(30)
            silent.accept()
            environment = pathlib.Path(f"/proc/{command.pid}/environ")
            poll.until("the command's memory is closed", lambda: environment.stat().st_uid == 0)
        finally:
            command.kill()
            command.wait()
