"""Attacks by many clients: ordinary buyers are served nearly as fast, and memory stays within its
bound.

ONSALE_TEST_HOSTILE=full attacks longer with thousands of connections, and keeps as many idle ones
as 20,000 open files allow.
"""

import contextlib
import json
import os
import pathlib
import resource
import socket

import pytest

from harness import attack, latency_probe, memory, poll, raw
from harness import server as servers
from harness.client import Client
from harness.events import Stream

pytestmark = pytest.mark.alone

FULL = os.environ.get("ONSALE_TEST_HOSTILE") == "full"
CLIENTS = 4000 if FULL else 300
IDLE_CLIENTS = 20_000 if FULL else 2000
FLOODERS = 32 if FULL else 4
ONE_USERS_FLOODERS = 100
ROUND_SECONDS = 4 if FULL else 1.5
# The memory that one connection may use: while busy 8 KiB of headers, 16 KiB of body and 4 KiB
# more, while idle 4 KiB.
BUSY_BYTES = 28 << 10
IDLE_BYTES = 4 << 10
# The most memory of unread answers, for all connections together.
UNSENT_BYTES = 256 << 20
# The most kernel memory of a connection whose client does not read: 64 KiB, a segment of 64 KiB,
# and the client's own small buffer.
UNSENT_IN_KERNEL_BYTES = (128 << 10) + 4096
UNREAD_CLIENTS = 50
REQUESTS_AHEAD = 6
# Memory that grows whatever the number of connections: in allocators and caches.
SLACK_BYTES = 64 << 20
# Open files of the server that are not the attackers' connections.
FILES_BESIDE = 200
MY_EVENTS = "/v1/queue/tokens/me/events"


def open_files():
    """The number of connections that the limit of open files allows for server and clients."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


@pytest.fixture
def arena(open_server):
    """A server for one test with a large hall, whose sanitizer returns freed memory."""
    return open_server("--room-capacity", 100, "--connections-max", min(30_000, open_files() - FILES_BESIDE // 2),
                      "--header-timeout", "3s", "--body-timeout", "3s", "--active-time", "1h",
                      catalogs=[servers.ARENA],
                      environment={"ASAN_OPTIONS": "quarantine_size_mb=1:malloc_context_size=2"})


def with_shadow(bytes_):
    """Adds AddressSanitizer's shadow: one byte for every eight."""
    return bytes_ * 9 // 8 if servers.is_sanitized() else bytes_


def withstand(house, plan, clients, bytes_each, bytes_shared=0, large=None):
    """Attacks: the buyers' waits and the server's memory must stay within their bounds. `large`: the
    request that the plan repeats, if its answer takes long; a buyer may wait for one of each client.
    """
    pid = house.server.process.pid
    buyers = latency_probe.Shoppers(house)
    answers = clients * buyers.answer_seconds(large) if large else 0
    buyers.p99(ROUND_SECONDS)
    before = memory.resident(pid)
    most = [0]

    @contextlib.contextmanager
    def war():
        with attack.attacked(house.server.port, clients, plan):
            yield
            most.append(memory.resident(pid) - before)

    buyers.bear(war, ROUND_SECONDS, attackers_answers=answers)
    print(f"{clients} clients: {max(most) / 1024 / clients:.1f} KiB a client, {max(most) >> 20} MiB")
    assert house.server.process.poll() is None, house.server.err
    assert max(most) <= with_shadow(clients * bytes_each + bytes_shared) + SLACK_BYTES


def test_idle_connections_cost_little(arena):
    withstand(arena, attack.IDLE, min(IDLE_CLIENTS, open_files() - FILES_BESIDE), IDLE_BYTES)


@pytest.mark.parametrize("plan", [attack.SLOW_HEADERS, attack.SLOW_BODIES, attack.HEADER_BOMBS,
                                  attack.BODY_BOMBS],
                         ids=["slow headers", "slow bodies", "header bombs", "body bombs"])
def test_unfinished_requests_slow_nobody_down(arena, plan):
    withstand(arena, plan, CLIENTS, BUSY_BYTES)


@pytest.mark.parametrize("plan", [attack.FLOOD, attack.FLOOD_UNREAD], ids=["read", "unread"])
def test_a_flood_of_requests_slows_nobody_down(arena, plan):
    withstand(arena, plan, FLOODERS, BUSY_BYTES)


@pytest.mark.parametrize("kind", ["holds", "top-ups"])
def test_a_flood_of_one_user_slows_nobody_down(arena, kind):
    """Over a hundred connections with one token: refusals, and durable changes."""
    user, show = arena.buyer(), arena.show
    seat = user.seats(show).json()["seats"][-1]["number"]
    requests = {"holds": post("/v1/reservations", {"showId": show, "seatNumbers": [seat]},
                              f"Queue-Token: {user.token}"),
                "top-ups": post("/v1/users/flooder/balance/top-ups", {"amount": 1})}
    withstand(arena, attack.flood(requests[kind]), ONE_USERS_FLOODERS, BUSY_BYTES)


def test_a_flood_of_large_answers_slows_nobody_down(arena):
    """A megabyte each, read as fast as possible; the kernel's buffers are not the process's memory.
    """
    page = page_of_seats(arena)
    withstand(arena, attack.flood(page), FLOODERS, BUSY_BYTES, large=page)


def post(target, content, *headers):
    body = json.dumps(content).encode()
    return raw.request("POST", target, "Content-Type: application/json", *headers,
                       f"Content-Length: {len(body)}", body=body)


def test_slow_readers_slow_nobody_down(arena):
    withstand(arena, readers_of_seats(arena), CLIENTS, BUSY_BYTES, UNSENT_BYTES)


def test_unread_answers_use_little_kernel_memory(arena):
    """200 such clients once used 751 MiB of kernel memory, beside the server's own."""
    ahead = page_of_seats(arena) * REQUESTS_AHEAD
    with contextlib.ExitStack() as clients:
        for _ in range(UNREAD_CLIENTS):
            client = clients.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", arena.server.port))
            client.sendall(ahead)
        poll.until("every answer has begun", lambda: len(unread(arena.server.port)) == UNREAD_CLIENTS)
        most = max(unread(arena.server.port))
        print(f"{most >> 10} KiB a client")
        assert most <= UNSENT_IN_KERNEL_BYTES


def page_of_seats(house):
    return raw.request("GET", f"/v1/shows/{house.show}/seats?status=all", f"Queue-Token: {house.buyer().token}")


def readers_of_seats(house):
    token = house.buyer().token
    return attack.slow_readers(f"/v1/shows/{house.show}/seats?status=all", f"Queue-Token: {token}")


def test_streams_of_many_tokens_leave_connections_for_others(open_server):
    house = open_server("--connections-max", 40)
    with contextlib.ExitStack() as streams:
        statuses = []
        for number in range(60):
            buyer = house.buyer(f"listener-{number}")
            stream = streams.enter_context(contextlib.closing(Stream(house.server.port, MY_EVENTS, buyer.token)))
            statuses.append(stream.head.status)
            assert stream.head.status == 200 or stream.head.headers["retry-after"]
        assert statuses == [200] * 30 + [503] * 30
        for target in ("/v1/concerts", "/readyz"):
            assert house.client.get(target).status == 200


def test_the_token_of_another_sale_keeps_no_places(open_server, tmp_path):
    """Its seal opens here, too, because both have the same key."""
    keys = ["--token-key-file", tmp_path / "shared.key"]
    token = open_server(*keys, data=tmp_path / "other").buyer().token
    house = open_server(*keys, "--connections-max", 20, data=tmp_path / "this")
    port = house.server.port
    taken = [Client(port) for _ in range(20)]
    for client in taken:
        assert client.get("/v1/queue/tokens/me", headers={"Queue-Token": token}).code == "queue-token-invalid"
    # Each of the 20 connections has been idle for less than a second by now.
    assert Client(port).get("/v1/concerts").status == 200


def connections_of(port):
    """The kernel's rows of the server's connections, without those that the clients have closed."""
    wanted = f":{port:04X}"
    rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [row for row in rows if row[1].endswith(wanted) and row[3] == "01"]


def unread(port):
    """Bytes of answers in the kernel, for each connection that has any."""
    queues = [int(row[4].split(":")[0], 16) for row in connections_of(port)]
    return [queue for queue in queues if queue]
