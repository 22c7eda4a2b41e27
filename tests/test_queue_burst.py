"""Many joins at once: ranks in order of arrival.

ONSALE_TEST_BURST=100000 sends that many requests from 1,000 connections; the default is smaller.
"""

import asyncio
import json
import os
import time

REQUESTS = int(os.environ.get("ONSALE_TEST_BURST", "4000"))
CONNECTIONS = 1000 if REQUESTS >= 100_000 else 100


async def ask(reader, writer, user):
    """(status, token, when it was sent, when it was answered)."""
    body = json.dumps({"userId": user}).encode()
    sent = time.monotonic()
    writer.write(b"POST /v1/queue/tokens HTTP/1.1\r\nHost: localhost\r\n"
                 b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                  if line.lower().startswith(b"content-length"))
    answer = await reader.readexactly(length)
    return int(head.split(b" ", 2)[1]), json.loads(answer), sent, time.monotonic()


async def crowd(port, users_of_connection):
    async def one(users):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            return [await ask(reader, writer, user) for user in users]
        finally:
            writer.close()
    return await asyncio.gather(*(one(users) for users in users_of_connection))


def rush(port, users_of_connection):
    return asyncio.run(crowd(port, users_of_connection))


def test_no_answered_join_ranks_behind_a_later_request(open_server):
    house = open_server("--room-capacity", 1, "--connections-max", CONNECTIONS + 100)
    each = REQUESTS // CONNECTIONS
    answers = rush(house.server.port,
                   [[f"c{c}-{n}" for n in range(each)] for c in range(CONNECTIONS)])
    asked = [answer for connection in answers for answer in connection]
    assert {status for status, *_ in asked} == {201}
    places = sorted(token["place"] for _, token, *_ in asked)
    assert places == list(range(1, REQUESTS + 1))

    # A join must have a larger rank than every join that was answered before it was sent.
    answered = sorted(asked, key=lambda one: one[3])
    latest = done = 0
    for _, token, sent, _ in sorted(asked, key=lambda one: one[2]):
        while answered[done][3] < sent:
            latest = max(latest, answered[done][1]["place"])
            done += 1
        assert token["place"] > latest
