"""Buyers who continue while the server may be killed at any moment, and remember every answer."""

import itertools

from harness.buyer import Buyer

_numbers = itertools.count(1)


class Doubt:
    """A request without an answer: it may have happened."""

    def __init__(self, kind, **facts):
        self.kind = kind
        self.facts = facts
        self.key = f"{kind}-{next(_numbers)}"


class Person(Buyer):
    """A buyer: tops up, joins, holds, sometimes cancels, pays. Remembers acknowledged changes and
    the one in doubt."""

    def __init__(self, client, shop, random):
        super().__init__(client, f"crowd-{next(_numbers)}")
        self.shop = shop
        self.random = random
        self.topped_up = []
        self.paid = {}  # payment id: amount
        self.statuses = {}  # reservation id: last acknowledged status
        self.seats = {}  # reservation id: numbers of the shop's show
        self.doubt = None

    # --- The actions of a person, in order; they raise when the connection breaks ---

    def visit(self):
        self.attempt("top-up", amount=self.random.randrange(1, 10**6))
        self.attempt("join")
        reservation = self.choose()
        if reservation and self.random.random() < 0.3:
            self.attempt("cancel", reservation=reservation)
            reservation = self.choose()
        if reservation and self.random.random() < 0.8:
            self.attempt("top-up", amount=10**8)
            self.attempt("pay", reservation=reservation)

    def choose(self):
        seats = sorted(self.random.sample(self.shop.seats, self.random.choice([1, 1, 2])))
        return self.attempt("hold", seats=seats)

    def attempt(self, kind, **facts):
        self.doubt = Doubt(kind, **facts)
        return self.perform(self.doubt)

    def perform(self, doubt):
        """Sends the request in doubt, for the first time or again, and records the answer."""
        result = getattr(self, f"_{doubt.kind}")(doubt.key, **doubt.facts)
        self.doubt = None
        return result

    def _top_up(self, key, amount):
        answer = self.top_up(amount, key=key)
        assert answer.status == 201, answer
        self.topped_up.append(amount)
        assert answer.json()["balance"] == self.balance_known(), answer

    def _join(self, key):
        answer = self.join(key=key)
        assert answer.status == 201, answer
        assert answer.json()["status"] == "ACTIVE", answer

    def _hold(self, key, seats):
        answer = self.hold(self.shop.show, *seats, key=key)
        if answer.status == 409:
            assert answer.code == "seat-unavailable", answer
            return None
        assert answer.status == 201, answer
        held = answer.json()
        self.statuses[held["reservationId"]] = "HELD"
        self.seats[held["reservationId"]] = seats
        return held["reservationId"]

    def _cancel(self, _, reservation):
        answer = self.cancel(reservation)
        assert (answer.status, answer.json()["status"]) == (200, "CANCELLED"), answer
        self.statuses[reservation] = "CANCELLED"

    def _pay(self, key, reservation):
        answer = self.pay(reservation, key=key)
        assert answer.status == 201, answer
        paid = answer.json()
        self.paid[paid["paymentId"]] = paid["amount"]
        self.statuses[reservation] = "CONFIRMED"
        assert paid["balance"] == self.balance_known(), answer

    # --- Checks after the actions ---

    def balance_known(self):
        return sum(self.topped_up) - sum(self.paid.values())

    def verify(self):
        """Compares the API with every acknowledged answer; then resolves the doubt by a retry."""
        self._verify_answers()
        if self.doubt:
            self.perform(self.doubt)
            self._verify_answers()

    def _verify_answers(self):
        self._verify_balance()
        self._verify_reservations()
        self._verify_token()

    def _in_doubt(self, kind):
        return self.doubt.facts if self.doubt and self.doubt.kind == kind else None

    def _verify_balance(self):
        now = self.balance().json()["balance"]
        allowed = {self.balance_known()}
        if top_up := self._in_doubt("top-up"):
            allowed.add(self.balance_known() + top_up["amount"])
        if pay := self._in_doubt("pay"):
            amount = self.reservation(pay["reservation"]).json()["amount"]
            allowed.add(self.balance_known() - amount)
        assert now in allowed, f"{self.user}: balance {now}, expected one of {allowed}"

    def _verify_reservations(self):
        for reservation, status in self.statuses.items():
            allowed = {status}
            for kind, further in (("pay", "CONFIRMED"), ("cancel", "CANCELLED")):
                if (self._in_doubt(kind) or {}).get("reservation") == reservation:
                    allowed.add(further)
            answer = self.reservation(reservation)
            assert answer.status == 200, f"{self.user}: {reservation} is lost: {answer}"
            now = answer.json()["status"]
            assert now in allowed, f"{self.user}: {reservation} is {now}, was {status}"
        if self.token:
            self._verify_list()

    def _verify_list(self):
        """No reservation is open that was not acknowledged, except the hold in doubt."""
        listed = {entry["reservationId"] for entry in self.reservations().json()["reservations"]}
        unknown = listed - set(self.statuses)
        assert len(unknown) <= (1 if self._in_doubt("hold") else 0), f"{self.user}: unacknowledged reservations: {unknown}"

    def _verify_token(self):
        if not self.token:
            return
        answer = self.status()
        assert answer.status == 200, f"{self.user}: the token is lost: {answer}"
        allowed = {"EXPIRED"} if self.paid else {"ACTIVE"}
        if self._in_doubt("pay"):
            allowed = {"ACTIVE", "EXPIRED"}
        assert answer.json()["status"] in allowed, f"{self.user}: expected {allowed}, got {answer}"
