"""A small ticket server in memory with one chosen fault that an audit from outside must find.

Faults: sells-twice, forgets-a-purchase, forgets-a-sold-seat, loses-money, forges-the-ledger,
lets-the-last-in-first, pushes-back, answers-nonsense, holds-other-seats. None: no fault. `is-slow`
only delays joins.
"""

import json
import re
import threading
import time
import uuid

from harness import http_server

SHOW, CONCERT = "liars-night", "liars"
SEATS = range(1, 61)
PRICE = 1000
TURN_SECONDS = 3.0
DOOR_SECONDS = 0.1


class Sale:
    """Rows and rules. Every call holds one lock, and each change is a commit."""

    def __init__(self, lie):
        self.lie = lie
        self.capacity = 2 if lie in ("lets-the-last-in-first", "pushes-back") else 6
        self.commit = 1
        self.tokens = {}  # by token: {user, status, since, reads}
        self.line = []          # waiting tokens in order
        self.reservations = {}
        self.seats = {seat: "AVAILABLE" for seat in SEATS}
        self.ledgers = {}  # by user: entries, oldest first

    # --- The queue ---

    def join(self, user):
        for token, row in self.tokens.items():
            if row["user"] == user and row["status"] != "EXPIRED":
                return 200, self.token(token)
        token = uuid.uuid4().hex
        self.tokens[token] = {"user": user, "status": "WAITING", "since": 0, "reads": 0}
        self.line.append(token)
        self.change()
        return 201, self.token(token)

    def token(self, token):
        row = self.tokens[token]
        row["reads"] += 1
        waiting = row["status"] == "WAITING"
        position = self.line.index(token) + 1 if waiting else 0
        if waiting and self.lie == "pushes-back":
            position += 100 * row["reads"]
        return {"token": token, "userId": row["user"], "room": "main", "status": row["status"],
                "position": position, "pollAfterSeconds": 1}

    def change(self):
        """One commit: ends turns and admits the next."""
        self.commit += 1
        now = time.monotonic()
        for row in self.tokens.values():
            if row["status"] == "ACTIVE" and now - row["since"] > TURN_SECONDS:
                row["status"] = "EXPIRED"
        active = sum(row["status"] == "ACTIVE" for row in self.tokens.values())
        while self.line and active < self.capacity:
            token = self.line.pop(-1 if self.lie == "lets-the-last-in-first" else 0)
            self.tokens[token].update(status="ACTIVE", since=now)
            active += 1

    def leave(self, token):
        self.tokens[token]["status"] = "EXPIRED"
        if token in self.line:
            self.line.remove(token)
        for reservation in self.reservations.values():
            if reservation["token"] == token and reservation["status"] == "HELD":
                self.release(reservation)
        self.change()
        return 204, None

    # --- Seats ---

    def release(self, reservation):
        reservation["status"] = "CANCELLED"
        for seat in reservation["numbers"]:
            self.seats[seat] = "AVAILABLE"

    def hold(self, token, seats):
        # The fault "sells-twice": a sold seat is sold again.
        twice = self.lie == "sells-twice"
        if any(self.seats[seat] != "AVAILABLE" for seat in seats) and not twice:
            return 409, {"code": "seat-unavailable"}
        held = [seat + 1 for seat in seats] if self.lie == "holds-other-seats" else seats
        reservation = {"id": str(uuid.uuid4()), "token": token, "status": "HELD", "numbers": held}
        self.reservations[reservation["id"]] = reservation
        if not twice:
            self.seats.update((seat, "HELD") for seat in seats)
        self.change()
        return 201, self.reservation(reservation)

    def reservation(self, reservation, **more):
        if "payment" in reservation:
            more["paymentId"] = reservation["payment"]
        return {"reservationId": reservation["id"], "status": reservation["status"], "showId": SHOW,
                "seats": [{"number": seat, "price": PRICE} for seat in reservation["numbers"]],
                "amount": PRICE * len(reservation["numbers"]), **more}

    def read_reservation(self, reservation):
        if self.lie == "forgets-a-purchase" and reservation["status"] == "CONFIRMED":
            return 404, {"code": "reservation-not-found"}
        return 200, self.reservation(reservation)

    def list_seats(self, everything):
        shown = dict(self.seats)
        if self.lie == "sells-twice" and not everything:
            shown = {seat: "AVAILABLE" for seat in SEATS}
        sold = [seat for seat in SEATS if shown[seat] == "SOLD"]
        if self.lie == "forgets-a-sold-seat" and sold:
            shown[sold[0]] = "AVAILABLE"
        return 200, {"showId": SHOW, "seats": [
            {"number": seat, "label": str(seat), **({"status": shown[seat]} if everything else {})}
            for seat in SEATS if everything or shown[seat] == "AVAILABLE"]}

    # --- Money ---

    def balance(self, user):
        return sum(entry["amount"] if entry["kind"] == "CHARGE" else -entry["amount"]
                   for entry in self.ledgers.get(user, []))

    def post(self, user, kind, amount, **more):
        after = self.balance(user) + (amount if kind == "CHARGE" else -amount)
        self.ledgers.setdefault(user, []).append(
            {"kind": kind, "amount": amount, "balanceAfter": after, **more})
        self.change()

    def charge(self, user, amount):
        self.post(user, "CHARGE", amount)
        return 201, {"balance": self.balance(user)}

    def read_balance(self, user):
        # Only a buyer who paid has more than one ledger entry; the scout has one.
        lost = 1 if self.lie == "loses-money" and len(self.ledgers.get(user, [])) > 1 else 0
        return 200, {"balance": self.balance(user) - lost}

    def read_ledger(self, user):
        entries = [dict(entry) for entry in reversed(self.ledgers.get(user, []))]
        if self.lie == "forges-the-ledger" and entries:
            entries[0]["amount"] += 1
        return 200, {"entries": entries, "nextCursor": None}

    def pay(self, token, reservation):
        user = self.tokens[token]["user"]
        amount = PRICE * len(reservation["numbers"])
        if self.lie == "answers-nonsense":
            return 201, {"reservationId": reservation["id"], "status": "PERHAPS"}
        reservation.update(status="CONFIRMED", payment=str(uuid.uuid4()))
        self.seats.update((seat, "SOLD") for seat in reservation["numbers"])
        self.tokens[token]["status"] = "EXPIRED"
        self.post(user, "PAYMENT", amount, paymentId=reservation["payment"])
        return 201, self.reservation(reservation, balance=self.balance(user))

    # --- Routes ---

    def answer(self, method, target, token, body):
        self.change()
        path = target.split("?")[0]
        if path == "/v1/concerts":
            return 200, {"concerts": [{"concertId": CONCERT, "maxSeatsPerUser": 4}]}
        if path == f"/v1/shows/{SHOW}/chart":
            return 200, {"categories": [{"category": "a", "price": PRICE}], "seats": [
                {"number": seat, "section": "A", "row": "1", "category": "a", "xCm": seat * 50, "yCm": 500}
                for seat in SEATS]}
        if path == "/v1/queue/tokens":
            return self.join(body["userId"])
        if user := re.fullmatch(r"/v1/users/([^/]+)/(balance|ledger|balance/charges)", path):
            name, what = user.groups()
            if what == "balance/charges":
                return self.charge(name, body["amount"])
            return self.read_balance(name) if what == "balance" else self.read_ledger(name)
        return self.answer_holder(method, path, target, token, body)

    def answer_holder(self, method, path, target, token, body):
        row = self.tokens[token]
        if path == "/v1/queue/tokens/me":
            return self.leave(token) if method == "DELETE" else (200, self.token(token))
        if path.startswith("/v1/reservations/"):
            reservation = self.reservations[path.rsplit("/", 1)[1]]
            if method == "DELETE":
                self.release(reservation)
                self.change()
                return 200, self.reservation(reservation)
            return self.read_reservation(reservation)
        if row["status"] != "ACTIVE":
            return 400, {"code": f"queue-token-{row['status'].lower()}"}
        if path == f"/v1/concerts/{CONCERT}/dates":
            return 200, {"dates": [{"showId": SHOW}]}
        if path == f"/v1/shows/{SHOW}/seats":
            return self.list_seats("status=all" in target)
        if path == "/v1/reservations":
            return self.hold(token, body["seats"])
        return self.pay(token, self.reservations[body["reservationId"]])


class Handler(http_server.Handler):
    def answer(self):
        body = json.loads(self.read_body() or b"null")
        sale = self.server.sale
        if sale.lie == "is-slow" and self.path == "/v1/queue/tokens":
            threading.Event().wait(DOOR_SECONDS)
        with self.server.lock:
            status, reply = sale.answer(self.command, self.path, self.headers.get("Queue-Token"), body)
            commit = sale.commit
        content = b"" if reply is None else json.dumps(reply).encode()
        self.reply(status, {"Onsale-Commit": str(commit)}, content)

    do_GET = do_POST = do_DELETE = answer


class FaultyServer(http_server.Server):
    def __init__(self, lie):
        super().__init__(Handler)
        self.sale = Sale(lie)
        self.lock = threading.Lock()
