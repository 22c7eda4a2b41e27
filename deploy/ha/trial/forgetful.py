"""Buyers who hold a seat and never pay: each hold expires once, and not early, whatever is killed.
"""

import collections
import datetime
import itertools
import threading

from harness.buyer import Buyer
from harness.poll import until

CONCERT, SHOW, SEATS = "brief-concert", "brief-show", range(1, 11)
# So many buyers compete for the seats.
PEOPLE = 14
# Below the numbers of keys of a user and of holds of a turn (src/domain/limits.h).
HOLDS_OF_A_BUYER = 90
# The longest time after a hold's end until every answer shows it, once there are answers at all.
PATIENCE_SECONDS = 150


class Forgetful:
    """Holds of one seat must not overlap, by the times that the sale reports."""

    def __init__(self, dice):
        self.holds = collections.defaultdict(list)  # seat: (from, until, reservation)
        self._dice = dice
        self._lock = threading.Lock()

    def visit(self, client):
        """Holds seats repeatedly, until the client's connection breaks."""
        for number in itertools.count():
            if number % HOLDS_OF_A_BUYER == 0:
                buyer = Buyer(client, f"forgetful-{threading.get_ident()}-{number}")
                answer = buyer.join(CONCERT)
                assert answer.status in (200, 201), answer
            self._await_end(buyer, self._hold(buyer, key=f"hold-{number}"))

    def _hold(self, buyer, key):
        while True:
            seat = self._dice.choice(SEATS)
            answer = buyer.hold(SHOW, seat, key=key)  # a refusal does not use the key up
            if answer.status == 201:
                return self._note(seat, answer.json())
            assert answer.code == "seat-unavailable", answer

    def _note(self, seat, held):
        times = [datetime.datetime.fromisoformat(held[name]) for name in ("createdAt", "heldUntil")]
        with self._lock:
            self.holds[seat].append((*times, held["reservationId"]))
        return held["reservationId"]

    @staticmethod
    def _await_end(buyer, reservation):
        def is_over():
            status = buyer.reservation(reservation).json()["status"]
            assert status in ("HELD", "EXPIRED"), status
            return status == "EXPIRED"
        until(f"{reservation} expires", is_over, PATIENCE_SECONDS, 0.5)

    def count(self):
        return sum(map(len, self.holds.values()))

    def judge(self, cluster):
        """The violations, a line each."""
        rows = dict(row.split("|") for row in cluster.ask("onsale", "SELECT id, status FROM reservations"))
        for seat, holds in self.holds.items():
            holds.sort()
            for (_, end, first), (start, _, second) in zip(holds, holds[1:]):
                if start < end:
                    yield f"seat {seat} was held by {first} until {end}, and by {second} from {start}"
            for _, _, reservation in holds[:-1]:
                if rows.get(reservation) != "EXPIRED":
                    yield f"{reservation} is {rows.get(reservation)} in the table, but its hold has ended"
