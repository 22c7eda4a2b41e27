"""Honest buyers at a steady pace, and how long they wait: each answer timed from when its request was due."""

import http.client
import json
import statistics
import threading
import time

from harness import poll

BUYERS = 10
PACE = 10  # requests a second of each


class Shopper:
    """Looks at a balance, holds a seat, gives it back; the same again. One connection."""

    def __init__(self, port, token, show, seat):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Queue-Token": token, "Content-Type": "application/json"}
        self.body = json.dumps({"showId": show, "seats": [seat]})
        self.held = None
        self.steps = 0
        self.waits = []

    def step(self):
        self.steps += 1
        if self.steps % 3 == 0:
            self.ask("GET", "/v1/users/honest/balance")
        elif self.held is None:
            self.held = json.loads(self.ask("POST", "/v1/reservations", self.body))["reservationId"]
        else:
            self.ask("DELETE", f"/v1/reservations/{self.held}")
            self.held = None

    def ask(self, method, target, body=None):
        self.connection.request(method, target, body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        assert answer.status in (200, 201), content
        return content

    def shop(self, begin, seconds):
        for number in range(round(seconds * PACE)):
            due = begin + number / PACE
            poll.sleep_until(due)
            self.step()
            self.waits.append(time.monotonic() - due)


class Shoppers:
    def __init__(self, house):
        show = house.show
        first = house.buyer()
        seats = [seat["number"] for seat in first.seats(show).json()["seats"]]
        self._shoppers = [Shopper(house.server.port, house.buyer().token, show, seats[number])
                          for number in range(BUYERS)]

    def p99(self, seconds):
        """They shop for so long; how many seconds one answer in a hundred took at least."""
        begin = time.monotonic()
        threads = []
        for number, shopper in enumerate(self._shoppers):
            shopper.waits = []
            start = begin + number / (BUYERS * PACE)
            threads.append(threading.Thread(target=shopper.shop, args=(start, seconds)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        waits = [wait for shopper in self._shoppers for wait in shopper.waits]
        # Whoever got another answer than they should has stopped.
        assert len(waits) == BUYERS * round(seconds * PACE), "a buyer was not served"
        return statistics.quantiles(waits, n=100)[98]
