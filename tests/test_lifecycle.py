"""Start, stop, settings, and what the process reports."""

import contextlib
import json
import signal
import sqlite3
import time

import pytest

from harness import poll, server as servers
from harness.buyer import Buyer
from harness.client import Client


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


def test_a_stop_is_quick_and_a_restart_keeps_everything(open_server):
    first = open_server("--fold-interval", "10m")  # a stop that waited for it would take longer than any stop may
    buyer, reservation, show, seat = bought(first)
    assert first.server.terminate() == 0
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


def test_behind_a_path_prefix_references_begin_with_it(start, key_file):
    client = Client(start("--base-path", "/shop", "--owner-key-file", key_file).port)
    joined = client.post("/v1/queue/tokens", {"userId": "kim"}, headers=servers.OPERATOR)
    assert joined.headers["location"] == "/shop/v1/queue/tokens/me"
    assert client.get("/shop/v1/concerts").json()["type"] == "/shop/problems/not-found"


def test_a_sale_keeps_its_currency(open_server):
    house = open_server()
    house.server.terminate()
    again = servers.run("serve", "--listen", "127.0.0.1:0", "--data", house.server.data, "--currency", "USD")
    assert again.returncode == 1
    assert "its prices are in KRW" in again.stderr


def test_a_balance_keeps_its_currency_without_a_catalogue(start, tmp_path, key_file):
    """Regression: 500 KRW became 500 USD, because only stored shows kept the currency."""
    server = start("--owner-key-file", key_file, data=tmp_path / "data", catalogs=[])
    assert Buyer(Client(server.port), "kim").top_up(500).status == 201
    assert server.terminate() == 0
    again = servers.run("serve", "--listen", "127.0.0.1:0", "--data", tmp_path / "data", "--currency", "USD")
    assert again.returncode == 1
    assert "what is held, sold or topped up is in KRW" in again.stderr


def test_a_new_sale_takes_no_currency_of_nobody(tmp_path):
    done = servers.run("serve", "--listen", "127.0.0.1:0", "--data", tmp_path / "data", "--currency", "KRV")
    assert done.returncode == 1
    assert "KRV, which is not an ISO 4217 code" in done.stderr


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Atlantis"])
def test_a_show_is_sold_on_when_the_zone_disagrees(open_server, tmp_path, zone):
    """Regression: a start with a newer, or without a, database of time zones was refused."""
    catalog = json.loads(servers.REFERENCE.read_text())
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


def test_a_stop_that_cannot_fold_reports_a_failure(open_server):
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
    again = open_server(data=house.server.data)
    buyer.client = again.client
    assert buyer.reservation(reservation).json()["status"] == "CONFIRMED"
    assert again.server.terminate() == 0


def test_a_start_on_a_used_address_leaves_nothing_behind(start, tmp_path):
    """Regression: a folder with a token.key was left, because the address was tried last."""
    used = start().port
    again = servers.run("serve", "--listen", f"127.0.0.1:{used}", "--data", tmp_path / "second")
    assert again.returncode == 1
    assert f"cannot listen on 127.0.0.1:{used}: address already in use" in again.stderr
    assert not (tmp_path / "second").exists()
