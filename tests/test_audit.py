"""The audit: through the operator's API, and by `onsale audit`."""

import contextlib
import json
import sqlite3

import pytest

from harness import server as servers

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


def test_the_audit_needs_the_key_of_the_operator(house, open_server):
    for headers, code in (({}, "operator-key-required"), (bearer("x"), "operator-key-invalid")):
        answer = house.client.get(AUDIT, headers=headers)
        assert (answer.status, answer.code) == (401, code)
        assert answer.headers["www-authenticate"] == "Bearer"
    without = open_server().client.get(AUDIT, headers=bearer())
    assert (without.status, without.code) == (404, "not-found")
    assert "www-authenticate" not in without.headers


def test_an_audit_includes_everything_acknowledged_before_it(operated):
    for paid in range(1, 4):
        sell(operated)
        commit = int(operated.buyer().charge(1).headers["onsale-commit"])
        report = operated.client.get(AUDIT, headers=bearer()).json()
        assert report["batch"] >= commit
        checked = {check["name"]: check["checked"] for check in report["checks"]}
        assert checked["paid-and-posted"] == 3 * paid + paid
        assert report["whole"], report
    assert set(checked) >= {"seat-owners", "one-owner", "paid-and-confirmed", "wallet-balances", "ledger-sum",
                            "queue-order", "admission-order", "one-place", "show-seats"}


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


def test_the_command_audits_a_directory_after_a_stop_and_after_a_kill(operated, open_server):
    sell(operated)
    operated.server.terminate()
    done = audit("--data", operated.server.data)
    assert done.returncode == PASSED, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("PASS: ")
    again = open_server("--fold-interval", "10m", data=operated.server.data)
    again.buyer().charge(1)
    again.server.kill()
    done = audit("--data", operated.server.data, "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["whole"]) == (PASSED, True)
    # Three of the sale, and the charge that only the journal had.
    assert {check["name"]: check["checked"] for check in report["checks"]}["paid-and-posted"] == 4
    assert open_server(data=operated.server.data).client.get("/livez").status == 200


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


def test_the_command_reports_why_it_could_not_audit_a_server(operated, open_server, key_file, tmp_path):
    other = servers.operator_key_file(tmp_path, "other.key", "another-operators-key")
    wrong = audit("--url", operated.server.url, "--operator-key-file", other)
    assert wrong.returncode == NOT_MADE and "operator key is not the one in" in wrong.stderr
    closed = online(open_server(data=tmp_path / "closed"), key_file)
    assert closed.returncode == NOT_MADE and "start it with --operator-key-file" in closed.stderr
    operated.server.terminate()
    gone = online(operated, key_file)
    assert gone.returncode == NOT_MADE and "is the server running there?" in gone.stderr
