"""A full or read-only disk: a start ends with a clear message, and no acknowledged change is lost.

tests/test_faults.py fills the disk, and makes it read-only, under a running sale.
"""

import contextlib
import resource

import pytest

from harness import server as servers
from harness.buyer import Buyer
from harness.client import BROKEN, Client
from harness.small_disk import CannotMount, SmallDisk


@pytest.fixture
def disk(tmp_path):
    try:
        made = SmallDisk(tmp_path, 400)
    except CannotMount as why:
        pytest.skip(str(why))
    yield made
    made.close()


def assert_clear_end(server_or_run, *words):
    message = server_or_run.stderr if hasattr(server_or_run, "stderr") else server_or_run.err
    assert any(word in message for word in words), message
    assert "ERROR: AddressSanitizer" not in message


def test_a_limit_on_the_size_of_files_ends_the_server_and_loses_nothing(start):
    """`ulimit -f`: the kernel's signal once killed the server without a message."""
    server = start()
    buyer = Buyer(Client(server.port))
    assert buyer.charge(700).status == 201
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, 4096))
    with contextlib.suppress(*BROKEN):
        assert buyer.charge(1).status >= 500
    assert server.wait() == 1
    assert_clear_end(server, "File too large")
    again = start(data=server.data)
    buyer.client = Client(again.port)
    assert buyer.balance().json()["balance"] in (700, 701)


def test_a_start_on_a_full_disk_is_refused(disk):
    with disk.full():
        done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", disk.path / "data",
                           "--catalog", servers.REFERENCE)
    assert done.returncode > 0
    assert_clear_end(done, "No space left", "full")


def test_directory_that_cannot_be_created_is_refused():
    done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", "/dev/null/data")
    assert done.returncode > 0
    assert_clear_end(done, "Not a directory")


def test_a_start_on_a_read_only_disk_is_refused_and_loses_nothing(disk, start):
    data = disk.path / "data"
    server = start(data=data)
    saver = Buyer(Client(server.port))
    assert saver.charge(5).status == 201
    server.kill()
    disk.become_read_only()
    done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", data)
    assert done.returncode > 0
    assert_clear_end(done, "Read-only file system", "read-only", "Input/output error")
    disk.come_back()
    again = start(data=data)
    saver.client = Client(again.port)
    assert saver.balance().json()["balance"] == 5
    again.kill()
