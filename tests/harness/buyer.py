"""A buyer at the API: one method per call. The shop's calls show the owner's key."""

import itertools

from harness.server import OPERATOR

_names = itertools.count(1)


def fresh_name(prefix="buyer"):
    return f"{prefix}-{next(_names)}"


class Buyer:
    def __init__(self, client, user=None):
        self.client = client
        self.user = user or fresh_name()
        self.token = None

    def join(self, concert=None, key=None):
        body = {"userId": self.user}
        if concert:
            body["concertId"] = concert
        answer = self.client.post("/v1/queue/tokens", body, key=key, headers=OPERATOR)
        if answer.status in (200, 201):
            self.token = answer.json()["token"]
        return answer

    def status(self):
        return self.client.get("/v1/queue/tokens/me", token=self.token)

    def leave(self):
        return self.client.delete("/v1/queue/tokens/me", token=self.token)

    def dates(self, concert):
        return self.client.get(f"/v1/concerts/{concert}/dates", token=self.token)

    def seats(self, show, query="", headers=None):
        return self.client.get(f"/v1/shows/{show}/seats{query}", token=self.token, headers=headers)

    def hold(self, show, *seats, key=None):
        return self.client.post("/v1/reservations", {"showId": show, "seatNumbers": list(seats)},
                                token=self.token, key=key)

    def reservation(self, reservation):
        return self.client.get(f"/v1/reservations/{reservation}", token=self.token)

    def reservations(self):
        return self.client.get("/v1/reservations", token=self.token)

    def cancel(self, reservation):
        return self.client.delete(f"/v1/reservations/{reservation}", token=self.token)

    def balance(self):
        return self.client.get(f"/v1/users/{self.user}/balance", headers=OPERATOR)

    def top_up(self, amount, key=None):
        return self.client.post(f"/v1/users/{self.user}/balance/top-ups", {"amount": amount},
                                key=key, headers=OPERATOR)

    def ledger(self, query=""):
        return self.client.get(f"/v1/users/{self.user}/ledger{query}", headers=OPERATOR)

    def buy(self, show, *seats, price):
        """Tops up the price, holds and pays; the reservation's id."""
        self.top_up(price)
        reservation = self.hold(show, *seats).json()["reservationId"]
        assert self.pay(reservation).status == 201
        return reservation

    def pay(self, reservation, key=None):
        return self.client.post("/v1/payments", {"reservationId": reservation}, token=self.token,
                                key=key)
