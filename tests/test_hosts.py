"""The addresses of the server, and the host names that a request may carry: a foreign page that resolves its own name to this server
gets nothing. Spellings are in src/http/access/allowed_hosts_test.cc."""

import re

import pytest

from harness import raw
from harness import server as servers

HEALTH = ("/livez", "/readyz")


def ask(port, method, target, *headers, host, address="127.0.0.1"):
    request = raw.request(method, target, *headers, "Connection: close", host=host)
    return raw.send(port, request, address=address).first


@pytest.mark.parametrize("host", ["evil.example:8080", "127.0.0.1.evil.example"])
def test_a_foreign_host_gets_nothing_but_health(house, host):
    headers = (f"Queue-Token: {house.buyer().token}", f"Authorization: Bearer {servers.OWNER_KEY}")
    for method, path, _ in house.contract.operations():
        target = re.sub(r"\{[^}]+\}", "x", path)
        answer = ask(house.server.port, method, target, *headers, host=host)
        if path in HEALTH:
            assert answer.status == 200, path
        else:
            assert (answer.status, answer.code) == (421, "misdirected-request"), f"{method} {path}"
            house.contract.check(method, target, answer)


def test_an_added_host_and_the_listening_address_are_served(start):
    server = start("--host", "shop.example:8443", listen="127.0.0.2:0")
    for host, status in (("shop.example:8443", 200), ("shop.example", 421), ("127.0.0.2:80", 200),
                         ("localhost", 200), ("evil.example", 421)):
        answer = ask(server.port, "GET", "/v1/concerts", host=host, address="127.0.0.2")
        assert answer.status == status, host


def test_a_wildcard_address_is_no_host(start):
    server = start("--allow-public", "--host", "tickets.example", listen="0.0.0.0:0")
    for host, status in (("tickets.example", 200), ("0.0.0.0", 421)):
        assert ask(server.port, "GET", "/v1/concerts", host=host).status == status, host


def test_each_address_has_its_own_calls_and_both_have_those_about_the_server(house):
    key = f"Authorization: Bearer {servers.OWNER_KEY}"
    buyers, operators = house.server.port, house.server.operator_port
    for target, at_buyers, at_operators in (("/v1/operator/rooms", 404, 200), ("/v1/rooms/main", 200, 404), ("/v1/concerts", 200, 200),
                                            ("/readyz", 200, 200), ("/openapi.json", 200, 200)):
        found = [ask(port, "GET", target, key, host="localhost").status for port in (buyers, operators)]
        assert found == [at_buyers, at_operators], target
