"""Malformed HTTP and JSON over a real socket: one refusal, a closed connection, and no change.

Every kind of wrong framing is in src/http/connection/request_parser_test.cc, every wrong member in
src/http/json/json_reader_test.cc and src/http/endpoints; limits and slow clients in
src/http/server_test.cc and server_limits_test.cc.
"""

import pytest

from harness import raw
from harness.buyer import fresh_name

BODY = b'{"amount":1}'
LENGTH = f"Content-Length: {len(BODY)}"
CHUNKED = "Transfer-Encoding: chunked"
SMUGGLED = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"

# Requests that two parsers may read differently: header lines, and the body.
AMBIGUOUS = {
    "chunked beside a length": ([CHUNKED, LENGTH], BODY),
    "two different lengths": ([LENGTH, "Content-Length: 0"], BODY),
    "more than the size": ([CHUNKED], b"b\r\n" + BODY + b"\r\n0\r\n\r\n"),
}

# Characters of one kind in a body: nearly as many as fit (16 KiB).
FULL = 15_900
BOMBS = {
    "digits": b'{"userId":' + b"9" * FULL + b"}",
    "digits of an exponent": b'{"userId":1e' + b"9" * FULL + b"}",
    "members": b"{" + b",".join(b'"%d":0' % number for number in range(FULL // 9)) + b"}",
    "name": b'{"' + b"a" * FULL + b'":0}',
    "surrogates": b'{"userId":"' + b"\\ud800" * (FULL // 6) + b'"}',
    "brackets within a member": b'{"userId":' + b"[" * FULL,
}


def top_up(user, *headers, body):
    return raw.request("POST", f"/v1/users/{user}/balance/top-ups", "Content-Type: application/json",
                       *headers, body=body)


@pytest.mark.parametrize("headers, body", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_ambiguous_framing_is_refused_and_closed(house, headers, body):
    user = fresh_name()
    exchange = raw.send(house.server.port, top_up(user, *headers, body=body) + SMUGGLED)
    house.contract.check_problem("raw request", exchange.first)
    assert (exchange.first.status, exchange.first.code) == (400, "malformed-request")
    assert len(exchange.responses) == 1, "something behind the refused request was answered"
    assert exchange.closed
    assert house.client.get(f"/v1/users/{user}/balance").json()["balance"] == 0


def test_chunked_bodies_are_read_one_after_the_other(house):
    """It was 400: the default of many clients, and what HAProxy and Caddy pass on."""
    user = fresh_name()
    requests = (top_up(user, CHUNKED, body=b"c\r\n" + BODY + b"\r\n0\r\n\r\n")
                + top_up(user, CHUNKED, body=b'3;a="b"\r\n{"a\r\n0009\r\nmount":1}\r\n0\r\n\r\n')
                + top_up(user, LENGTH, "Connection: close", body=BODY))
    answers = raw.send(house.server.port, requests).responses
    assert [answer.json()["balance"] for answer in answers] == [1, 2, 3]


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS.keys())
def test_a_malformed_body_gets_a_short_answer(house, body):
    answer = house.client.request("POST", "/v1/queue/tokens", body=body,
                                  headers={"Content-Type": "application/json"})
    assert (answer.status, answer.code) in ((400, "malformed-json"), (400, "invalid-member"))
    assert len(answer.body) < 2000
