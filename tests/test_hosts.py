"""The host names that a request may carry: a foreign page that resolves its own name to this server
gets nothing."""

import re

import pytest

from harness import raw
from harness import server as servers
from harness.client import Client

FOREIGN = ("evil.example:8080", "127.0.0.1.evil.example")
HEALTH = ("/livez", "/readyz")


def ask(house, method, target, *headers, host, version="HTTP/1.1"):
    request = raw.request(method, target, *headers, "Connection: close", host=host, version=version)
    return raw.send(house.server.port, request).first


def example(path):
    return re.sub(r"\{[^}]+\}", "x", path)


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused_by_every_operation(house, host):
    headers = (f"Queue-Token: {house.buyer().token}", f"Authorization: Bearer {servers.OPERATOR_KEY}")
    for method, path, _ in house.contract.operations():
        if path in HEALTH:
            continue
        answer = ask(house, method, example(path), *headers, host=host)
        assert (answer.status, answer.code) == (421, "misdirected-request"), f"{method} {path}"
        house.contract.check(method, example(path), answer)


def test_a_balance_cannot_be_charged_under_a_foreign_host(house):
    body = b'{"amount":1}'
    answer = raw.send(house.server.port, raw.request(
        "POST", "/v1/users/rebound/balance/charges", "Content-Type: application/json", "Connection: close",
        f"Content-Length: {len(body)}", body=body, host="evil.example:80")).first
    assert answer.status == 421
    assert house.client.get("/v1/users/rebound/balance").json()["balance"] == 0


def test_health_is_answered_under_any_host(house):
    for target in HEALTH:
        assert ask(house, "GET", target, host="10.1.2.3:80").status == 200


def test_the_operator_adds_hosts(open_server):
    house = open_server("--host", "Tickets.example", "--host", "shop.example:8443")
    for host, status in (("tickets.example", 200), ("TICKETS.EXAMPLE.:1234", 200), ("shop.example:8443", 200),
                         ("shop.example", 421), ("localhost", 200), ("evil.example", 421)):
        assert ask(house, "GET", "/v1/concerts", host=host).status == status, host


def test_the_listening_address_is_a_host(start):
    server = start(listen="127.0.0.2:0")
    request = raw.request("GET", "/v1/concerts", "Connection: close", host="127.0.0.2:80")
    assert raw.send(server.port, request, address="127.0.0.2").first.status == 200


def test_a_wildcard_address_is_served_under_its_host(start):
    server = start("--allow-public", "--host", "tickets.example", listen="0.0.0.0:0")
    assert Client(server.port).get("/v1/concerts").status == 200
    request = raw.request("GET", "/v1/concerts", "Connection: close", host="0.0.0.0")
    assert raw.send(server.port, request).first.status == 421
