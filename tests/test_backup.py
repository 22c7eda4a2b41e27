"""`onsale backup` and `onsale restore`: a copy that follows a sale through kills, over the operator's address, and
what a restored sale refuses.

ONSALE_TEST_BACKUP_KILLS sets how many processes are killed under the copy, by default 4.
"""

import http.server
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time

import pytest

from conftest import RunningServer
from harness import poll
from harness import server as servers
from harness.buyer import Buyer
from harness.fault_injection import SETTINGS, Crowd

KILLS = int(os.environ.get("ONSALE_TEST_BACKUP_KILLS", 4))
BUYERS = 30
SUMS = ("SELECT count(*) FROM seats WHERE status = 'SOLD'", "SELECT count(*), sum(amount) FROM payments",
        "SELECT count(*), sum(balance), sum(entries) FROM wallets", "SELECT count(*), sum(amount) FROM ledger_entries",
        "SELECT id, user_id, seats, paid_at FROM reservations WHERE status = 'CONFIRMED' ORDER BY id")


def sums(data):
    """What was sold and paid in a data directory whose tables have everything."""
    with servers.tables(data) as database:
        return [database.execute(query).fetchall() for query in SUMS]


def copied(copy):
    """The last commit that the newest chain of a copy has noted."""
    notes = sorted(pathlib.Path(copy).glob("chain-*/copied"))
    return int(re.search(r"^commit (\d+)$", notes[-1].read_text(), re.MULTILINE)[1]) if notes else 0


def commit_of(server, key_file):
    done = servers.run("audit", "--url", server.operator_url, "--key-file", key_file, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)["commit"]


def backup(*arguments):
    done = servers.run("backup", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def verified(copy, tmp_path):
    return backup("verify", copy, "--scratch", tmp_path)


def restored(copy, data, *arguments):
    done = servers.run("restore", copy, "--data", data, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    audit = servers.run("audit", "--data", data)
    assert audit.returncode == 0, audit.stdout + audit.stderr
    return done.stdout


class Follower:
    """`onsale backup --follow` in the background."""

    def __init__(self, data, copy):
        self._command = [servers.binary(), "backup", "--data", str(data), "--to", str(copy), "--follow"]
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def kill(self):
        assert self.process.poll() is None, f"the follower ended with {self.process.returncode}"
        self.end()

    def end(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def follow():
    """Starts followers that end with the test."""
    followers = []

    def start_follower(data, copy):
        followers.append(Follower(data, copy))
        return followers[-1]

    yield start_follower
    for follower in followers:
        follower.end()


def test_a_copy_that_follows_a_crowd_through_kills_is_whole(start, follow, tmp_path, key_file):
    data, copy = tmp_path / "data", tmp_path / "copy"
    server = start(*SETTINGS, "--owner-key-file", key_file, catalogs=[servers.ARENA], data=data)
    follower = follow(data, copy)
    crowd = None
    for number in range(KILLS):
        if crowd is None or crowd.is_gone():
            if crowd:
                crowd.judge()
            crowd = Crowd(server, tmp_path, number + 1, BUYERS)
        before = copied(copy)
        poll.until("the copy follows the crowd", lambda: copied(copy) > before + 3 or crowd.is_gone(), 60)
        if number % 2:
            follower.kill()
            follower.start()
        else:
            server.kill()
            server = start(*SETTINGS, "--owner-key-file", key_file, catalogs=[], data=data,
                           listen=f"127.0.0.1:{server.port}")
    figures = crowd.judge()
    commit = commit_of(server, key_file)
    poll.until("the copy has the last commit", lambda: copied(copy) >= commit)
    follower.kill()
    assert server.terminate() == 0
    assert "DAMAGED" not in verified(copy, tmp_path)
    restored(copy, tmp_path / "new")
    assert sums(tmp_path / "new") == sums(data)
    (sold,) = sums(data)[0][0]
    assert sold >= figures["seatsSold"] > 0


def test_a_restored_sale_knows_nobody_who_came_later_and_lets_nobody_buy_twice(open_server, start, tmp_path, key_file):
    copy = tmp_path / "copy"
    house = open_server("--room-capacity", 10)
    call = ("--url", house.server.operator_url, "--key-file", key_file)
    show, seats, price = house.fresh_seats(4)
    early, late, chooser = house.buyer("early"), house.buyer("late"), house.buyer("chooser")
    early.buy(show, seats[0], price=price)
    chooser.hold(show, seats[1])
    assert "a new chain, because there is no copy yet" in backup(*call, "--to", copy)
    moment = copied(copy)
    late.top_up(price, key="top-up")
    held = late.hold(show, seats[2], key="hold").json()["reservationId"]
    assert late.pay(held, key="pay").status == 201
    assert "a new chain" not in backup(*call, "--to", copy)
    assert copied(copy) >= moment + 3
    assert verified(copy, tmp_path).count("the audit passes") == 1
    assert house.server.terminate() == 0

    said = restored(copy, tmp_path / "new", "--until", moment)
    assert f"as of commit {moment} of" in said and "its rooms are PAUSED" in said.lower().replace("paused", "PAUSED")
    assert f"{tmp_path / 'new'}/token.key is new" in said and "--token-key-file" in said
    again = RunningServer(start("--room-capacity", 10, catalogs=[servers.TWO_ROOMS], data=tmp_path / "new"))
    side = again.operator("GET", "/v1/operator/rooms/side-room").json()
    assert side["state"] == "PAUSED", "what was sold behind a room of today's catalogue is not known"
    for buyer in (early, late, chooser):
        buyer.client = again.client
        assert buyer.status().code == "queue-token-invalid", "the token key is new"
    assert late.hold(show, seats[2], key="hold").code == "queue-token-invalid"
    assert late.pay(held, key="pay").code == "queue-token-invalid"
    assert late.balance().json()["balance"] == 0, "the payment and the top-up are forgotten together"
    newcomer = Buyer(again.client)
    assert newcomer.join().json()["status"] == "WAITING"
    assert again.change_room(state="OPEN").status == 200
    poll.until("the newcomer is admitted", lambda: newcomer.status().json()["status"] == "ACTIVE")
    assert newcomer.hold(show, seats[0]).code == "seat-unavailable", "early's seat stays sold"
    assert newcomer.hold(show, seats[1], seats[2]).status == 201, "these are on sale again"
    mark = tmp_path / "new/restored"
    assert mark.exists() and again.server.terminate() == 0
    start(catalogs=[], data=tmp_path / "new")
    assert not mark.exists(), "the operator has opened a room"


def test_a_damaged_copy_is_named_and_not_restored(open_server, tmp_path):
    house = open_server()
    copy = tmp_path / "copy"
    backup("--data", house.server.data, "--to", copy)
    base = copy / "chain-00000001" / "sale.db"
    with base.open("r+b") as file:
        file.seek(5000)
        file.write(b"damage")
    found = servers.run("backup", "verify", copy, "--scratch", tmp_path)
    assert found.returncode == 1 and f"DAMAGED: the copy is damaged: {base}" in found.stdout
    refused = servers.run("restore", copy, "--data", tmp_path / "new")
    assert refused.returncode == 1 and str(base) in refused.stderr and not (tmp_path / "new").exists()


def test_a_key_without_the_scope_copies_nothing(open_server, tmp_path):
    house = open_server()
    made = house.operator("POST", "/v1/operator/keys", {"name": "auditor", "scopes": ["audit"]}).json()
    key_file = servers.owner_key_file(tmp_path, "auditor.key", made["key"])
    refused = servers.run("backup", "--url", house.server.operator_url, "--key-file", key_file, "--to", tmp_path / "copy")
    assert refused.returncode == 1 and "backup" in refused.stderr
    assert not list((tmp_path / "copy").glob("chain-*/manifest"))


@pytest.fixture
def hanging_server():
    """A socket that accepts connections, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(30)
        yield listening


class SlowBase(http.server.ThreadingHTTPServer):
    """A server whose base is not made until the journal was read meanwhile, and then fails."""

    def __init__(self):
        self.is_making, self.read_meanwhile = threading.Event(), threading.Event()
        super().__init__(("127.0.0.1", 0), SlowBase.Handler)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            if self.server.is_making.is_set():
                self.server.read_meanwhile.set()
            self._answer(200, "application/octet-stream", b"")

        def do_POST(self):
            self.server.is_making.set()
            self.server.read_meanwhile.wait(20)
            self._answer(503, "application/problem+json", b'{"code":"unavailable","detail":"There is no base."}')

        def log_message(self, *_):
            pass

        def _answer(self, status, kind, body):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)


def test_the_journal_is_read_while_a_server_makes_a_base(tmp_path, key_file):
    with SlowBase() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = servers.run("backup", "--url", f"http://127.0.0.1:{server.server_port}", "--key-file", key_file,
                           "--to", tmp_path / "copy")
        server.shutdown()
    assert done.returncode == 1 and "There is no base." in done.stderr
    assert server.read_meanwhile.is_set()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_follower_at_once_even_if_the_server_hangs(hanging_server, end, tmp_path, key_file):
    url = f"http://127.0.0.1:{hanging_server.getsockname()[1]}"
    command = [servers.binary(), "backup", "--url", url, "--key-file", str(key_file), "--to", str(tmp_path / "copy"), "--follow"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as follower:
        connection, _ = hanging_server.accept()
        with connection:
            follower.send_signal(end)
            assert follower.wait(5) == 0


def test_health_does_not_wait_for_a_server_that_hangs(hanging_server):
    began = time.monotonic()
    asked = servers.run("health", "--url", f"http://127.0.0.1:{hanging_server.getsockname()[1]}")
    assert asked.returncode == 2 and "has not answered within 5 s" in asked.stderr
    assert time.monotonic() - began < 15


def test_a_check_that_is_interrupted_leaves_no_sale_behind(open_server, tmp_path):
    house = open_server()
    copy, scratch = tmp_path / "copy", tmp_path / "scratch"
    backup("--data", house.server.data, "--to", copy)
    scratch.mkdir()
    with subprocess.Popen([servers.binary(), "backup", "verify", str(copy), "--scratch", str(scratch)],
                          stdout=subprocess.DEVNULL) as check:
        poll.until("the check has begun, or is over", lambda: any(scratch.iterdir()) or check.poll() is not None)
        check.send_signal(signal.SIGTERM)
        assert check.wait(10) in (0, 128 + signal.SIGTERM)
    assert not any(scratch.iterdir())


@pytest.mark.parametrize("arguments, status, said", [
    (("backup", "--to", "copy"), 2, "name one sale"),
    (("backup", "--data", "data"), 2, "name the copy"),
    (("backup", "--data", "data", "--to", "copy"), 2, "there is no sale in data"),
    (("backup", "--store", "postgresql://x/y", "--to", "copy"), 2, "pgBackRest"),
    (("backup", "--url", "http://127.0.0.1:1", "--key-file", "/nowhere", "--to", "copy"), 1, "there is no such file"),
    (("backup", "verify", "/nowhere"), 1, "/nowhere"),
    (("restore", "/nowhere", "--data", "new"), 1, "/nowhere"),
    (("restore", "copy"), 2, "name the new directory"),
    (("restore", "copy", "--data", "new", "--until", "soon"), 2, "--until"),
    (("restore", "copy", "--store", "postgresql://x/y"), 2, "pgBackRest"),
    (("restore", "copy", "--data", "/proc"), 1, "a file system is mounted at /proc"),
])
def test_wrong_usage_is_reported(arguments, status, said, tmp_path):
    done = servers.run(*arguments, cwd=tmp_path)
    assert done.returncode == status
    assert said in done.stderr
