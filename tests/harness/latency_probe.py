"""Measures how long a server under attack makes ordinary buyers wait, at a steady rate of requests.

A wait is measured by the kernel: from sending the request until the last byte of the answer is in
the buyer's socket. The time that the buyers' own process waits for a CPU does not count, because
attackers share the machine. A request that was due before the previous answer arrived counts from
that arrival.
"""

import json
import socket
import statistics
import struct
import threading
import time

from harness import poll, raw
from harness import server as servers

BUYERS = 10
HOLDS_PER_TURN = 100  # as in src/domain/limits.h
PACE = 20  # requests a second of each buyer
# The longest accepted wait under attack: WAIT_FACTOR times that without an attack, and a slack in
# seconds for a time slice or two of other programs, larger with a sanitizer. If the attackers' answers
# are large, the slack is instead the time of one answer for each attacker, measured without an
# attack, and half as much again: it is the same on a slow machine.
WAIT_FACTOR = 2
WAIT_SLACK = 0.01
SANITIZED_WAIT_SLACK = 0.04
ANSWERS_FACTOR = 1.5
ANSWERS_MEASURED = 10
ROUNDS_MAX = 10
# A socket option of Linux without a name in Python: the kernel then gives received bytes a
# timestamp.
SO_TIMESTAMPNS = 35
TIMESPEC = struct.Struct("qq")


def now():
    """The clock of the kernel's timestamps."""
    return time.clock_gettime(time.CLOCK_REALTIME)


class TimedConnection:
    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)

    def ask(self, request):
        """The answer, the time of sending, and the time at which the last byte arrived."""
        sent = now()
        self._socket.sendall(request)
        received = b""
        while not (answers := raw.parse(received)):
            part, notes, _, _ = self._socket.recvmsg(65536, socket.CMSG_SPACE(TIMESPEC.size))
            assert part, "the server closed the connection of an honest buyer"
            received += part
            seconds, nanoseconds = TIMESPEC.unpack(notes[0][2])
        return answers[0], sent, seconds + nanoseconds / 1e9


class Shopper:
    """Reads a balance, holds a seat and cancels it, repeatedly, on one connection."""

    def __init__(self, port, buyer, show, seat):
        self.connection = TimedConnection(port)
        self.user = buyer.user
        self.take(buyer.token)
        self.body = json.dumps({"showId": show, "seatNumbers": [seat]}).encode()
        self.held = None
        self.holds = 0
        self.steps = 0
        self.waits = []
        self.answered = 0

    def take(self, token):
        self.headers = [f"Queue-Token: {token}", "Content-Type: application/json"]

    def begin_another_turn(self):
        """A turn has a limit of holds, which a long test exceeds."""
        self.connection.ask(raw.request("DELETE", "/v1/queue/tokens/me", *self.headers))
        body = json.dumps({"userId": self.user}).encode()
        answer, _, _ = self.connection.ask(raw.request(
            "POST", "/v1/queue/tokens", "Content-Type: application/json", f"Content-Length: {len(body)}", body=body))
        assert answer.json()["status"] == "ACTIVE", answer
        self.take(answer.json()["token"])

    def step(self, due):
        self.steps += 1
        if self.steps % 3 == 0:
            self.ask(due, "GET", "/v1/users/honest/balance")
        elif self.held is None:
            if self.holds and self.holds % HOLDS_PER_TURN == 0:
                self.begin_another_turn()
            self.holds += 1
            self.held = self.ask(due, "POST", "/v1/reservations", self.body).json()["reservationId"]
        else:
            self.ask(due, "DELETE", f"/v1/reservations/{self.held}")
            self.held = None

    def ask(self, due, method, target, body=b""):
        length = [f"Content-Length: {len(body)}"] if body else []
        answer, sent, came = self.connection.ask(
            raw.request(method, target, *self.headers, *length, body=body))
        assert answer.status in (200, 201), answer
        # The wait counts from the sending of the request, or from when the request was due if the
        # previous answer arrived later: the wait then includes that delay.
        self.waits.append(came - (sent if self.answered <= due else due))
        self.answered = came
        return answer

    def shop(self, begin, seconds):
        for number in range(round(seconds * PACE)):
            due = begin + number / PACE
            poll.sleep_until(due)
            self.step(due + now() - time.monotonic())


class Shoppers:
    def __init__(self, house):
        show = house.show
        first = house.buyer()
        seats = [seat["number"] for seat in first.seats(show).json()["seats"]]
        self._shoppers = [Shopper(house.server.port, house.buyer(), show, seats[number])
                          for number in range(BUYERS)]

    def p99(self, seconds):
        """Runs the buyers for so long; the 99th percentile of their waits in seconds."""
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
        # A buyer stops at the first unexpected answer, so a missing wait means that one was
        # received.
        assert len(waits) == BUYERS * round(seconds * PACE), "a buyer was not served"
        return statistics.quantiles(waits, n=100)[98]

    def answer_seconds(self, request):
        """How long the answer to a request takes when seats have just changed: the shortest of several."""
        shopper = self._shoppers[0]
        times = []
        for _ in range(ANSWERS_MEASURED):
            for _ in range(3):  # one of three steps changes nothing
                shopper.step(now())
            answer, sent, came = shopper.connection.ask(request)
            assert answer.status == 200, answer
            times.append(came - sent)
        return min(times)

    def bear(self, attack, seconds, rounds=2, attackers_answers=0):
        """Asserts that `attack` (makes a context) does not make the buyers wait much longer.
        `attackers_answers`: the seconds that one answer for each attacker takes.

        Alternates rounds without and with the attack. The best of several rounds counts, because
        other programs only make a round worse; a busy machine gets more rounds.
        """
        slack = ANSWERS_FACTOR * attackers_answers or (SANITIZED_WAIT_SLACK if servers.is_sanitized() else WAIT_SLACK)

        def bearable(peace):
            return WAIT_FACTOR * peace + slack

        peace, war = [], []
        for number in range(ROUNDS_MAX):
            peace.append(self.p99(seconds))
            with attack():
                war.append(self.p99(seconds))
            if number + 1 >= rounds and min(war) <= bearable(min(peace)):
                break
        print(f"p99 {min(peace) * 1000:.1f} ms without attack, {min(war) * 1000:.1f} ms under attack, of {len(war)} rounds; at most {bearable(min(peace)) * 1000:.1f} ms")
        assert min(war) <= bearable(min(peace))
