"""Malformed HTTP and JSON over a real socket: one refusal, a closed connection, and no change.

Every kind of wrong framing is in src/http/connection/request_parser_test.cc, every wrong member in
src/http/json/json_reader_test.cc and src/http/endpoints; limits and slow clients in
src/http/server_test.cc and server_limits_test.cc.
"""

import socket

import pytest

from harness import raw
from harness.buyer import fresh_name

CHARGE = "/v1/users/{}/balance/charges"
JSON = "Content-Type: application/json"
BODY = b'{"amount":1}'
LENGTH = f"Content-Length: {len(BODY)}"
SMUGGLED = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"

CHUNKED = "Transfer-Encoding: chunked"

# Requests whose framing two parsers may read differently. Each gets 400 and a closed connection.
SMUGGLING = {
    "chunked beside a length": [CHUNKED, LENGTH],
    "a length beside chunked": [LENGTH, CHUNKED],
    "chunked twice": [CHUNKED, CHUNKED],
    "chunked and another": [CHUNKED, "Transfer-Encoding: identity"],
    "chunked not last": ["Transfer-Encoding: chunked, identity"],
    "chunked behind another": ["Transfer-Encoding: gzip, chunked"],
    "unknown transfer encoding": ["Transfer-Encoding: xchunked"],
    "tab before chunked": ["Transfer-Encoding:\tgzip\tchunked"],
    "folded transfer encoding": ["Transfer-Encoding:\r\n chunked", LENGTH],
    "bare LF before chunked": ["X-A: b\nTransfer-Encoding: chunked", LENGTH],
    "two different lengths": [LENGTH, "Content-Length: 0"],
    "length beyond 64 bits": ["Content-Length: 18446744073709551628"],
    "NUL in a value": ["X-Bad: a\x00b", LENGTH],
}

# Chunked bodies that two parsers may read differently. Each gets 400 and a closed connection.
BAD_CHUNKS = {
    "plus": b"+c\r\n" + BODY,
    "minus": b"-c\r\n" + BODY,
    "prefix": b"0xc\r\n" + BODY,
    "space before the size": b" c\r\n" + BODY,
    "space behind the size": b"c \r\n" + BODY,
    "zeros": b"00000000c\r\n" + BODY,
    "size beyond 64 bits": b"1000000000000000c\r\n" + BODY,
    "bare LF behind the size": b"c\n" + BODY,
    "bare LF in an extension": b"c;a\nb\r\n" + BODY,
    "bare CR in an extension": b"c;a\rb\r\n" + BODY,
    "long extension": b"c;" + b"a" * 200 + b"\r\n" + BODY,
    "bare LF behind the data": b"c\r\n" + BODY + b"\n0\r\n\r\n",
    "nothing behind the data": b"c\r\n" + BODY + b"0\r\n\r\n",
    "more than the size": b"b\r\n" + BODY + b"\r\n0\r\n\r\n",
    "bare LF at the end": b"c\r\n" + BODY + b"\r\n0\r\n\n",
    "trailer": b"c\r\n" + BODY + b"\r\n0\r\nContent-Length: 5\r\n\r\n",
}

# Characters of one kind in a body: nearly as many as fit (16 KiB).
FULL = 15_900
BOMBS = {
    "digits": b'{"userId":' + b"9" * FULL + b"}",
    "digits of an exponent": b'{"userId":1e' + b"9" * FULL + b"}",
    "members": b"{" + b",".join(b'"%d":0' % number for number in range(FULL // 9)) + b"}",
    "the same member": b"{" + b",".join([b'"userId":"a"'] * (FULL // 13)) + b"}",
    "name": b'{"' + b"a" * FULL + b'":0}',
    "escapes": b'{"userId":"' + b"\\u0000" * (FULL // 6) + b'"}',
    "surrogates": b'{"userId":"' + b"\\ud800" * (FULL // 6) + b'"}',
    "elements": b'{"showId":"s","seats":[' + b",".join([b"1"] * (FULL // 2)) + b"]}",
    "brackets within a member": b'{"userId":' + b"[" * FULL,
    "invalid UTF-8": b'{"userId":"\xff"}',
    "two values": b'{"userId":"a"}{"userId":"b"}',
}


def post(user, *headers, body=BODY, **options):
    return raw.request("POST", CHARGE.format(user), JSON, *headers, body=body, **options)


def assert_refused(house, exchange, status=400, code="malformed-request"):
    house.contract.check_problem("raw request", exchange.first)
    assert (exchange.first.status, exchange.first.code) == (status, code)
    assert len(exchange.responses) == 1, "something behind the refused request was answered"
    assert exchange.closed


@pytest.mark.parametrize("headers", SMUGGLING.values(), ids=SMUGGLING.keys())
def test_ambiguous_framing_is_refused_and_closed(house, headers):
    user = fresh_name()
    exchange = raw.send(house.server.port, post(user, *headers) + SMUGGLED)
    assert_refused(house, exchange)
    assert house.client.get(f"/v1/users/{user}/balance").json()["balance"] == 0


@pytest.mark.parametrize("chunks", BAD_CHUNKS.values(), ids=BAD_CHUNKS.keys())
def test_an_ambiguous_chunk_is_refused_and_closed(house, chunks):
    user = fresh_name()
    exchange = raw.send(house.server.port, post(user, CHUNKED, body=chunks) + SMUGGLED)
    assert_refused(house, exchange)
    assert house.client.get(f"/v1/users/{user}/balance").json()["balance"] == 0


def test_a_chunked_body_is_read(house):
    """It was 400: the default of many clients, and what HAProxy and Caddy pass on."""
    user = fresh_name()
    requests = (post(user, CHUNKED, body=b"c\r\n" + BODY + b"\r\n0\r\n\r\n")
                + post(user, CHUNKED, body=b'3;a="b"\r\n{"a\r\n0009\r\nmount":1}\r\n0\r\n\r\n')
                + post(user, "transfer-encoding: Chunked", "Connection: close", body=b"00C\r\n" + BODY + b"\r\n0\r\n\r\n"))
    answers = raw.send(house.server.port, requests).responses
    assert [answer.json()["balance"] for answer in answers] == [1, 2, 3]


def test_an_empty_chunked_body_is_no_body(house):
    """What proxies send for requests of HTTP/2 without a body."""
    for method, target, status in (("GET", "/livez", 200), ("DELETE", "/v1/queue/tokens/me", 204)):
        request = raw.request(method, target, CHUNKED, f"Queue-Token: {house.buyer().token}", "Connection: close",
                              body=b"0\r\n\r\n")
        assert raw.send(house.server.port, request).first.status == status


def test_the_limit_of_a_body_holds_for_all_chunks_together(house):
    half = b"2000\r\n" + b" " * 8192 + b"\r\n"
    for chunks in (half + half + b"1\r\n", b"4001\r\n", b"ffffffff\r\n", b"1\r\na\r\n" * 500):
        exchange = raw.send(house.server.port, post(fresh_name(), CHUNKED, body=chunks))
        assert_refused(house, exchange, 413, "payload-too-large")


def test_one_empty_line_before_a_request_is_ignored(house):
    """Some clients end a body with CR LF; the answer was a 400 that nobody had asked for."""
    request = raw.request("GET", "/livez", "Connection: close")
    user = fresh_name()
    answers = raw.send(house.server.port, b"\r\n" + post(user, LENGTH) + b"\r\n" + request).responses
    assert [answer.status for answer in answers] == [201, 200]
    assert_refused(house, raw.send(house.server.port, b"\r\n\r\n" + request))


@pytest.mark.parametrize("request_line", ["GET /readyz", "OPTIONS /", "GET /v1/concerts"])
def test_a_request_of_http_1_0_needs_no_host(house, request_line):
    """HAProxy's `option httpchk GET /readyz` took the node out."""
    answer = raw.send(house.server.port, f"{request_line} HTTP/1.0\r\n\r\n".encode()).first
    assert answer.status in (200, 204)


def test_a_refusal_names_its_reason(house):
    for request, reason in (
            (raw.request("GET", "/livez", host=None), "Host is missing"),
            (raw.request("GET", "/livez", "Host: b"), "Host is repeated"),
            (post("ann", LENGTH, LENGTH), "Content-Length is repeated"),
            (post("ann", LENGTH, CHUNKED), "both Content-Length and Transfer-Encoding"),
            (raw.request("GET", "/livez", LENGTH, body=BODY), "this method has no body"),
            (post("ann", CHUNKED, body=b"0\r\nX: 1\r\n\r\n"), "trailers"),
            # These named something else: an empty name, an empty target, a long chunk, trailers.
            (raw.request("GET", "/livez", "X"), "no colon"),
            (b"GET /livez\r\nHost: localhost\r\n\r\n", "one space between"),
            (b"GET  /livez HTTP/1.1\r\nHost: localhost\r\n\r\n", "one space between"),
            (post("ann", CHUNKED, body=b"c\r\n" + BODY + b"\n"), "does not end with CR LF"),
            (post("ann", CHUNKED, body=b"0\r\n\n"), "does not end with CR LF")):
        exchange = raw.send(house.server.port, request)
        assert_refused(house, exchange)
        assert reason in exchange.first.json()["detail"]


def test_too_much_is_refused_before_it_is_sent(house):
    for request, status, code in (
            (post(fresh_name(), "Content-Length: 1000000", body=b""), 413, "payload-too-large"),
            (raw.request("GET", "/livez", "X-Large: " + "a" * 9000), 431, "headers-too-large"),
            (raw.request("GET", "/livez", host=None), 400, "malformed-request"),
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 400, "malformed-request")):
        assert_refused(house, raw.send(house.server.port, request), status, code)


def test_requests_in_one_piece_and_byte_by_byte_are_answered_in_order(house):
    user = fresh_name()
    requests = post(user, LENGTH) * 2 + post(user, LENGTH, "Connection: close")
    answers = raw.send(house.server.port, requests).responses
    with socket.create_connection(("127.0.0.1", house.server.port), timeout=20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for index in range(len(requests)):
            connection.sendall(requests[index:index + 1])
        answers += raw.parse(b"".join(iter(lambda: connection.recv(65536), b"")))
    assert [answer.json()["balance"] for answer in answers] == list(range(1, 7))


@pytest.mark.parametrize("target", ["/v1/queue/tokens", "/v1/reservations", "/v1/payments", CHARGE.format("ann")])
def test_a_malformed_body_gets_a_short_answer(house, target):
    token = house.buyer().token
    for name, body in BOMBS.items():
        answer = house.client.request("POST", target, body=body, token=token, headers={"Content-Type": "application/json"})
        assert answer.status == 400, name
        assert answer.code in ("malformed-json", "invalid-member"), name
        assert len(answer.body) < 2000, name
    text = house.client.request("POST", target, body=b"{}", token=token, headers={"Content-Type": "text/plain"})
    assert (text.status, text.code) == (415, "unsupported-media-type")


def test_a_wrong_path_or_method_is_refused(house):
    assert house.client.get("/v1/../v1/concerts").code == "not-found"
    answer = house.client.request("PUT", "/v1/reservations")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
