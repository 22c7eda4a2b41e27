"""The long tests of the operator's console (`./dev test-pages`): many consoles beside many buyers, and many releases that race payments."""

import os
import resource
import select
import socket
import threading
import time

from harness import poll, server
from harness.client import Client
from harness.events import Stream
from test_console import browser, desk, needs_console, words  # noqa: F401  (fixtures)

BUYERS, CONSOLES, SECONDS = 10_000, 20, 20
CONNECTIONS = 15_000  # of which streams take three quarters
CPU_PERCENT_MAX = 1.0
RACES = 300


def _opened(port, token):
    """A socket with a buyer's stream."""
    opened = socket.create_connection(("127.0.0.1", port), timeout=30)
    opened.sendall(f"GET /v1/queue/tokens/me/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\nQueue-Token: {token}\r\n\r\n".encode())
    head = opened.recv(65536)
    assert head.startswith(b"HTTP/1.1 200 "), head
    return opened


class Listeners:
    """Event streams of buyers who wait: reads what arrives and forgets it."""

    def __init__(self, port, tokens):
        self.bytes = 0
        self._sockets = {}
        self._poll = select.epoll()
        for token in tokens:
            opened = _opened(port, token)
            opened.setblocking(False)
            self._sockets[opened.fileno()] = opened
            self._poll.register(opened, select.EPOLLIN)
        self._is_over = False
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    @property
    def open(self):
        return len(self._sockets)

    def _read(self):
        while not self._is_over:
            for number, _ in self._poll.poll(0.2):
                data = self._sockets[number].recv(1 << 16)
                self.bytes += len(data)
                if not data:
                    self._poll.unregister(number)
                    self._sockets.pop(number).close()

    def close(self):
        self._is_over = True
        self._thread.join()
        for opened in self._sockets.values():
            opened.close()
        self._poll.close()


class Console(threading.Thread):
    """What a console does beside showing it: follows the stream, and reads charts, sales and changes every ten seconds."""

    def __init__(self, running):
        super().__init__()
        self.at = []
        self._client = Client(running.server.port)
        self._stream = Stream(running.server.operator_port, "/v1/operator/stream", headers=server.OPERATOR)
        self.is_over = False
        self.start()

    def run(self):
        since = int(time.time()) - 3600
        while not self.is_over:
            if len(self.at) % 10 == 0:
                for call in (f"series/seconds?since={since}", "sales", "actions?limit=5"):
                    answer = self._client.get(f"/v1/operator/{call}", headers=server.OPERATOR)
                    assert answer.status == 200, answer
                since = int(time.time()) - 10
            event = self._stream.next()
            assert event.name == "status" and event.data["waiting"] > 0, event
            self.at.append(time.monotonic())
        self._stream.close()


def cpu_seconds(running):
    fields = open(f"/proc/{running.server.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_percent(running):
    """Of one core, over some seconds."""
    begun, before = time.monotonic(), cpu_seconds(running)
    poll.sleep_until(begun + SECONDS)
    return 100 * (cpu_seconds(running) - before) / (time.monotonic() - begun)


def test_twenty_consoles_get_every_second_beside_ten_thousand_buyers_and_cost_nothing(open_server, browser, desk):  # noqa: F811
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    assert hard > CONNECTIONS, f"ulimit -Hn is {hard}"
    running = needs_console(open_server("--room-capacity", 100, "--limits", "log", "--connections-max", CONNECTIONS))
    running.change_room(entryPerMinute=60, entryBurst=1, claimTimeSeconds=0)
    client = Client(running.server.port)
    tokens = [client.post("/v1/queue/tokens", {"userId": f"buyer{i}"}, headers=server.OPERATOR).json()["token"] for i in range(BUYERS)]
    listeners = Listeners(running.server.port, tokens)
    try:
        alone = [cpu_percent(running)]
        consoles = [Console(running) for _ in range(CONSOLES)]
        beside = cpu_percent(running)
        watched = desk("consoleWatches", running, seconds=SECONDS, timeout=SECONDS * 1000 + 10_000)
        staleness = browser.end(watched)
        for one in consoles:
            one.is_over = True
        for one in consoles:
            one.join()
        alone.append(cpu_percent(running))  # the admissions are as before
        assert listeners.open >= BUYERS - 200, listeners.open
    finally:
        listeners.close()
    gaps = [later - earlier for one in consoles for earlier, later in zip(one.at, one.at[1:])]
    cost = beside - sum(alone) / 2
    print(f"{BUYERS} streams of buyers: {alone[0]:.1f} and {alone[1]:.1f} % of a core; with {CONSOLES} consoles {beside:.1f} %, which is {cost:+.2f}; "
          f"{len(gaps)} statuses, at most {max(gaps):.2f} s apart; the console in the browser was at most {staleness} s old")
    assert min(len(one.at) for one in consoles) >= SECONDS - 2 and max(gaps) < 3 and staleness < 5
    assert cost < CPU_PERCENT_MAX or server.is_sanitized(), f"{cost:.2f} % of a core"


def test_a_release_and_a_payment_that_race_agree_many_times(open_server):
    """`./dev histories` checks every answer of such races; here both calls start at one moment."""
    running = open_server("--room-capacity", 100_000, "--limits", "log", catalogs=(server.ARENA,))
    show, seats, price = running.fresh_seats(1)
    desk_client, won = Client(running.server.port), {"pay": 0, "release": 0}
    for race in range(RACES):
        buyer = running.buyer(f"racer{race}")
        buyer.client = Client(running.server.port)
        buyer.top_up(price)
        hold = buyer.hold(show, *seats)
        assert hold.status == 201, hold
        reservation, answers, start = hold.json()["reservationId"], {}, threading.Barrier(2)

        def pay():
            start.wait()
            answers["pay"] = buyer.pay(reservation)

        def release():
            start.wait()
            answers["release"] = desk_client.post(f"/v1/operator/reservations/{reservation}/release", headers=server.OPERATOR | {"Onsale-Reason": "a race"})

        threads = [threading.Thread(target=one) for one in ((pay, release) if race % 2 else (release, pay))]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        balance = buyer.balance().json()["balance"]
        if answers["pay"].status == 201:
            won["pay"] += 1
            assert (answers["release"].code, balance) == ("already-paid", 0), answers
            show, seats, price = running.fresh_seats(1)
        else:
            won["release"] += 1
            assert (answers["pay"].code, answers["release"].status, balance) == ("reservation-cancelled", 200, price), answers
    assert sum(won.values()) == RACES and running.operator("GET", "/v1/operator/audit").json()["passed"], won
    print(f"{RACES} races: {won}")
    assert all(won.values()), won
