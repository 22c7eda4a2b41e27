"""Repeated SIGKILL under load: no acknowledged change is lost, nothing happens twice."""

import os
import random
import sqlite3
import threading

from harness import server as servers
from harness.client import Client
from harness.crowd import BROKEN, Person, shop_until_broken
from harness.line import Line
from harness.poll import until

ROUNDS = int(os.environ.get("ONSALE_CRASH_ROUNDS", "100"))
SEED = int(os.environ.get("ONSALE_CRASH_SEED", random.SystemRandom().randrange(2**32)))
WORKERS = 6
# The number of seats that the buyers of a round compete for.
WINDOW = 60
SETTINGS = ("--claim-time", "0s", "--room-capacity", 10**6, "--hold-time", "2h", "--active-time", "4h",
            "--fold-interval", "50ms")


class Shop:
    """The seats of a round: a few of one show."""

    def __init__(self, show, seats):
        self.show = show
        self.seats = seats


class Life:
    """One data directory, used by many server processes."""

    def __init__(self, data):
        self.data = data
        self.random = random.Random(SEED)
        self.people = []
        self.shops = None
        self.line = Line()

    def start(self):
        first = self.shops is None
        server = servers.Server(self.data, *SETTINGS,
                                catalogs=[servers.ARENA, servers.TWO_ROOMS] if first else [])
        server.ready()
        if first:
            self.shops = self._shops(Client(server.port))
        return server

    @staticmethod
    def _shops(client):
        token = client.post("/v1/queue/tokens", {"userId": "looker"}).json()["token"]
        concert = client.get("/v1/concerts").json()["concerts"][0]["concertId"]
        dates = client.get(f"/v1/concerts/{concert}/dates", token=token).json()["dates"]
        found = []
        for date in dates:
            seats = client.get(f"/v1/shows/{date['showId']}/seats", token=token).json()["seats"]
            numbers = [seat["number"] for seat in seats]
            found += [Shop(date["showId"], numbers[index:index + WINDOW])
                      for index in range(0, len(numbers) - WINDOW, WINDOW)]
        return found

    def live(self, server, number):
        """Applies load until the process is killed at a random moment; returns the round's buyers.
        """
        shop = self.shops[number % len(self.shops)]
        people, wrong = [], []
        dying = threading.Event()

        def is_broken():
            if not dying.is_set():
                wrong.append("a connection broke although the server was not killed")

        def work(seed):
            client, dice = Client(server.port), random.Random(seed)
            try:
                shop_until_broken(people, lambda: Person(client, shop, dice))
                is_broken()
            except Exception as found:  # reported later: a thread's own exception would be lost
                wrong.append(found)

        def lengthen():
            try:
                self.line.lengthen(Client(server.port))
            except BROKEN:
                is_broken()
            except Exception as found:
                wrong.append(found)

        workers = [threading.Thread(target=work, args=(self.random.random(),), daemon=True)
                   for _ in range(WORKERS)]
        workers.append(threading.Thread(target=lengthen, daemon=True))
        for worker in workers:
            worker.start()
        moment = self.random.randrange(1, 150)
        until(f"{moment} people have arrived", lambda: wrong or len(people) >= moment, pause=0.001, seconds=120)
        dying.set()
        server.kill()
        for worker in workers:
            worker.join(30)
            assert not worker.is_alive()
        assert not wrong, wrong
        return people

    def verify(self, server, people):
        client = Client(server.port)
        for person in people:
            person.client = client
            person.verify()
        self.people += people
        self.line.verify(client, self.random)


def test_nothing_acknowledged_is_lost_over_many_kills(tmp_path):
    print(f"seed {SEED}, {ROUNDS} rounds")
    life = Life(tmp_path / "data")
    people = []
    for number in range(ROUNDS):
        with life.start() as server:
            life.verify(server, people)
            people = life.live(server, number)
    with life.start() as server:
        life.verify(server, people)
        assert server.terminate() == 0, server.err
    assert sum(len(person.paid) for person in life.people) > ROUNDS, "too little load for the test"
    assert len(life.line.people) > ROUNDS, "too short a queue for the test"
    verify_tables(life)


def verify_tables(life):
    with sqlite3.connect(life.data / "sale.db") as database:
        verify_money(database, life.people)
        verify_seats(database, life.people)


def verify_money(database, people):
    wallets = dict(database.execute("SELECT user_id, balance FROM wallets"))
    for person in people:
        assert wallets.get(person.user, 0) == person.balance_known(), person.user
    accounts = dict(database.execute(
        "SELECT account, SUM(amount) FROM (SELECT credit AS account, amount FROM ledger_entries "
        "UNION ALL SELECT debit, -amount FROM ledger_entries) GROUP BY account"))
    sold = sum(amount for account, amount in accounts.items() if account.startswith("sales:"))
    assert -accounts["external"] == sum(wallets.values()) + sold
    for user, balance in wallets.items():
        assert accounts.get(f"wallet:{user}", 0) == balance, user
    amounts = dict(database.execute("SELECT id, amount FROM payments"))
    assert sold == sum(amounts.values())
    assert amounts == {payment: amount for person in people
                       for payment, amount in person.paid.items()}


def verify_seats(database, people):
    sold = dict(database.execute("SELECT reservation_id, COUNT(*) FROM seats "
                                 "WHERE status = 'SOLD' GROUP BY reservation_id"))
    confirmed = {row[0] for row in database.execute(
        "SELECT id FROM reservations WHERE status = 'CONFIRMED'")}
    assert set(sold) == confirmed
    assert sold == {reservation: person.sizes[reservation] for person in people
                    for reservation, status in person.statuses.items() if status == "CONFIRMED"}
