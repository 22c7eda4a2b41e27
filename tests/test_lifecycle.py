"""Start, stop, settings, and what the process reports."""

import contextlib
import copy
import json
import signal
import sqlite3
import time

import pytest

from conftest import RunningServer
from harness import poll, server as servers
from harness.buyer import Buyer
from harness.client import BROKEN, Client

FOLD_SECONDS = 5


def bought(house):
    """A buyer with a paid seat: (buyer, reservation, show, seat)."""
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(1)
    return buyer, buyer.buy(show, *seats, price=price), show, seats[0]


def test_under_nohup_the_server_survives_the_terminal(open_server):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # inherited, as under nohup
    try:
        house = open_server()
    finally:
        signal.signal(signal.SIGHUP, before)
    house.server.process.send_signal(signal.SIGHUP)
    assert house.server.terminate() == 0
    assert '"signal":"SIGTERM"' in house.server.err


def test_tables_catch_up_while_the_sale_runs(open_server):
    house = open_server()
    buyer, reservation, *_ = bought(house)

    def folded():
        with servers.tables(house.server.data) as database:
            return database.execute("SELECT COUNT(*) FROM payments WHERE user_id = ? AND reservation_id = ?",
                                    (buyer.user, reservation)).fetchone()[0]
    poll.until("the payment is in sale.db", folded, seconds=15, pause=0.1)


def test_a_stop_is_quick_and_a_restart_keeps_everything(open_server):
    first = open_server()
    buyer, reservation, show, seat = bought(first)
    begun = time.monotonic()
    assert first.server.terminate() == 0
    assert time.monotonic() - begun < FOLD_SECONDS
    second = open_server(data=first.server.data)
    buyer.client = second.client
    assert buyer.reservation(reservation).json()["status"] == "CONFIRMED"
    assert buyer.balance().json()["balance"] == 0
    assert buyer.status().json()["status"] == "EXPIRED"
    assert second.buyer().hold(show, seat).code == "seat-unavailable"


def test_a_draining_server_is_not_ready_and_still_sells(open_server):
    # Regression: after SIGTERM connections were refused at once, and /readyz had never been 503.
    house = open_server("--drain-time", "10m")
    house.server.process.send_signal(signal.SIGTERM)
    poll.until("the server is not ready", lambda: house.client.get("/readyz").status == 503)
    bought(house)
    assert house.client.get("/livez").status == 200
    assert house.server.terminate() == 0  # a second signal ends it
    assert '"event":"draining"' in house.server.err


def test_without_another_signal_draining_ends_after_its_time(open_server):
    house = open_server("--drain-time", "1s")
    begun = time.monotonic()
    assert house.server.terminate() == 0
    assert time.monotonic() - begun >= 1


def test_beside_a_kubernetes_service_of_its_name_the_server_starts(open_server):
    # Regression: the variables that Kubernetes adds were settings that do not exist.
    links = {"ONSALE_SERVICE_HOST": "10.96.0.17", "ONSALE_SERVICE_PORT": "8080",
             "ONSALE_PORT": "tcp://10.96.0.17:8080", "ONSALE_PORT_8080_TCP_ADDR": "10.96.0.17"}
    house = open_server(environment={**links, "ONSALE_HOLDTIME": "1s"})
    assert house.client.get("/readyz").status == 200
    assert house.server.terminate() == 0
    warnings = [line for line in house.server.err.splitlines() if "there is no such setting" in line]
    assert len(warnings) == 1 and "ONSALE_HOLDTIME" in warnings[0]


def test_behind_a_path_prefix_references_begin_with_it(start):
    client = Client(start("--base-path", "/shop").port)
    assert client.get("/nothing").json()["type"] == "/shop/problems/not-found"
    created = client.post("/v1/queue/tokens", {"userId": "kim"})
    assert (created.status, created.headers["location"]) == (201, "/shop/v1/queue/tokens/me")
    assert client.get("/openapi.json").json()["servers"] == [{"url": "/shop"}]
    assert b'href="/shop/openapi.json"' in client.get("/").body
    assert client.get("/shop/v1/concerts").status == 404  # the proxy removes it


def test_a_sale_keeps_its_currency(open_server):
    house = open_server()
    house.server.terminate()
    again = servers.run("serve", "--listen", "127.0.0.1:0", "--data", house.server.data, "--currency", "USD")
    assert again.returncode == 1
    assert "its prices are in KRW" in again.stderr


def test_a_balance_keeps_its_currency_without_a_catalogue(start, tmp_path):
    """Regression: 500 KRW became 500 USD, because only stored shows kept the currency."""
    server = start(data=tmp_path / "data", catalogs=[])
    assert Buyer(Client(server.port), "kim").charge(500).status == 201
    assert server.terminate() == 0
    again = servers.run("serve", "--listen", "127.0.0.1:0", "--data", tmp_path / "data", "--currency", "USD")
    assert again.returncode == 1
    assert "what is held, sold or charged is in KRW" in again.stderr


def test_a_new_sale_takes_no_currency_of_nobody(tmp_path):
    done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", tmp_path / "data", "--currency", "KRV")
    assert done.returncode == 1
    assert "KRV, which is not an ISO 4217 code" in done.stderr


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Atlantis"])
def test_a_show_is_sold_on_when_the_zone_disagrees(open_server, tmp_path, hall, zone):
    """Regression: a start with a newer, or without a, database of time zones was refused."""
    catalog = copy.deepcopy(hall)
    catalog["concerts"][0].pop("timeZone", None)
    file = tmp_path / "zone.json"
    file.write_text(json.dumps(catalog))
    first = open_server(catalogs=[file])
    show, seats, _ = first.fresh_seats(1)
    buyer = first.buyer()
    assert buyer.hold(show, *seats).status == 201
    assert first.server.terminate() == 0
    catalog["concerts"][0]["timeZone"] = zone  # as if the zone had another offset now, or none
    file.write_text(json.dumps(catalog))
    assert servers.run("catalog", "check", file).returncode == 1
    second = open_server(data=first.server.data, catalogs=[file])
    buyer.client = second.client
    assert second.buyer().hold(show, *seats).code == "seat-unavailable"
    assert second.server.terminate() == 0
    assert "has the offset" in second.server.err or "not a time zone" in second.server.err


def test_a_second_process_on_the_same_data_is_refused(open_server):
    # Regression: after `rm data/lock` a second process started, and both sold.
    house = open_server()
    for _ in range(2):
        second = servers.run("serve", "--listen", "127.0.0.1:0", "--data", house.server.data)
        assert second.returncode == 1
        assert "in use by" in second.stderr and str(house.server.data) in second.stderr
        (house.server.data / "lock").unlink(missing_ok=True)
    assert house.client.get("/livez").status == 200


def test_a_server_with_a_replaced_directory_ends(open_server, start, tmp_path):
    house = open_server()
    buyer, *_ = bought(house)
    house.server.data.rename(tmp_path / "moved")
    start(data=house.server.data)  # the same path now has another sale
    house.server.until_logged("removed, moved or replaced")
    with contextlib.suppress(*BROKEN):
        assert buyer.charge(1).status >= 500
    assert house.server.wait() == 1
    assert '"level":"error"' in house.server.err
    again = RunningServer(start(data=tmp_path / "moved"))
    buyer.client = again.client
    assert buyer.balance().json()["balance"] == 0
    assert len(buyer.ledger().json()["entries"]) == 2


def test_a_stop_that_cannot_fold_reports_a_failure(open_server, start):
    # Regression: a stop that could not fold exited with 0, and a backup of sale.db alone lacked the
    # sale.
    house = open_server("--fold-interval", "10m")
    buyer, reservation, *_ = bought(house)
    with contextlib.closing(sqlite3.connect(house.server.data / "sale.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert house.server.terminate() == 1
        other.execute("ROLLBACK")
    assert "sale.db alone is not a backup" in house.server.err
    assert "journal/ included" in house.server.err
    again = RunningServer(start(data=house.server.data))
    buyer.client = again.client
    assert buyer.reservation(reservation).json()["status"] == "CONFIRMED"
    assert again.server.terminate() == 0


def damage_ledger(data):
    """Flips one bit in the ledger's first page, which a start does not read and every charge does.
    """
    with servers.tables(data) as database:
        page, = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ledger_entries'").fetchone()
        size, = database.execute("PRAGMA page_size").fetchone()
    with open(data / "sale.db", "r+b") as file:
        middle = (page - 1) * size + size // 2
        file.seek(middle)
        byte = file.read(1)[0]
        file.seek(middle)
        file.write(bytes([byte ^ 1]))


def test_damage_found_by_the_fold_is_an_error_but_the_sale_continues(open_server, tmp_path):
    # Regression: after damage to sale.db the server logged one warning, answered "try again" for
    # ever, and exited with 0.
    house = open_server()
    bought(house)
    house.server.terminate()
    damage_ledger(house.server.data)
    key = servers.operator_key_file(tmp_path)
    again = open_server("--operator-key-file", key, data=house.server.data)
    buyer, reservation, *_ = bought(again)
    assert buyer.ledger().code == "data-damaged"
    audit = again.client.get("/v1/operator/audit", headers={"Authorization": "Bearer " + servers.OPERATOR_KEY})
    assert audit.code == "data-damaged"
    assert buyer.reservation(reservation).json()["status"] == "CONFIRMED"
    assert again.client.get("/readyz").status == 200
    assert again.server.terminate() == 1
    errors = [json.loads(line) for line in again.server.err.splitlines() if '"level":"error"' in line]
    assert "What to do on damage in docs/formats.md" in errors[0]["trouble"]
    assert "is the last one folded" in errors[-1]["reason"]


def test_log_lines_are_json_without_secrets_away_from_a_terminal(open_server):
    house = open_server()
    token = house.buyer().token
    house.server.terminate()
    lines = [line for line in house.server.err.splitlines() if line]
    assert lines, "nothing was logged"
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert token not in house.server.err + house.server.out
