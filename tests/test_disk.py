"""A full or read-only disk: the server ends with a clear message, and no acknowledged change is
lost."""

import concurrent.futures
import contextlib
import json
import os
import resource
import shutil
import subprocess

import pytest

from harness import server as servers
from harness.buyer import Buyer, fresh_name
from harness.client import Client
from harness.crowd import BROKEN

NOBODY = 65534


@contextlib.contextmanager
def small_disk(path, megabytes):
    """A separate file system in memory; only root can mount it."""
    path.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", path],
                          capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {made.stderr.strip()}")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


def fill(path):
    """Fills the free space."""
    with open(path, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)


def assert_clear_end(server_or_run, *words):
    message = server_or_run.stderr if hasattr(server_or_run, "stderr") else server_or_run.err
    assert any(word in message for word in words), message
    assert "ERROR: AddressSanitizer" not in message


class Holder:
    """Holds and cancels all seats of a show repeatedly, and remembers acknowledged statuses."""

    def __init__(self, client, show):
        self.client = client
        self.show = show
        self.come_anew()
        self.statuses = {}  # by reservation id: (buyer, last acknowledged status)
        self.doubted = None  # a reservation whose cancellation got no answer

    def come_anew(self):
        self.buyer = Buyer(self.client)
        return self.buyer.join().status

    def work(self):
        """Runs until the server has ended. Large requests fill a journal segment sooner."""
        for number in range(200_000):
            self.doubted = None
            # A turn allows at most 100 reservations, so a new turn begins after the first 99 and
            # then after every 100.
            if number % 100 == 99 and (self.buyer.leave().status == 503 or self.come_anew() == 503):
                return
            held = self.buyer.hold(self.show, *range(1, 51), key=fresh_name("k" * 240))
            if held.status == 503:
                return
            assert held.status == 201, held
            reservation = held.json()["reservationId"]
            self.statuses[reservation] = (self.buyer, "HELD")
            self.doubted = reservation
            cancelled = self.buyer.cancel(reservation)
            if cancelled.status == 503:
                return
            assert cancelled.status == 200, cancelled
            self.statuses[reservation] = (self.buyer, "CANCELLED")
        raise AssertionError("the disk never became full")

    def run(self):
        with contextlib.suppress(*BROKEN):
            self.work()

    def verify(self, client):
        known = list(self.statuses.items())
        # The most recent 200 reservations, and a sample of the others.
        for reservation, (buyer, status) in known[:-200:50] + known[-200:]:
            buyer.client = client
            now = buyer.reservation(reservation).json()["status"]
            allowed = {status, "CANCELLED"} if reservation == self.doubted else {status}
            assert now in allowed, reservation


def wide_hall(directory):
    """The reference hall, where one user may hold every seat."""
    catalog = json.loads(servers.REFERENCE.read_text())
    catalog["concerts"][0]["maxSeatsPerUser"] = 50
    file = directory / "wide.json"
    file.write_text(json.dumps(catalog))
    return file


def test_disk_that_fills_up_ends_the_server_and_loses_nothing(tmp_path, start):
    settings = ("--hold-time", "1h", "--active-time", "2h")
    with small_disk(tmp_path / "disk", 120) as disk:
        server = start(*settings, data=disk / "data", catalogs=[wide_hall(tmp_path)])
        fill(disk / "filler")
        holders = [Holder(Client(server.port), f"reference-{night}") for night in (1, 2, 3)]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            for worked in [pool.submit(holder.run) for holder in holders]:
                worked.result(300)
        assert server.wait() > 0
        assert_clear_end(server, "No space left")
        (disk / "filler").unlink()
        again = start(*settings, data=disk / "data", catalogs=[])
        for holder in holders:
            holder.verify(Client(again.port))
        again.kill()


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


def test_start_on_a_full_disk_is_refused(tmp_path):
    with small_disk(tmp_path / "disk", 1) as disk:
        fill(disk / "filler")
        done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", disk / "data",
                           "--catalog", servers.REFERENCE)
        assert done.returncode > 0
        assert_clear_end(done, "No space left", "full")


def as_nobody():
    """The command prefix that drops root's permission to write everywhere."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("setpriv is not here, and root may write everywhere")
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def run_as_nobody(directory):
    binary = directory / "onsale"
    shutil.copy(servers.binary(), binary)
    binary.chmod(0o755)
    for part in [directory, *directory.parents]:
        if not os.access(part, os.W_OK) or part.stat().st_uid != os.geteuid():
            break
        part.chmod(part.stat().st_mode | 0o011)
    return subprocess.run([*as_nobody(), binary, "serve", "--listen", "127.0.0.1:0",
                           "--data", directory / "data"], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=servers.START_SECONDS)


def test_directory_that_cannot_be_written_is_refused(tmp_path, start):
    start(data=tmp_path / "data").terminate()
    for path in [tmp_path / "data", *(tmp_path / "data").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
    done = run_as_nobody(tmp_path)
    for path in [tmp_path / "data", *(tmp_path / "data").rglob("*")]:
        path.chmod(0o755)
    assert done.returncode > 0
    assert_clear_end(done, "Permission denied", "not writable", "read-only")


def test_directory_that_cannot_be_created_is_refused():
    done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", "/dev/null/data")
    assert done.returncode > 0
    assert_clear_end(done, "Not a directory")


def test_read_only_file_system_is_refused(tmp_path, start):
    with small_disk(tmp_path / "disk", 400) as disk:
        start(data=disk / "data").terminate()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", disk / "data")
        assert done.returncode > 0
        assert_clear_end(done, "Read-only file system", "read-only")


def test_a_start_on_a_read_only_disk_loses_nothing(tmp_path, start):
    with small_disk(tmp_path / "disk", 400) as disk:
        server = start(data=disk / "data")
        holder = Buyer(Client(server.port), "saver")
        assert holder.charge(5, key="before").status == 201
        server.kill()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert servers.run("serve", "--listen", "127.0.0.1:0", "--data",
                           disk / "data").returncode > 0
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        again = start(data=disk / "data")
        assert Buyer(Client(again.port), "saver").balance().json()["balance"] == 5
        again.kill()
