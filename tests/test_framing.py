"""Malformed HTTP: request smuggling, limits, slow clients, broken connections."""

import json
import socket
import time

import pytest

from harness import poll, raw
from harness.buyer import fresh_name

CHARGE = "/v1/users/{}/balance/charges"
JSON = "Content-Type: application/json"
BODY = b'{"amount":1}'
SMUGGLED = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"

# Requests whose framing two parsers may read differently. Each gets 400 and a closed connection.
SMUGGLING = {
    "chunked": ["Transfer-Encoding: xchunked"],
    "identity": ["Transfer-Encoding: identity"],
    "gzip": ["Transfer-Encoding: gzip"],
    "chunked then identity": ["Transfer-Encoding: chunked, identity"],
    "chunked twice": ["Transfer-Encoding: chunked, chunked"],
    "two transfer encodings": ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
    "tab before chunked": ["Transfer-Encoding:\tgzip\tchunked"],
    "vertical tab before chunked": ["Transfer-Encoding:\x0bchunked"],
    "tab before the colon": ["Transfer-Encoding\t: chunked"],
    "chunked with a parameter": ["Transfer-Encoding: chunked;x=1"],
    "chunked in quotes": ['Transfer-Encoding: "chunked"'],
    "empty transfer encoding": ["Transfer-Encoding:", "Content-Length: 12"],
    "folded transfer encoding": ["Transfer-Encoding:\r\n chunked", "Content-Length: 12"],
    "bare LF before chunked": ["X-A: b\nTransfer-Encoding: chunked", "Content-Length: 12"],
    "NUL in a name": ["Transfer-Encoding\x00: chunked", "Content-Length: 12"],
    "length with a fraction": ["Content-Length: 12.0"],
    "space within the length": ["Content-Length: 1 2"],
    "length in other digits": ["Content-Length: \xb9\xb2"],
    "chunked beside a length": ["Transfer-Encoding: chunked", "Content-Length: 12"],
    "two lengths": ["Content-Length: 12", "Content-Length: 12"],
    "two different lengths": ["Content-Length: 12", "Content-Length: 0"],
    "comma in the length": ["Content-Length: 12, 12"],
    "signed length": ["Content-Length: +12"],
    "negative length": ["Content-Length: -1"],
    "hexadecimal length": ["Content-Length: 0xc"],
    "length beyond 64 bits": ["Content-Length: 18446744073709551628"],
    "empty length": ["Content-Length:"],
    "space before the colon": ["Content-Length : 12"],
    "folded header": ["X-Folded: a\r\n b", "Content-Length: 12"],
    "header without a colon": ["Nonsense", "Content-Length: 12"],
    "control character in a value": ["X-Bad: a\x01b", "Content-Length: 12"],
    "NUL in a value": ["X-Bad: a\x00b", "Content-Length: 12"],
    "bare CR in a value": ["X-Bad: a\rb", "Content-Length: 12"],
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


def test_transfer_encoding_on_http_1_0_is_refused(house):
    request = post(fresh_name(), "Transfer-Encoding: chunked", version="HTTP/1.0",
                   body=b"c\r\n" + BODY + b"\r\n0\r\n\r\n")
    assert_refused(house, raw.send(house.server.port, request))


@pytest.mark.parametrize("host", [None, "a b", "local host", "a/b", "a@b", "a,b", "\x7f"])
def test_missing_or_malformed_host_is_refused(house, host):
    assert_refused(house, raw.send(house.server.port, raw.request("GET", "/livez", host=host)))


def test_two_hosts_are_refused(house):
    request = raw.request("GET", "/livez", "Host: other")
    assert_refused(house, raw.send(house.server.port, request))


def test_body_of_a_request_without_one_is_refused(house):
    request = raw.request("GET", "/v1/concerts", JSON, "Content-Length: 2", body=b"{}")
    assert_refused(house, raw.send(house.server.port, request + SMUGGLED))


@pytest.mark.parametrize("line", [b"GET\r\n", b"GET /livez\r\n", b"GET  /livez HTTP/1.1\r\n",
                                  b"G(T /livez HTTP/1.1\r\n", b"GET /li vez HTTP/1.1\r\n",
                                  b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n",
                                  b"GET /livez HTTP/1.1 \r\n", b"GET /li\x00vez HTTP/1.1\r\n"])
def test_malformed_request_line_is_refused(house, line):
    exchange = raw.send(house.server.port, line + b"Host: localhost\r\n\r\n")
    assert_refused(house, exchange)


@pytest.mark.parametrize("version", ["HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTX/1.1"])
def test_other_versions_are_refused(house, version):
    exchange = raw.send(house.server.port, raw.request("GET", "/livez", version=version))
    assert exchange.first.status in (400, 505)
    assert exchange.closed


def test_http_1_0_is_answered_and_closed(house):
    exchange = raw.send(house.server.port, raw.request("GET", "/livez", version="HTTP/1.0"))
    assert exchange.first.status == 200
    assert exchange.closed


def test_long_target_is_refused(house):
    request = raw.request("GET", "/" + "a" * 9000)
    exchange = raw.send(house.server.port, request)
    assert exchange.first.status in (414, 431)
    assert exchange.closed


def test_large_headers_are_refused(house):
    request = raw.request("GET", "/livez", "X-Large: " + "a" * 9000)
    assert_refused(house, raw.send(house.server.port, request), 431, "headers-too-large")


def test_many_headers_are_refused(house):
    request = raw.request("GET", "/livez", *[f"X-{number}: 1" for number in range(2000)])
    assert_refused(house, raw.send(house.server.port, request), 431, "headers-too-large")


def test_large_body_is_refused_before_it_is_sent(house):
    request = post(fresh_name(), "Content-Length: 1000000", body=b"")
    assert_refused(house, raw.send(house.server.port, request), 413, "payload-too-large")


def test_pipelined_requests_are_answered_in_order(house):
    user = fresh_name()
    length = f"Content-Length: {len(BODY)}"
    flood = b"".join(post(user, length) for _ in range(20))
    exchange = raw.send(house.server.port, flood, wanted=20)
    assert [answer.json()["balance"] for answer in exchange.responses] == list(range(1, 21))


def test_bytes_may_arrive_one_by_one(house):
    request = post(fresh_name(), f"Content-Length: {len(BODY)}", "Connection: close")
    with socket.create_connection(("127.0.0.1", house.server.port), timeout=20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for index in range(len(request)):
            connection.sendall(request[index:index + 1])
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert raw.parse(answer)[0].status == 201


@pytest.mark.parametrize("part", [1, 40, -5], ids=["first byte", "headers", "body"])
def test_broken_connection_affects_no_other(house, part):
    user = fresh_name()
    request = post(user, f"Content-Length: {len(BODY)}")
    raw.send(house.server.port, request[:part], end=True)
    assert house.client.get(f"/v1/users/{user}/balance").json()["balance"] == 0


def test_slow_headers_are_ended(start):
    server = start("--header-timeout", "500ms")
    begun = time.monotonic()
    exchange = raw.send(server.port, b"GET /livez HTTP/1.1\r\nHost: local", seconds=20)
    assert exchange.closed
    assert time.monotonic() - begun < 15
    assert [answer.status for answer in exchange.responses] in ([], [408])


def test_unfinished_requests_do_not_block_others(start):
    server = start("--header-timeout", "5s")
    hanging = []
    try:
        for _ in range(200):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            connection.sendall(b"GET /livez HTTP/1.1\r\n")
            hanging.append(connection)
        poll.until("the server answers", lambda: raw.send(
            server.port, raw.request("GET", "/livez"), wanted=1).responses)
    finally:
        for connection in hanging:
            connection.close()


@pytest.mark.parametrize("target", ["/nothing", "/v1", "/v1/", "/v1/concerts/", "/v2/concerts", "//v1/concerts",
                                    "/v1/../v1/concerts", "/V1/concerts", "/v1/concerts/a/b",
                                    "/v1/reservations/x/y", "/problems/no-such-code"])
def test_unknown_paths_are_not_found(house, target):
    answer = house.client.get(target)
    assert (answer.status, answer.code) == (404, "not-found")


@pytest.mark.parametrize("method, target, allowed", [
    ("DELETE", "/v1/concerts", {"GET"}),
    ("GET", "/v1/queue/tokens", {"POST"}),
    ("POST", "/v1/queue/tokens/me", {"GET", "DELETE"}),
    ("PUT", "/v1/reservations", {"GET", "POST"}),
    ("PATCH", "/v1/payments", {"POST"}),
    ("BREW", "/v1/payments", {"POST"}),
])
def test_wrong_method_gets_the_allowed_ones(house, method, target, allowed):
    answer = house.client.request(method, target)
    assert (answer.status, answer.code) == (405, "method-not-allowed")
    assert allowed <= {part.strip() for part in answer.headers["allow"].split(",")}


@pytest.mark.parametrize("media", [None, "text/plain", "application/x-www-form-urlencoded",
                                   "application/jsonp", "application/json; charset=utf-16", ""])
def test_other_media_types_are_refused(house, media):
    headers = {"Content-Type": media} if media is not None else {}
    answer = house.client.request("POST", "/v1/queue/tokens", headers=headers,
                                  body=json.dumps({"userId": fresh_name()}))
    assert (answer.status, answer.code) == (415, "unsupported-media-type")


@pytest.mark.parametrize("media", ["application/json", "Application/JSON",
                                   "application/json; charset=utf-8", "application/json;charset=UTF-8"])
def test_json_is_accepted_in_every_spelling(house, media):
    answer = house.client.request("POST", "/v1/queue/tokens", headers={"Content-Type": media},
                                  body=json.dumps({"userId": fresh_name()}))
    assert answer.status == 201
