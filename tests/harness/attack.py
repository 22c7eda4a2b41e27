"""Attacking clients in processes of lower priority.

A Plan describes the clients. The processes keep their number of connections until they are ended: a
client whose connection the server closes reconnects.
"""

import contextlib
import itertools
import multiprocessing
import os
import select
import socket
import time

GET = b"GET %s HTTP/1.1\r\nHost: localhost\r\n"
TRICKLE_SECONDS = 0.5
# The most clients of one loopback address: each address has its own source ports.
CLIENTS_PER_ADDRESS = 2000
ADDRESSES = 250
# The most clients of one attacking process: below its limit of open files.
CLIENTS_PER_PROCESS = 10_000
# The TCP segment size of a remote client, as in Ethernet: the server's kernel then gives the socket
# a smaller buffer than for loopback's large segments.
FAR_SEGMENT = 1400


class Plan:
    """The behaviour of every connection of an attack: sends `first`, then `trickle` from time to
    time."""

    def __init__(self, first=b"", trickle=b"", reads=False, floods=False, receive_buffer=None):
        self.first = first
        self.trickle = trickle
        self.reads = reads
        self.floods = floods  # sends `first` again whenever the socket accepts more
        self.receive_buffer = receive_buffer


IDLE = Plan()
SLOW_HEADERS = Plan(GET % b"/livez" + b"X-Slow: ", trickle=b"a")
SLOW_BODIES = Plan(b"POST /v1/queue/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                   b"Content-Length: 16000\r\n\r\n", trickle=b" ")
HEADER_BOMBS = Plan(GET % b"/livez" + b"X-Large: " + b"a" * 8100)
BODY_BOMBS = Plan(SLOW_BODIES.first + b" " * 15_999)
FLOOD = Plan((GET % b"/livez" + b"\r\n") * 200, reads=True, floods=True)
FLOOD_UNREAD = Plan((GET % b"/v1/concerts" + b"\r\n") * 200, floods=True, receive_buffer=4096)


def slow_readers(target, *headers):
    """Request something large and do not read it."""
    lines = b"".join(header.encode() + b"\r\n" for header in headers)
    return Plan(GET % target.encode() + lines + b"\r\n", receive_buffer=4096)


def flood(*requests):
    """Send these repeatedly without waiting for answers, and read what arrives."""
    return Plan(b"".join(requests) * (200 // len(requests)), reads=True, floods=True)


class Client:
    def __init__(self, port, number, plan):
        self.plan = plan
        self.socket = socket.socket()
        if plan.receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, plan.receive_buffer)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, FAR_SEGMENT)
        self.socket.bind((f"127.0.1.{1 + number // CLIENTS_PER_ADDRESS % ADDRESSES}", 0))
        self.socket.settimeout(30)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.sent = 0

    def write(self):
        """Sends as much of `first` as the socket accepts."""
        with contextlib.suppress(BlockingIOError):
            while self.sent < len(self.plan.first):
                self.sent += self.socket.send(self.plan.first[self.sent:])
                if self.plan.floods:
                    self.sent %= len(self.plan.first)

    def trickle(self):
        with contextlib.suppress(OSError):
            self.socket.send(self.plan.trickle)


class Crowd:
    def __init__(self, port, clients, plan):
        self.port = port
        self.plan = plan
        self.poller = select.epoll()
        self.clients = {}
        self.numbers = itertools.count(os.getpid() % ADDRESSES * CLIENTS_PER_ADDRESS)
        self.wanted = clients
        self.fill_up()

    def fill_up(self):
        for _ in range(self.wanted - len(self.clients)):
            self.join()

    def join(self):
        client = Client(self.port, next(self.numbers), self.plan)
        wanted = select.EPOLLRDHUP | select.EPOLLOUT
        self.clients[client.socket.fileno()] = client
        self.poller.register(client.socket, wanted | (select.EPOLLIN if self.plan.reads else 0))
        with contextlib.suppress(OSError):
            client.write()

    def leave(self, number):
        self.poller.unregister(number)
        self.clients.pop(number).socket.close()

    def turn(self, seconds):
        for number, event in self.poller.poll(seconds):
            client = self.clients[number]
            try:
                if event & select.EPOLLIN:
                    client.socket.recv(1 << 20)
                if event & select.EPOLLOUT:
                    client.write()
                    if not self.plan.floods:
                        self.poller.modify(number, select.EPOLLRDHUP)
            except OSError:
                event |= select.EPOLLHUP
            if event & (select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP):
                self.leave(number)

    def run(self):
        due = time.monotonic()
        while True:
            self.turn(TRICKLE_SECONDS / 5)
            with contextlib.suppress(OSError):
                self.fill_up()
            if self.plan.trickle and time.monotonic() >= due:
                due += TRICKLE_SECONDS
                for client in self.clients.values():
                    client.trickle()


def _attack(port, clients, plan, ready):
    os.nice(19)
    crowd = Crowd(port, clients, plan)
    ready.set()
    crowd.run()


@contextlib.contextmanager
def attacked(port, clients, plan, seconds=120):
    """Runs the attack during the block, which begins once every client is connected."""
    attackers = []
    try:
        for first in range(0, clients, CLIENTS_PER_PROCESS):
            ready = multiprocessing.Event()
            count = min(CLIENTS_PER_PROCESS, clients - first)
            attacker = multiprocessing.Process(target=_attack, args=(port, count, plan, ready),
                                               daemon=True)
            attacker.start()
            attackers.append(attacker)
            assert ready.wait(seconds), "the attackers could not connect"
        yield
        assert all(attacker.is_alive() for attacker in attackers), "the attack ended by itself"
    finally:
        for attacker in attackers:
            attacker.kill()
            attacker.join()
