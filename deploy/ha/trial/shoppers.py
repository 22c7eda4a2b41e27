"""Buyers who continue during faults, retry unanswered requests with their keys, and remember every
answer."""

import queue
import random
import threading
import time
import typing

from crowd import Person
from harness.client import BROKEN, Client
from harness.poll import until
from harness.server import OPERATOR
from line import Line

# Concurrent buyers; more would wait for a free thread.
WORKERS = 40
PROBES = 3
# Below the number of idempotency keys that the server keeps for a user (src/domain/limits.h).
TOP_UPS_OF_A_PROBE = 200
# The number of seats that concurrent buyers compete for.
WINDOW = 60
# A longer attempt is abandoned and repeated.
ATTEMPT_SECONDS = 5
# The longest wait for an answer, whatever is killed.
PATIENCE_SECONDS = 150
# Refused for now, or the outcome is unknown: the request may be repeated.
LATER = (429, 500, 502, 503, 504)


class Record:
    """When changes were acknowledged, and how long their senders waited."""

    def __init__(self):
        self._lock = threading.Lock()
        self._answers = []  # (time of answer, wait), in order of answers

    def note(self, began):
        with self._lock:
            now = time.monotonic()
            self._answers.append((now, now - began))

    def between(self, start, end):
        with self._lock:
            return [answer for answer in self._answers if start <= answer[0] <= end]

    def outage(self, start, end):
        """The longest time without any acknowledged change, and the longest wait for one."""
        answers = self.between(start, end)
        moments = [start, *(answered for answered, _ in answers), end]
        gaps = [later - earlier for earlier, later in zip(moments, moments[1:])]
        return max(gaps), max((waited for _, waited in answers), default=end - start)


class PatientClient(Client):
    """Repeats a request until it is answered. After `stop` it sends no new one, as if the connection were broken.

    Requests with a queue token go to the buyers' address. The others go to the trusted address, as a
    shop would send them on behalf of its buyers.
    """

    def __init__(self, layout, record=None, stop=None, pause=0):
        super().__init__(layout.port("buyers"), timeout=ATTEMPT_SECONDS)
        self._shop = Client(layout.port("trusted"), timeout=ATTEMPT_SECONDS)
        self._record = record
        self._stop = stop or threading.Event()
        self._pause = pause

    def request(self, method, target, *arguments, **options):
        if self._stop.wait(self._pause) if self._pause else self._stop.is_set():
            raise ConnectionAbortedError
        began = time.monotonic()
        send = super().request if options.get("token") else self._shop.request

        def attempt():
            try:
                answer = send(method, target, *arguments, **options)
            except BROKEN:
                return None
            return None if answer.status in LATER else answer
        answer = until(f"{method} {target} is answered", attempt, PATIENCE_SECONDS, 0.1)
        if self._record and method != "GET":
            self._record.note(began)
        return answer

    def close(self):
        super().close()
        self._shop.close()


class Probe(Person):
    """Tops up one unit repeatedly: the times of its answers show when writes stop and resume."""

    def visit(self):
        for _ in range(TOP_UPS_OF_A_PROBE):
            self.attempt("top-up", amount=1)


class Shop(typing.NamedTuple):
    show: str
    seats: list


def shops(layout, concert, show):
    """The show's seats in parts, so that buyers compete for seats that are still free."""
    client = PatientClient(layout)
    token = client.post("/v1/queue/tokens", {"userId": "looker", "concertId": concert},
                        headers=OPERATOR).json()["token"]
    seats = client.get(f"/v1/shows/{show}/seats", token=token).json()["seats"]
    numbers = [seat["number"] for seat in seats]
    return [Shop(show, numbers[at:at + WINDOW]) for at in range(0, len(numbers) - WINDOW, WINDOW)]


class Crowd:
    """Open loop: `rate` buyers arrive a second, however slow the answers are."""

    def __init__(self, layout, shops_on_offer, rate, seed):
        self.record = Record()
        self.people = []
        self.line = Line()
        self.wrong = []
        self._layout = layout
        self._shops = shops_on_offer
        self._shop = shops_on_offer[0]
        self._rate = rate
        self._dice = random.Random(seed)
        self._stop = threading.Event()
        self._arrivals = queue.SimpleQueue()
        self._threads = []

    def start(self):
        self._run(self._arrive)
        for _ in range(WORKERS):
            self._run(self._shop_on, random.Random(self._dice.random()))
        for _ in range(PROBES):
            self._run(self._probe)
        self._run(lambda: self.line.lengthen(self._client(pause=0.2)))

    def join_in(self, people, visit):
        """Adds clients beside the crowd; each runs visit(client) until its connection breaks."""
        for _ in range(people):
            self._run(visit, self._client())

    def offer(self, number):
        """Selects the part of the seats that new buyers want."""
        self._shop = self._shops[number % len(self._shops)]

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE_SECONDS)
            assert not thread.is_alive(), "a buyer never ended"

    def _client(self, pause=0):
        return PatientClient(self._layout, self.record, self._stop, pause)

    def _run(self, work, *arguments):
        def guarded():
            try:
                work(*arguments)
            except BROKEN:
                pass  # the client has ended
            except Exception as found:  # a thread's own exception would be lost
                self.wrong.append(found)
        self._threads.append(threading.Thread(target=guarded, daemon=True))
        self._threads[-1].start()

    def _arrive(self):
        while not self._stop.wait(self._dice.expovariate(self._rate)):
            self._arrivals.put(True)
        for _ in range(WORKERS):
            self._arrivals.put(False)

    def _shop_on(self, dice):
        client = self._client()
        while self._arrivals.get():
            self._visit(Person(client, self._shop, dice))

    def _probe(self):
        client = self._client(pause=0.02)
        while True:
            self._visit(Probe(client, self._shop, None))

    def _visit(self, person):
        self.people.append(person)
        person.visit()
