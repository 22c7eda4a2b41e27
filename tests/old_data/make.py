#!/usr/bin/python3 -B
"""Makes a folder of old data with the binary of an older commit: see README.md here.

Run once a version, never again. A sale of a few minutes is driven through HTTP at a faked time, so
that every table has rows and every status occurs; then the process is stopped, or killed, or the
tables are dumped. What it answered is written beside that.
"""

import argparse
import datetime
import email.utils
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from harness import poll, postgres  # noqa: E402
from harness import server as servers  # noqa: E402
from harness.buyer import Buyer  # noqa: E402
from harness.client import Client  # noqa: E402
from harness.clock import Clock  # noqa: E402

BEGIN = datetime.datetime(2026, 11, 20, 8, tzinfo=datetime.timezone.utc)
# These settings apply to the room `main`, which no catalogue names. test_old_data.py starts with
# the same ones.
SETTINGS = ("--room-capacity", 3, "--claim-time", "5m", "--active-time", "10m",
            "--hold-time", "5m")
KEY = {"Authorization": f"Bearer {servers.OPERATOR_KEY}"}
BYTES_MAX = 200_000
# Buyers who are admitted but never call: their claim time is still running at the end.
NEVER_CALLS = ("looker",)


class Sale:
    """A running sale of the old program, with its recorded answers."""

    def __init__(self, client, clock):
        self.client, self.clock = client, clock
        self.people = {}  # by name, in order of arrival
        self.tokens, self.reservations, self.kept = [], [], []

    def minutes(self, minutes):
        """Advances the clock; then a call lets the server notice."""
        moment = BEGIN.timestamp() + 60 * minutes
        self.clock.set(moment)
        poll.until("the server's clock is there", lambda: abs(self.now() - moment) < 30)

    def now(self):
        date = self.client.get("/v1/rooms/main").headers["date"]
        return email.utils.parsedate_to_datetime(date).timestamp()

    def operator(self, room, **members):
        target = f"/v1/operator/rooms/{room}"
        done(self.client.request("PATCH", target, members, headers=KEY))

    def call(self, buyer, operation, target, body, key):
        """A change; one with a key is recorded, so that the test can repeat it byte for byte."""
        text = json.dumps(body)
        token = buyer.token if operation in ("hold", "payment") else None
        answer = done(self.client.request("POST", target, body=text, token=token, key=key,
                                          headers={"Content-Type": "application/json"}))
        if key:
            self.kept.append({"operation": operation, "user": buyer.user, "target": target,
                              "body": text, "token": token, "key": key,
                              "status": answer.status, "answer": answer.json()})
        return answer.json()

    def join(self, name, concert, key=None):
        buyer = self.people.setdefault(name, Buyer(self.client, name))
        body = {"userId": name, "concertId": concert}
        answer = self.call(buyer, "token", "/v1/queue/tokens", body, key)
        buyer.token = answer["token"]
        self.tokens.append({"user": name, "concert": concert, "token": buyer.token,
                            "now": answer})
        return buyer

    def charge(self, name, amount, key=None):
        buyer = self.people.setdefault(name, Buyer(self.client, name))
        target = f"/v1/users/{name}/balance/charges"
        self.call(buyer, "charge", target, {"amount": amount}, key)

    def hold(self, buyer, show, *seats, key=None):
        body = {"showId": show, "seats": list(seats)}
        reservation = self.call(buyer, "hold", "/v1/reservations", body, key)["reservationId"]
        self.reservations.append({"user": buyer.user, "token": buyer.token,
                                  "reservationId": reservation})
        return reservation

    def pay(self, buyer, reservation, key=None):
        self.call(buyer, "payment", "/v1/payments", {"reservationId": reservation}, key)

    def get(self, target, **options):
        return done(self.client.get(target, **options)).json()

    def answers(self, form):
        """The current answers to all reads: the state that the newer program must find."""
        for one in self.tokens:
            if one["user"] not in NEVER_CALLS:  # a read would claim the turn
                one["now"] = self.get("/v1/queue/tokens/me", token=one["token"])
        for one in self.reservations:
            target = f"/v1/reservations/{one['reservationId']}"
            one["now"] = self.get(target, token=one["token"])
        rooms = self.get("/v1/operator/rooms", headers=KEY)["rooms"]
        names = [room["room"] for room in rooms]
        draws = {name: self.client.get(f"/v1/rooms/{name}/draw") for name in names}
        return {"form": form, "madeAt": self.now(), "tokens": self.tokens,
                "reservations": self.reservations, "kept": self.kept, "rooms": rooms,
                "balances": {name: buyer.balance().json()["balance"]
                             for name, buyer in self.people.items()},
                "draws": {name: draw.json() for name, draw in draws.items()
                          if draw.status == 200}}

    def ledgers(self):
        return {name: self.get(f"/v1/users/{name}/ledger")["entries"] for name in self.people}


def done(answer):
    assert answer.status in (200, 201, 204), answer
    return answer


def early(sale):
    """What has ended by the time of the recording: turns and waits for each reason, holds, a draw.
    """
    for name in ("drawn-1", "drawn-2", "drawn-3", "drawn-4"):
        sale.join(name, "revival")
    sale.people["drawn-4"].leave()
    for name in ("lobby-1", "lobby-2", "lobby-3"):
        sale.join(name, "premiere", key=f"{name}-key")
    sale.people["lobby-2"].leave()

    # Three buyers are ACTIVE: the room's capacity. The fourth waits, and leaves.
    slow, quitter, _ = (sale.join(name, "gala") for name in ("slow", "quitter", "no-show"))
    sale.join("impatient", "gala")
    sale.people["impatient"].leave()
    assert slow.status().json()["status"] == quitter.status().json()["status"] == "ACTIVE"
    sale.hold(slow, "gala-1", 1, 2)
    sale.hold(slow, "gala-soon", 101)
    quitter.cancel(sale.hold(quitter, "gala-1", 5))
    sale.hold(quitter, "gala-1", 6)
    quitter.leave()
    sale.charge("slow", 1_000_000, key="slow-key")
    sale.charge("slow", 5)
    # In these minutes holds and turns end, the turn of the buyer `no-show` among them, and one of
    # two lobbies is drawn.
    sale.minutes(30)


def late(sale):
    """What is still running at the time of the recording, and stored answers."""
    for name in ("buyer", "holder", "looker"):
        sale.join(name, "gala", key=f"{name}-join")
    sale.join("next-1", "gala", key="next-1-join")
    sale.join("next-2", "gala")
    buyer, holder = sale.people["buyer"], sale.people["holder"]
    sale.charge("buyer", 500_000, key="buyer-charge")
    paid = sale.hold(buyer, "gala-1", 11, 12, key="buyer-hold")
    sale.hold(buyer, "gala-1", 13)
    sale.pay(buyer, paid, key="buyer-pay")
    sale.charge("holder", 100_000, key='"holder-charge"')
    sale.hold(holder, "gala-1", 101, key="holder-hold")

    sale.join("guest", "recital", key="guest-join")
    guest = sale.people["guest"]
    sale.hold(guest, "recital-1", 1)
    guest.cancel(sale.hold(guest, "recital-1", 2, 3, key="guest-cancelled"))
    sale.charge("guest", 320_000)
    sale.pay(guest, sale.hold(guest, "recital-1", 4, 5), key="guest-pay")
    patron = sale.join("patron", "recital")
    sale.charge("patron", 50_000)
    sale.hold(patron, "recital-1", 101, 102, 103, key="patron-hold")

    for name in ("early-bird", "latecomer"):
        sale.join(name, "matinee")
    sale.operator("matinee-room", state="PAUSED")
    sale.join("stuck", "matinee", key="stuck-join")
    sale.operator("encore-room", state="CLOSED")
    sale.join("dancer", "festival", key="dancer-join")
    sale.hold(sale.people["dancer"], "festival-1", 7)
    both = sale.join("both", "duo")
    sale.charge("both", 20_000)
    sale.pay(both, sale.hold(both, "duo-1", 1, 2))
    sale.join("too-late", "duo")
    # The operator sets a capacity, which a start with the same catalogue must not change.
    sale.operator("recital-room", capacity=44)
    sale.minutes(31)


class Process:
    """The old program at the faked time."""

    def __init__(self, folder, clock, catalogue, *arguments):
        key_file = servers.operator_key_file(folder)
        self.server = servers.Server(folder / "data", *SETTINGS, *arguments,
                                     "--operator-key-file", key_file, catalogs=[catalogue],
                                     environment=clock.environment())
        self.server.ready()
        self.client = Client(self.server.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.__exit__()


def pack(archive, folder, *names):
    # tar keeps holes in files as holes, and unpacking restores them.
    subprocess.run(["tar", "--create", "--xz", "--sparse", "--hole-detection=raw", "--owner=0",
                    "--group=0", "--numeric-owner", "--sort=name", "--file", archive,
                    "--directory", folder, *names], check=True)
    size = archive.stat().st_size
    assert size <= BYTES_MAX, f"{archive.name} has {size} bytes"


def make_stopped(folder, clock, catalogue, out):
    with Process(folder, clock, catalogue) as process:
        sale = Sale(process.client, clock)
        early(sale)
        late(sale)
        answers = sale.answers("stopped")
        answers["ledgers"] = sale.ledgers()
        assert process.server.terminate() == 0
    pack(out / "stopped.tar.xz", folder, "data")
    return answers


def make_killed(folder, clock, catalogue, out):
    with Process(folder, clock, catalogue) as process:
        sale = Sale(process.client, clock)
        early(sale)
        assert process.server.terminate() == 0
    with Process(folder, clock, catalogue, "--fold-interval", "10m") as process:
        sale.client = process.client
        for buyer in sale.people.values():
            buyer.client = process.client
        late(sale)
        answers = sale.answers("killed")
        process.server.kill()
    pack(out / "killed.tar.xz", folder, "data")
    # Ledgers are read from sale.db, which contains everything only after a stop.
    with Process(folder, clock, catalogue) as process:
        sale.client = process.client
        answers["ledgers"] = sale.ledgers()
    return answers


def make_postgres(folder, clock, catalogue, out):
    with postgres.Server(environment=clock.environment()) as server:
        with postgres.Database(server.url) as database:
            key = folder / "token.key"
            with Process(folder, clock, catalogue, "--store", database.url,
                         "--token-key-file", key) as process:
                sale = Sale(process.client, clock)
                early(sale)
                late(sale)
                answers = sale.answers("postgres")
                answers["ledgers"] = sale.ledgers()
                assert process.server.terminate() == 0
            subprocess.run(["pg_dump", "--format=plain", "--no-owner", "--no-privileges",
                            "--file", folder / "dump.sql", "--dbname", database.url], check=True)
    pack(out / "postgres.tar.xz", folder, "dump.sql", "token.key")
    return answers


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True,
                        help="of the commit that the folder is named after")
    parser.add_argument("--out", type=pathlib.Path, required=True,
                        help="has catalogue.json; gets the rest")
    options = parser.parse_args()
    os.environ["ONSALE_BINARY"] = str(options.binary.resolve())
    catalogue = options.out / "catalogue.json"
    answers = []
    for make in (make_stopped, make_killed, make_postgres):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            folder.chmod(0o755)  # PostgreSQL's user must read the clock file
            clock = Clock(folder)
            clock.set(BEGIN.timestamp())
            answers.append(make(folder, clock, catalogue, options.out))
    text = json.dumps(answers, ensure_ascii=False, indent=1)
    (options.out / "answers.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
