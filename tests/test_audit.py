"""The audit: through the operator's API, and by `onsale audit`."""

import contextlib
import json
import os
import socket
import sqlite3
import threading

import pytest

from conftest import RunningServer
from harness import server as servers
from harness.client import Client

AUDIT = "/v1/operator/audit"
PASSED, FAILED, NOT_MADE = 0, 1, 2


@pytest.fixture
def key_file(tmp_path):
    return servers.operator_key_file(tmp_path)


@pytest.fixture
def operated(open_server, key_file):
    """A server for one test with an operator key."""
    return open_server("--operator-key-file", key_file)


def bearer(key=servers.OPERATOR_KEY):
    return {"Authorization": f"Bearer {key}"}


def sell(house):
    """A paid seat and a held one."""
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(2)
    buyer.buy(show, seats[0], price=price)
    assert house.buyer().hold(show, seats[1]).status == 201


def audit(*arguments):
    return servers.run("audit", *arguments)


def online(house, key_file, *arguments):
    return audit("--url", house.server.url, "--operator-key-file", key_file, *arguments)


def damage(data, sql):
    with contextlib.closing(sqlite3.connect(data / "sale.db")) as database:
        with database:
            database.execute(sql)
            # Layout 3 has no page checksums: a start accepts the changed pages (docs/formats.md).
            database.execute("PRAGMA user_version=3")


def test_without_a_key_operator_paths_are_not_found(open_server):
    house = open_server()
    for answer in (house.client.get(AUDIT), house.client.get(AUDIT, headers=bearer()),
                   house.client.get("/v1/operator/nothing"),
                   Client(house.server.port).request("OPTIONS", AUDIT)):
        assert (answer.status, answer.code) == (404, "not-found")
        assert "www-authenticate" not in answer.headers


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer  "},
    {"Authorization": "Basic b3BlcmF0b3I6a2V5"}, {"Authorization": servers.OPERATOR_KEY},
    {"Authorization": f"Bearer {servers.OPERATOR_KEY} x"}])
def test_a_missing_or_malformed_key_is_401(house, headers):
    answer = house.client.get(AUDIT, headers=headers)
    assert (answer.status, answer.code) == (401, "operator-key-required")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("key", [servers.OPERATOR_KEY[:-1], servers.OPERATOR_KEY + "x",
                                 servers.OPERATOR_KEY.upper(), "x"])
def test_a_wrong_key_is_401(house, key):
    answer = house.client.get(AUDIT, headers=bearer(key))
    assert (answer.status, answer.code) == (401, "operator-key-invalid")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_audit_of_a_running_sale_passes(operated):
    sell(operated)
    answer = operated.client.get(AUDIT, headers=bearer())
    report = answer.json()
    assert (answer.status, report["whole"]) == (200, True), report
    assert [check["violations"] for check in report["checks"]] == [0] * len(report["checks"])
    assert {check["name"] for check in report["checks"]} >= {
        "seat-owners", "one-owner", "paid-and-confirmed", "wallet-balances", "ledger-sum",
        "queue-order", "admission-order", "one-place", "show-seats"}


def test_an_audit_includes_everything_acknowledged_before_it(operated):
    for paid in range(1, 4):
        sell(operated)
        commit = int(operated.buyer().charge(1).headers["onsale-commit"])
        report = operated.client.get(AUDIT, headers=bearer()).json()
        assert report["batch"] >= commit
        checked = {check["name"]: check["checked"] for check in report["checks"]}
        assert checked["paid-and-posted"] == 3 * paid + paid
        assert report["whole"]


def test_damage_during_a_sale_is_reported(operated):
    sell(operated)
    assert operated.client.get(AUDIT, headers=bearer()).json()["whole"]
    damage(operated.server.data, "UPDATE wallets SET balance = balance + 1")
    report = operated.client.get(AUDIT, headers=bearer()).json()
    assert not report["whole"]
    assert {check["name"] for check in report["checks"] if check["violations"]} == {
        "wallet-balances", "ledger-sum"}


def test_the_key_is_in_no_log(open_server, key_file):
    operated = open_server("--operator-key-file", key_file, "--log-level", "debug")
    operated.client.get(AUDIT, headers=bearer())
    operated.client.get(AUDIT, headers=bearer("a-wrong-key-of-somebody"))
    online(operated, key_file)
    operated.server.terminate()
    logged = operated.server.err + operated.server.out
    assert AUDIT in logged
    assert servers.OPERATOR_KEY not in logged
    assert "a-wrong-key-of-somebody" not in logged


@pytest.mark.parametrize("text, mode, sentence", [
    ("short", 0o600, "16 to 256 characters"),
    ("two words that are long enough", 0o600, "one line of visible ASCII"),
    (servers.OPERATOR_KEY, 0o644, "chmod 600")])
def test_a_bad_key_file_is_refused_at_the_start(tmp_path, text, mode, sentence):
    file = tmp_path / "bad.key"
    file.write_text(text)
    os.chmod(file, mode)
    done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", tmp_path / "data",
                       "--operator-key-file", file)
    assert done.returncode == 1
    assert sentence in done.stderr and str(file) in done.stderr
    assert text not in done.stderr


def test_an_unusable_key_file_is_refused_without_its_name(tmp_path):
    done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", tmp_path / "data",
                       "--operator-key-file", tmp_path / "none.key")
    assert done.returncode == 2
    assert "--operator-key-file: there is no such file" in done.stderr and "none.key" not in done.stderr


def test_the_command_audits_a_directory(operated):
    sell(operated)
    operated.server.terminate()
    done = audit("--data", operated.server.data)
    assert done.returncode == PASSED, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("PASS: ")


def test_the_command_audits_the_data_of_a_killed_server(operated):
    sell(operated)
    operated.server.kill()
    done = audit("--data", operated.server.data, "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["whole"]) == (PASSED, True)
    checked = {check["name"]: check["checked"] for check in report["checks"]}
    assert checked["paid-and-posted"] == 3


def test_a_server_starts_after_an_audit_of_its_directory(operated, start):
    sell(operated)
    operated.server.kill()
    assert audit("--data", operated.server.data).returncode == PASSED
    again = RunningServer(start(data=operated.server.data))
    assert again.client.get("/livez").status == 200


def test_the_command_reports_damage(operated):
    sell(operated)
    operated.server.terminate()
    damage(operated.server.data, "DELETE FROM payments")
    done = audit("--data", operated.server.data)
    assert done.returncode == FAILED
    assert "is CONFIRMED without its payment" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("FAIL: ")
    report = json.loads(audit("--data", operated.server.data, "--json").stdout)
    assert not report["whole"]


def test_the_audit_of_a_damaged_journal_fails(operated):
    sell(operated)
    operated.server.kill()
    journal = operated.server.data / "journal/00000001.log"
    bytes_before = bytearray(journal.read_bytes())
    bytes_before[120] ^= 1
    journal.write_bytes(bytes_before)
    done = audit("--data", operated.server.data)
    assert done.returncode == FAILED
    assert "00000001.log" in done.stderr


def test_a_directory_in_use_is_not_audited(operated):
    done = audit("--data", operated.server.data)
    assert done.returncode == NOT_MADE
    assert "in use" in done.stderr and "--url" in done.stderr
    assert operated.client.get("/livez").status == 200


def test_the_command_audits_a_running_server(operated, key_file):
    sell(operated)
    done = online(operated, key_file)
    assert done.returncode == PASSED, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("PASS: ")
    assert json.loads(online(operated, key_file, "--json").stdout)["whole"]


def test_the_command_reports_damage_of_a_running_server(operated, key_file):
    sell(operated)
    online(operated, key_file)
    damage(operated.server.data, "UPDATE rooms SET active = active + 1")
    done = online(operated, key_file)
    assert done.returncode == FAILED
    assert "room-counts" in done.stdout


def test_the_command_reports_why_it_could_not_audit_a_server(operated, open_server, key_file, tmp_path):
    other = servers.operator_key_file(tmp_path, "other.key", "another-operators-key")
    wrong = audit("--url", operated.server.url, "--operator-key-file", other)
    assert wrong.returncode == NOT_MADE and "operator key is not the one in" in wrong.stderr
    closed = online(open_server(data=tmp_path / "closed"), key_file)
    assert closed.returncode == NOT_MADE and "start it with --operator-key-file" in closed.stderr
    operated.server.terminate()
    gone = online(operated, key_file)
    assert gone.returncode == NOT_MADE and "is the server running there?" in gone.stderr


def test_wrong_usage_of_the_command(tmp_path):
    for arguments in ((), ("--data", tmp_path, "--url", "http://127.0.0.1:1"),
                      ("--url", "http://127.0.0.1:1"), ("--data", tmp_path / "nowhere"),
                      ("--deep",), ("--url", "ftp://x", "--operator-key-file", "x")):
        done = audit(*arguments)
        assert done.returncode == NOT_MADE, arguments
        assert done.stderr and not done.stdout
    assert not (tmp_path / "nowhere").exists()


class SmallLetters(threading.Thread):
    """A proxy for one exchange that writes header names in lower case, as HAProxy does."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self._server = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def run(self):
        client, _ = self._listener.accept()
        with self._listener, client, socket.create_connection(self._server) as server:
            request = b""
            while b"\r\n\r\n" not in request:
                request += client.recv(4096)
            server.sendall(request)
            answer = b""
            while more := server.recv(65536):
                answer += more
            head, body = answer.split(b"\r\n\r\n", 1)
            status, headers = head.split(b"\r\n", 1)
            client.sendall(status + b"\r\n" + headers.lower() + b"\r\n\r\n" + body)


def test_the_command_audits_through_a_proxy(operated, key_file):
    # Regression: responses through HAProxy, which writes header names in lower case, were refused
    # as not from Onsale.
    proxy = SmallLetters(operated.server.port)
    proxy.start()
    done = audit("--url", proxy.url, "--operator-key-file", key_file)
    assert done.returncode == PASSED, done.stdout + done.stderr
