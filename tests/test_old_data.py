"""A sale that an earlier version began continues with this one (tests/old_data).

Its data is opened at the moment after it was made, and at the current time.
"""

import json
import re
import subprocess
import tarfile

import pytest

from conftest import RunningServer
from harness import clock, old_sale, postgres
from harness import server as servers
from harness.buyer import Buyer

# The settings with which the data was made.
SETTINGS = ("--room-capacity", 3, "--claim-time", "5m", "--active-time", "10m",
            "--hold-time", "5m")
FORMATS, CHANGELOG = servers.ROOT / "docs/formats.md", servers.ROOT / "CHANGELOG.md"
FORMS = ("stopped", "killed", "postgres")
FOLDERS = sorted(path.parent.name for path in old_sale.OLD_DATA.glob("*/answers.json"))
# Cases of the same data are adjacent in both lists, so that pytest opens each only once for all
# tests.
THEN, NOW = ([(folder, form, moment) for folder in FOLDERS for form in FORMS]
             for moment in ("then", "now"))
# Members and values that have other names since the old data was made, and one that is gone.
RENAMED = {"place": "admissionRank", "room": "roomId", "chargeId": "topUpId", "category": "categoryId"}
REMOVED = {"ahead"}
# For tests at the time of the old data: by now the holds, turns and stored answers have expired.
only_then = pytest.mark.parametrize("sale", THEN, ids="-".join, indirect=True)


def as_today(old):
    """An answer of the earlier version with today's names."""
    if isinstance(old, list):
        return [as_today(one) for one in old]
    if not isinstance(old, dict):
        return old
    today = {RENAMED.get(name, name): as_today(value) for name, value in old.items() if name not in REMOVED}
    if len(today.get("issuedAt", "")) == len("2026-11-20T08:00:00.000Z"):
        del today["issuedAt"]  # today with microseconds, which the older answer lacks
    return today


def has(now, before):
    """Whether an answer has everything that the older one had. A newer program may answer more members."""
    if isinstance(before, dict):
        return isinstance(now, dict) and all(name in now and has(now[name], value) for name, value in before.items())
    if isinstance(before, list):
        return isinstance(now, list) and len(now) == len(before) and all(map(has, now, before))
    return now == before


def policy_as_today(old):
    """A room's policy as answers show it now: with whole seconds."""
    seconds = {"s": 1, "m": 60, "h": 3600}
    return {name + "Seconds" if name.endswith("Time") else name:
            int(value[:-1]) * seconds[value[-1]] if name.endswith("Time") else {"OPEN": "NO_QUEUE"}.get(value, value)
            for name, value in old.items()}


class OldSale:
    """A running server on old data, with the recorded answers of the earlier version."""

    def __init__(self, version, form, moment, folder):
        self.folder, self.form, self.then = folder, form, moment == "then"
        everything = json.loads((old_sale.OLD_DATA / version / "answers.json").read_text())
        self.old = next(one for one in everything if one["form"] == form)
        self.catalogue = old_sale.catalogue(version, folder)
        self.environment = clock.environment_at(self.old["madeAt"] + 1) if self.then else {}
        with tarfile.open(old_sale.OLD_DATA / version / f"{form}.tar.xz") as archive:
            archive.extractall(folder)
        self.closing = []
        self.where = ("--data", folder / "data")
        if form == "postgres":
            self.where = ("--store", self.restore())

    def restore(self):
        """Restores into a separate database. The server's clock counts, and is faked with ours."""
        server = None
        if self.then:
            server = postgres.Server(environment=self.environment)
            self.closing.append(server.stop)
        database = postgres.Database(server.url if server else None)
        self.closing.insert(0, database.__exit__)
        done = subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", database.url,
                               "-f", self.folder / "dump.sql"],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return database.url

    def start(self, with_catalogue=True):
        more = ()
        if self.form == "postgres":
            more = (*self.where, "--token-key-file", self.folder / "token.key")
        if not self.then:
            more = (*more, "--accept-clock")  # the data is older than a week
        owner_key = servers.owner_key_file(self.folder)
        self.server = servers.Server(self.folder / "data", *SETTINGS, *more,
                                     "--owner-key-file", owner_key,
                                     catalogs=[self.catalogue] if with_catalogue else [],
                                     environment=self.environment)
        self.closing.insert(0, self.server.__exit__)
        self.house = RunningServer(self.server.ready())
        return self

    def close(self):
        for end in self.closing:
            end()

    def get(self, target):
        answer = self.house.client.get(target, headers=servers.OPERATOR)
        assert answer.status == 200, answer
        return answer.json()

    def balances(self):
        return {user: Buyer(self.house.client, user).balance().json()["balance"]
                for user in self.old["balances"]}

    def ledgers(self):
        """The number of entries of each user."""
        return {user: len(self.get(f"/v1/users/{user}/ledger")["entries"])
                for user in self.old["ledgers"]}

    def old_reservations(self, status):
        found = [one for one in self.old["reservations"] if one["now"]["status"] == status]
        assert found
        return found

    def reservation(self, old):
        """The reservation's current state, read with the old token."""
        return self.house.client.get(f"/v1/reservations/{old['reservationId']}",
                                     token=old["token"]).json()

    def passes_its_audit(self):
        """Whether an audit of the data passes after a stop."""
        assert self.server.terminate() == 0, self.server.err
        done = servers.run("audit", *self.where)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()[-1].startswith("PASS: ")


@pytest.fixture(scope="module", params=THEN + NOW, ids="-".join)
def sale(request, module_path):
    folder = module_path / "-".join(request.param)
    folder.mkdir()
    opened = OldSale(*request.param, folder)
    try:
        yield opened.start()
    finally:
        opened.close()


def test_it_starts_and_its_audit_passes(sale):
    report = sale.get("/v1/operator/audit")
    assert report["passed"], report


def test_balances_and_ledgers_are_those_recorded(sale):
    assert sale.balances() == sale.old["balances"]
    assert sale.ledgers() == {user: len(entries) for user, entries in sale.old["ledgers"].items()}


def test_paid_reservations_are_still_confirmed(sale):
    """Read with a new token: old tokens have expired, and need not stay valid for ever."""
    for old in sale.old_reservations("CONFIRMED"):
        buyer = Buyer(sale.house.client, old["user"])
        assert buyer.join(concert="recital").status in (200, 201)
        booked = {one["reservationId"]: one
                  for one in buyer.reservations().json()["reservations"]}
        now = booked[old["reservationId"]]
        assert now["status"] == "CONFIRMED"
        assert has(now["seats"], old["now"]["seats"])
        assert now["amount"] == old["now"]["amount"]


def test_a_change_by_the_operator_outlasts_the_start(sale):
    """A start with the same catalogue and settings changes no room."""
    now = {room["roomId"]: room["policy"] for room in sale.get("/v1/operator/rooms")["rooms"]}
    assert now["recital-room"]["capacity"] == 44
    assert now == {room["room"]: policy_as_today(room["policy"]) for room in sale.old["rooms"]}


def test_a_draw_keeps_its_commitment(sale):
    for room, old in sale.old["draws"].items():
        now = sale.get(f"/v1/rooms/{room}/draw")
        assert (now["commitment"], now["entryCount"]) == (old["commitment"], old["entries"])
        assert old["seed"] in (None, now["seed"])


@only_then
def test_an_old_queue_token_opens(sale):
    for old in sale.old["tokens"]:
        answer = sale.house.client.get("/v1/queue/tokens/me", token=old["token"])
        assert answer.status == 200, answer
        now, before = answer.json(), as_today(old["now"])
        for member in ("status", "admissionRank", "roomId"):
            assert now.get(member) == before.get(member), old


def test_an_old_cancellation_is_listed_without_a_reason(sale):
    """Programs before kept neither reason nor time."""
    for old in sale.old_reservations("CANCELLED"):
        ended = sale.get(f"/v1/users/{old['user']}/reservations?status=ended")["reservations"]
        now = next(one for one in ended if one["reservationId"] == old["reservationId"])
        assert now["status"] == "CANCELLED" and "endedBecause" not in now and "endedAt" not in now


@only_then
def test_an_old_hold_is_still_held(sale):
    for old in sale.old_reservations("HELD"):
        now = sale.reservation(old)
        assert has(now, old["now"]), (now, old["now"])


@only_then
def test_a_stored_key_changes_nothing_a_second_time(sale):
    """Sends the same request again. Two answers are correct: the first answer again, from a program
    with the same fingerprint, or 422, from one with another. A record is not erased before it
    expires, so there is never a second change."""
    kept = sale.old["kept"]
    assert {one["operation"] for one in kept} == {"token", "hold", "charge", "payment"}
    before = sale.balances(), sale.ledgers()
    for old in kept:
        target = old["target"].replace("/balance/charges", "/balance/top-ups")
        answer = sale.house.client.request("POST", target, body=old["body"].replace('"seats"', '"seatNumbers"'),
                                           token=old["token"], key=old["key"],
                                           headers={"Content-Type": "application/json"})
        if answer.status == 422:
            assert answer.code == "idempotency-key-reused", old
        else:
            assert answer.status == old["status"]
            assert has(answer.json(), as_today(old["answer"])), (answer, old)
    assert (sale.balances(), sale.ledgers()) == before
    for old in sale.old_reservations("HELD"):
        assert sale.reservation(old)["status"] == "HELD"


@only_then
def test_an_old_hold_can_be_paid(sale):
    old = next(one for one in sale.old["reservations"] if one["user"] == "holder")
    buyer = Buyer(sale.house.client, "holder")
    buyer.token = old["token"]
    answer = buyer.pay(old["reservationId"])
    assert answer.status == 201, answer
    left = sale.old["balances"]["holder"] - old["now"]["amount"]
    assert buyer.balance().json()["balance"] == left


def test_new_buyers_can_buy(sale):
    buyer = Buyer(sale.house.client, "newcomer")
    assert buyer.join(concert="recital").status == 201
    assert buyer.top_up(40_000, key="newcomer-key").status == 201
    held = buyer.hold("recital-1", 112)
    assert held.status == 201, held
    assert buyer.pay(held.json()["reservationId"]).status == 201
    assert buyer.top_up(40_000, key="newcomer-key").json()["balance"] == 40_000
    assert buyer.balance().json()["balance"] == 0


def test_the_audit_passes_after_a_stop(sale):
    """The last test of each case: it stops the server."""
    assert sale.passes_its_audit()


@pytest.mark.parametrize("folder", FOLDERS)
def test_it_starts_without_its_catalogue(folder, tmp_path):
    """The rows have no offset of the venue then: answers give the start in UTC, as the earlier version."""
    opened = OldSale(folder, "stopped", "now", tmp_path)
    try:
        opened.start(with_catalogue=False)
        show = opened.get("/v1/concerts/recital")["shows"][0]
        assert show["startsAt"].endswith("+00:00"), show
        assert show["timeZone"] is None
        assert opened.balances() == opened.old["balances"]
        assert opened.passes_its_audit()
    finally:
        opened.close()


def test_the_table_of_releases_has_every_folder_and_its_layout(tmp_path):
    rows = re.findall(r"^\|[^|]*\| (\d+) \| \d+ \| `tests/old_data/(\w+)` \|$", FORMATS.read_text(), re.M)
    assert sorted(folder for _, folder in rows) == FOLDERS and "46ab280" in FOLDERS
    for layout, folder in rows:
        with tarfile.open(old_sale.OLD_DATA / folder / "stopped.tar.xz") as archive:
            archive.extractall(tmp_path / folder)
        with servers.tables(tmp_path / folder / "data") as database:
            assert database.execute("PRAGMA user_version").fetchone() == (int(layout),)


def test_every_earlier_release_has_its_data():
    """A release in the changelog is this program's, or in the table of releases with a folder."""
    released = set(re.findall(r"^## \[(\d+\.\d+\.\d+)\]", CHANGELOG.read_text(), re.M))
    this = servers.run("version").stdout.split()[1]
    with_data = set(re.findall(r"^\| (\d+\.\d+\.\d+)[ ,|].*`tests/old_data/\w+` \|$", FORMATS.read_text(), re.M))
    assert released <= with_data | {this}
