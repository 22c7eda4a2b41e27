"""`onsale export` of a stopped sale, of one in PostgreSQL, and of a running server; `onsale version --json`.
Which rows it has is tested for each store in src/store/export_contract_testing.cc."""

import contextlib
import csv
import io
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess

import pytest

from conftest import RunningServer
from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client

DONE, FAILED, USAGE = 0, 1, 2
KINDS = ("bookings", "reservations", "payments", "ledger", "tokens")
BUYER = "=kim,park"


def export(kind, *arguments, **options):
    return servers.run("export", "--kind", kind, *arguments, **options)


def rows(done):
    assert done.returncode == DONE, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout, newline="")))


def sell(house):
    """Two seats that are paid for and one that is held; the price of the two."""
    buyer = house.buyer(BUYER)
    show, seats, price = house.fresh_seats(3)
    assert buyer.top_up(price).status == 201
    held = buyer.hold(show, *seats[:2])
    assert buyer.pay(held.json()["reservationId"]).status == 201
    assert house.buyer("holder").hold(show, seats[2]).status == 201
    return held.json()["amount"]


class Sold:
    """A stopped sale, and what a running server exported of it."""

    def __init__(self, folder):
        key_file = servers.owner_key_file(folder)
        self.data = folder / "data"
        with servers.Server(self.data, "--room-capacity", 100, "--owner-key-file", key_file) as server:
            house = RunningServer(server.ready())
            self.price = sell(house)
            self.running = export("bookings", "--url", server.operator_url, "--key-file", key_file)
            self.in_use = export("payments", "--data", self.data)
            assert server.terminate() == 0, server.err

    def export(self, kind, *arguments, **options):
        return export(kind, "--data", self.data, *arguments, **options)


@pytest.fixture(scope="module")
def sold(module_path):
    return Sold(module_path)


def test_a_stopped_sale_has_the_bookings_that_its_server_had(sold):
    done = sold.export("bookings")
    assert done.returncode == DONE and done.stdout == sold.running.stdout, done.stderr
    seats = rows(done)
    assert len(seats) == 2 and sum(int(seat["price"]) for seat in seats) == sold.price
    assert {seat["userId"] for seat in seats} == {"'" + BUYER}


def test_the_kinds_agree_with_each_other(sold):
    (payment,) = rows(sold.export("payments"))
    assert int(payment["amount"]) == sold.price and payment["currency"] == "KRW"
    entries = rows(sold.export("ledger"))
    assert [entry["kind"] for entry in entries] == ["TOP_UP", "PAYMENT"]
    assert entries[1]["entryId"] == payment["paymentId"] and entries[1]["createdAt"] == payment["paidAt"]
    by_status = {one["status"]: one for one in rows(sold.export("reservations"))}
    assert set(by_status) == {"CONFIRMED", "HELD"}
    assert by_status["CONFIRMED"]["paymentId"] == payment["paymentId"]
    assert len(by_status["CONFIRMED"]["seatNumbers"].split()) == 2 and by_status["HELD"]["paidAt"] == ""
    tokens = {one["userId"]: one for one in rows(sold.export("tokens"))}
    assert tokens["'" + BUYER]["expiredBecause"] == "PAID" and tokens["holder"]["status"] == "ACTIVE"


@pytest.mark.parametrize("kind", KINDS)
def test_json_has_the_same_values_under_the_same_names(sold, kind):
    table = rows(sold.export(kind))
    done = sold.export(kind, "--format", "jsonl")
    assert done.returncode == DONE, done.stderr
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(objects) == len(table) > 0

    def cell(value):
        if isinstance(value, list):
            return " ".join(map(str, value))
        return {"None": "", "True": "true", "False": "false"}.get(str(value), str(value))
    for line, found in zip(table, objects, strict=True):
        assert list(found) == list(line)
        assert {name: cell(value) for name, value in found.items()} == \
            {name: value.removeprefix("'") for name, value in line.items()}


def test_a_time_divides_the_rows(sold):
    entries = rows(sold.export("ledger"))
    paid = entries[1]["createdAt"]  # milliseconds, rounded down
    assert rows(sold.export("ledger", "--since", paid))[-1:] == entries[1:]
    assert rows(sold.export("ledger", "--until", "2000-01-01T00:00:00+09:00")) == []
    assert rows(sold.export("bookings", "--since", "2000-01-01T00:00:00+09:00")) == rows(sold.running)


@pytest.mark.parametrize("words, sentence", [
    (["--kind", "everything"], "--kind: must be one of bookings"),
    ([], "--kind: must be one of"),
    (["--kind", "ledger"], "a running server has bookings alone"),
    (["--kind", "ledger", "--data", "d", "--store", "postgresql://a/b"], "name one sale"),
    (["--kind", "ledger", "--data", "d", "--format", "xml"], "--format: must be csv or jsonl"),
    (["--kind", "ledger", "--data", "d", "--format", "jsonl", "--bom"], "--bom is for --format csv"),
    (["--kind", "ledger", "--data", "d", "--since", "2027-04-01"], "--since: must be a time with its offset"),
    (["--kind", "ledger", "--data", "d", "--since", "2027-04-01T00:00:00Z", "--until", "2027-04-01T00:00:00Z"],
     "--until must be after --since"),
    (["ledger", "--kind", "ledger"], "name one kind"),
])
def test_wrong_usage_is_named_and_nothing_is_printed(words, sentence):
    done = servers.run("export", *words)
    assert done.returncode == USAGE and sentence in done.stderr and not done.stdout, done.stderr


def test_a_directory_in_use_and_one_without_a_sale_are_refused(sold, tmp_path):
    assert sold.in_use.returncode == FAILED and "in use" in sold.in_use.stderr and not sold.in_use.stdout
    empty = export("payments", "--data", tmp_path)
    assert empty.returncode == FAILED and "there is no sale" in empty.stderr and not empty.stdout


def test_a_reader_that_goes_away_is_an_error(sold):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([servers.binary(), "export", "--kind", "ledger", "--data", sold.data], stdout=writing,
                          stderr=subprocess.PIPE, text=True, timeout=servers.START_SECONDS)
    os.close(writing)
    assert done.returncode == FAILED and "Broken pipe; they are not complete" in done.stderr


def test_a_full_disk_is_an_error(sold):
    with open("/dev/full", "w") as full:
        done = subprocess.run([servers.binary(), "export", "--kind", "ledger", "--data", sold.data], stdout=full,
                              stderr=subprocess.PIPE, text=True, timeout=servers.START_SECONDS)
    assert done.returncode == FAILED and "No space left on device; they are not complete" in done.stderr


class LargeSale:
    """A copy of the sale whose ledger has more entries, of 4,000 bytes each."""

    def __init__(self, sold, folder, entries):
        self.data = folder / f"with-{entries}"
        self.data.mkdir()
        shutil.copy(sold.data / "sale.db", self.data)
        with contextlib.closing(sqlite3.connect(self.data / "sale.db")) as database, database:
            database.execute(
                "INSERT INTO ledger_entries WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                "SELECT user_id, i, id, kind, hex(zeroblob(2000)), credit, amount, balance_after, reservation_id, at "
                "FROM (SELECT * FROM ledger_entries LIMIT 1), n", (99 + entries,))
            database.execute("PRAGMA user_version=3")  # discards the checksums (docs/formats.md)
        # The first start writes the checksums anew, which takes memory of its own.
        assert export("payments", "--data", self.data).returncode == DONE

    def most_memory(self, line):
        """The most bytes that an export of the ledger has taken when this line is read: it waits for its reader then."""
        environment = os.environ | {"ASAN_OPTIONS": "quarantine_size_mb=1"}
        with subprocess.Popen([servers.binary(), "export", "--kind", "ledger", "--data", self.data],
                              stdout=subprocess.PIPE, env=environment) as process:
            for _ in range(line):
                process.stdout.readline()
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            process.kill()
        return 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])


def test_a_large_table_takes_no_more_memory_than_a_small_one(sold, tmp_path):
    """All of the large one are 80 MB; SQLite may keep 16 MB of it."""
    small = LargeSale(sold, tmp_path, 500).most_memory(1)
    large = LargeSale(sold, tmp_path, 20_000).most_memory(19_000)
    assert large - small < 40 << 20, (small, large)


def test_a_sale_in_postgresql_is_exported_while_it_runs(node, database):
    house = RunningServer(node("--room-capacity", 100))
    price = sell(house)
    (payment,) = rows(export("payments", "--store", database.url))
    assert int(payment["amount"]) == price
    seats = rows(export("bookings", "--store", database.url))
    assert sum(int(seat["price"]) for seat in seats) == price
    assert {seat["bookingNumber"] for seat in seats} == {payment["bookingNumber"]}
    assert Buyer(Client(house.server.port), BUYER).balance().status == 200


def test_the_version_names_the_formats_that_it_writes(sold, node, database):
    done = servers.run("version", "--json")
    assert done.returncode == DONE, done.stderr
    version = json.loads(done.stdout)
    assert servers.run("version").stdout == f"onsale {version['version']}\n"
    assert version["build"] in ("release", "debug") and ("address" in version["sanitizers"]) == servers.is_sanitized()
    assert version["commit"] is None or len(version["commit"]) == 40
    with servers.tables(sold.data) as tables:
        assert tables.execute("PRAGMA user_version").fetchone() == (version["formats"]["saleDb"],)
    segment = min((sold.data / "journal").glob("*.log")).read_bytes()
    assert int.from_bytes(segment[8:12], "little") == version["formats"]["journal"]
    node()
    assert database.ask("SELECT layout FROM sale_head") == [str(version["formats"]["postgresql"])]
    assert {"embedded-store", "postgresql"} <= set(version["features"])
