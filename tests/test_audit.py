"""The audit: through the operator's API, and by `onsale audit`. What each check finds is tested in
src/store/embedded/tables."""

import contextlib
import json
import sqlite3

from harness import server as servers

AUDIT = "/v1/operator/audit"
PASSED, FAILED, NOT_MADE = 0, 1, 2


def sell(house):
    """A paid seat and a held one: three entries of the ledger."""
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(2)
    buyer.buy(show, seats[0], price=price)
    assert house.buyer().hold(show, seats[1]).status == 201


def audit(*arguments):
    return servers.run("audit", *arguments)


def damage(data, sql):
    with contextlib.closing(sqlite3.connect(data / "sale.db")) as database:
        with database:
            database.execute(sql)
            # Layout 3 has no page checksums: a start accepts the changed pages (docs/formats.md).
            database.execute("PRAGMA user_version=3")


def entries_checked(report):
    return next(check["checked"] for check in report["checks"] if check["name"] == "paid-and-posted")


def test_a_running_sale_is_audited_up_to_its_last_commit(open_server, key_file):
    house = open_server()
    online = ("--url", house.server.operator_url, "--key-file", key_file)
    for paid in range(1, 4):
        sell(house)
        commit = int(house.buyer().top_up(1).headers["onsale-commit"])
        report = house.operator("GET", AUDIT).json()
        assert report["passed"] and report["commit"] >= commit, report
        assert entries_checked(report) == 3 * paid + paid
    done = audit(*online)
    assert done.returncode == PASSED, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("PASS: ")
    in_use = audit("--data", house.server.data)
    assert in_use.returncode == NOT_MADE and "in use" in in_use.stderr and "--url" in in_use.stderr
    damage(house.server.data, "UPDATE wallets SET balance = balance + 1")
    done = audit(*online, "--json")
    assert done.returncode == FAILED
    assert {check["name"] for check in json.loads(done.stdout)["checks"] if check["violations"]} == {
        "wallet-balances", "ledger-sum"}


def test_a_directory_is_audited_after_a_kill_and_damage_reported(open_server):
    house = open_server("--fold-interval", "10m")
    data = house.server.data
    sell(house)
    house.server.kill()
    done = audit("--data", data, "--json")
    report = json.loads(done.stdout)
    # Only the journal has the sale.
    assert (done.returncode, report["passed"], entries_checked(report)) == (PASSED, True, 3)
    open_server(data=data).server.terminate()
    damage(data, "DELETE FROM payments")
    done = audit("--data", data)
    assert done.returncode == FAILED
    assert "is CONFIRMED without its payment" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("FAIL: ")


def test_the_command_reports_why_it_could_not_audit_a_server(start, key_file, tmp_path):
    server = start("--owner-key-file", key_file)
    other = servers.owner_key_file(tmp_path, "other.key", servers.OTHER_KEY)
    closed = start(data=tmp_path / "closed")
    for url, key, sentence in ((server.operator_url, other, "does not accept the access key in --key-file"),
                               (closed.operator_url, key_file, "does not accept the access key in --key-file"),
                               (server.url, key_file, "give the operator's address"),
                               ("http://127.0.0.1:1", key_file, "is the server running there?")):
        done = audit("--url", url, "--key-file", key)
        assert done.returncode == NOT_MADE and sentence in done.stderr, done.stderr
