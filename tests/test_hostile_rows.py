"""Stored rows that contradict each other: a start refuses them with a message or serves; nothing
crashes.

Each try changes one place in the tables of an old sale (tests/old_data), as if edited by hand: a
column gets a value that no rule writes there, or a row is deleted. A start refuses that, or serves
a walk through all calls and stops normally. ONSALE_TEST_HOSTILE_ROWS is the number of changes to
try, or `all`; ONSALE_TEST_HOSTILE_ROWS_SEED chooses them.
"""

import contextlib
import itertools
import json
import os
import random
import shutil
import sqlite3
import tarfile

import pytest

from harness import clock, old_sale
from harness import server as servers
from harness.client import BROKEN, Client

FOLDER = old_sale.OLD_DATA / "46ab280"
ANSWERS = json.loads((FOLDER / "answers.json").read_text())[0]
# The settings with which the data was made: others would change the stored rooms.
SETTINGS = ("--room-capacity", 3, "--claim-time", "5m", "--active-time", "10m",
            "--hold-time", "5m")
TRIED = os.environ.get("ONSALE_TEST_HOSTILE_ROWS", "20")
SEED = int(os.environ.get("ONSALE_TEST_HOSTILE_ROWS_SEED", "1"))

# SQL conditions by table. Each selects one row to change.
KINDS = {
    "rooms": [f"slug = '{room}'" for room in ("main", "premiere-room", "revival-room",
                                              "matinee-room", "duo-room", "farewell-room")],
    "queue_tokens": ["status = 'WAITING'", "status = 'ACTIVE'", "status = 'EXPIRED'",
                     "room_id = (SELECT id FROM rooms WHERE slug = 'revival-room')"],
    "seats": ["status = 'AVAILABLE'", "status = 'HELD'", "status = 'SOLD'"],
    "reservations": ["status = 'HELD'", "status = 'CONFIRMED'", "status = 'CANCELLED'"],
    "wallets": ["balance = 0", "balance > 0"],
    "ledger_entries": ["kind = 'TOP_UP'", "kind = 'PAYMENT'"],
    "idempotency_records": [f"substr(answer, 1, 1) = x'0{kind}'" for kind in (1, 2, 3, 4)],
    "store_meta": [f"name = '{name}'" for name in ("folded_batch", "folded_time_us", "clean")],
}
NUMBERS = (-1, 0, 1, 2, 7, 2**31, 2**32 - 2, 2**32, 2**53, 2**63 - 1, -2**63, "x", 0.5)
TIMES = ("1970-01-01T00:00:00.000001Z", "9999-12-31T23:59:59.999999Z", "9223372036854775807",
         "-9223372036854775808", "0000-01-01T00:00:00.000000Z", "2026-11-20T08:31:30.000000Z")
TEXTS = ("", "x", "mal", "a" * 65, b"\xff\xfe", 7, "\u0000")
WORDS = ("SCHEDULED", "OPEN", "PAUSED", "CLOSED", "FIFO", "DRAW", "WAITING", "ACTIVE", "EXPIRED",
         "NONE", "TIME_UP", "LEFT", "PAID", "NO_SHOW", "AVAILABLE", "HELD", "SOLD", "CONFIRMED",
         "CANCELLED", "TOP_UP", "PAYMENT")
SEATS = ("[]", '[{"number":1,"price":90000}]', '[{"number":999,"price":1}]',
         '[{"number":11,"price":9223372036854775807},{"number":12,"price":9223372036854775807}]')
BLOBS = (b"", b"\x01", b"\x01\x02" + bytes(60), bytes(32), bytes(range(32)), b"\x02\x01" * 40)


def values_for(database, table, column, kind):
    """Hostile values, and values of other rows in this column."""
    seen = [row[0] for row in database.execute(f"SELECT DISTINCT {column} FROM {table} LIMIT 4")]
    if kind == "INTEGER":
        return [*NUMBERS, *seen]
    if kind == "BLOB":
        return [*BLOBS, *seen, None]
    if any(isinstance(value, str) and value[10:11] == "T" for value in seen):
        return [*TIMES, "x", *seen, None]
    if column == "seats":
        return [*SEATS, *seen]
    if seen and all(value in WORDS for value in seen):
        return [*WORDS, "GONE"]
    return [*TEXTS, *seen, "01a1f800-0000-7000-8000-000000000000", None]


def changes(database):
    """(statement, values) of every change."""
    tables = [name for name, in database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    for table in sorted(tables):
        columns = database.execute(f"PRAGMA table_info({table})").fetchall()
        keys = ", ".join(name for _, name, _, _, _, key in columns if key)
        for where in KINDS.get(table, ["1"]):
            one = f"({keys}) = (SELECT {keys} FROM {table} WHERE {where} ORDER BY {keys} LIMIT 1)"
            yield f"DELETE FROM {table} WHERE {one}", ()
            for _, column, kind, *_ in columns:
                for value in values_for(database, table, column, kind):
                    yield f"UPDATE {table} SET {column} = ? WHERE {one}", (value,)
        yield f"DELETE FROM {table}", ()


class Sale:
    """The old data at the moment after it was made. Each change gets a copy."""

    def __init__(self, folder):
        self.folder = folder
        self.catalogue = old_sale.catalogue(FOLDER.name, folder)
        self.key_file = servers.owner_key_file(folder)
        with tarfile.open(FOLDER / "stopped.tar.xz") as archive:
            archive.extractall(folder / "old")
        self.old = folder / "old/data"
        self.environment = clock.environment_at(ANSWERS["madeAt"] + 1)

    def all_changes(self):
        with contextlib.closing(sqlite3.connect(self.old / "sale.db")) as database:
            return list(changes(database))

    def copy(self, statement, values):
        """A data directory with this change; None if the tables' constraints refuse it."""
        data = self.folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        for name in ("sale.db", "token.key"):
            shutil.copy(self.old / name, data)  # all tables are complete after a clean stop
        with contextlib.closing(sqlite3.connect(data / "sale.db")) as database:
            try:
                changed = database.execute(statement, values).rowcount
            except (sqlite3.IntegrityError, OverflowError):
                return None
            if changed == 0:
                return None
            database.execute("PRAGMA user_version=3")
            database.commit()
        return data

    def try_one(self, statement, values):
        """`refused`, `served` or `impossible`; an error if it crashed."""
        data = self.copy(statement, values)
        if data is None:
            return "impossible"
        with servers.Server(data, *SETTINGS, "--owner-key-file", self.key_file,
                            catalogs=[self.catalogue],
                            environment=self.environment) as server:
            try:
                server.ready()
            except AssertionError:
                status = server.wait()
                assert status == 1 and server.err.strip(), f"{status}: {server.err}"
                assert "assertion failed" not in server.err, server.err
                return "refused"
            walk(server)
            status = server.terminate()
            assert status == 0, f"{status}: {server.err}"
        return "served"


def requests():
    """(method, target, body, token) of a walk through all calls. Leaves come last."""
    tokens = [one["token"] for one in ANSWERS["tokens"]]
    rooms = [room["room"] for room in ANSWERS["rooms"]]
    shows = ("gala-1", "gala-soon", "recital-1", "revival-1", "duo-1", "nothing")
    get = [f"/v1/rooms/{room}{rest}" for room in rooms
           for rest in ("", "/draw", "/draw/entries?limit=1000")]
    get += [f"/v1/operator/rooms/{room}/funnel" for room in rooms]
    get += ["/v1/concerts", "/v1/operator/rooms", "/v1/operator/audit", "/readyz"]
    get += [f"/v1/shows/{show}/chart" for show in shows]
    get += [f"/v1/users/{user}/{what}" for user in (*ANSWERS["balances"], "mal")
            for what in ("balance", "ledger")]
    yield from (("GET", target, None, None) for target in get)
    for token in tokens:
        yield "GET", "/v1/queue/tokens/me", None, token
        yield "GET", "/v1/reservations", None, token
        yield "GET", "/v1/concerts/gala/dates", None, token
    for token, show in itertools.product(tokens[-6:], shows):
        yield "GET", f"/v1/shows/{show}/seats?status=all", None, token
        yield "POST", "/v1/reservations", {"showId": show, "seatNumbers": [3, 9]}, token
    for one in ANSWERS["kept"]:
        yield "POST", one["target"], json.loads(one["body"]), one["token"]
    for one in ANSWERS["reservations"]:
        target = f"/v1/reservations/{one['reservationId']}"
        yield "GET", target, None, one["token"]
        yield "POST", "/v1/payments", {"reservationId": one["reservationId"]}, one["token"]
        yield "DELETE", target, None, one["token"]
    for concert in ("gala", "recital", "premiere", "revival", "matinee", "duo"):
        for user in ("slow", "mal", "next-2", "x"):
            yield "POST", "/v1/queue/tokens", {"userId": user, "concertId": concert}, None
    for user in ("slow", "mal", "buyer"):
        yield "POST", f"/v1/users/{user}/balance/top-ups", {"amount": 10}, None
    later = {"state": "SCHEDULED", "opensAt": "2027-01-01T00:00:00Z"}
    for room, change in itertools.product(rooms, ({"capacity": 9}, {"state": "PAUSED"},
                                                  {"mode": "DRAW"}, later, {"state": "OPEN"})):
        yield "PATCH", f"/v1/operator/rooms/{room}", change, None
    yield from (("DELETE", "/v1/queue/tokens/me", None, token) for token in tokens)


REQUESTS = list(requests())
KEPT = {(one["target"], one["body"]): one["key"] for one in ANSWERS["kept"]}


def walk(server):
    client = Client(server.port)
    for method, target, body, token in REQUESTS:
        key = KEPT.get((target, json.dumps(body))) if body else None
        try:
            answer = client.request(method, target, body, token=token, key=key, headers=servers.OPERATOR)
        except BROKEN as why:
            raise AssertionError(f"{method} {target} {body}: {why}\n{server.err_so_far}") from why
        assert answer.status != 500 or answer.code == "data-damaged", (target, answer, server.err_so_far)


@pytest.fixture(scope="module")
def sale(module_path):
    return Sale(module_path)


def chosen(everything):
    if TRIED == "all":
        return everything
    return random.Random(SEED).sample(everything, min(int(TRIED), len(everything)))


@pytest.mark.parametrize("statement, end", [("UPDATE store_meta SET value = value", "served"),
                                            ("UPDATE rooms SET active = active + 1", "refused")])
def test_an_untouched_copy_serves_and_a_contradiction_is_refused(sale, statement, end):
    assert sale.try_one(statement, ()) == end


def test_no_stored_row_crashes_a_start_or_a_call(sale):
    ends = {"refused": 0, "served": 0, "impossible": 0}
    crashed = []
    for statement, values in chosen(sale.all_changes()):
        try:
            ends[sale.try_one(statement, values)] += 1
        except AssertionError as why:
            crashed.append(f"{statement} {values}: {str(why)[-400:]}")
    print(f"seed {SEED}: {ends}, {len(crashed)} crashed")
    assert not crashed, "\n\n".join(crashed)
