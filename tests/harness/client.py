"""A small HTTP client with keep-alive. Checks responses against the contract, if it has one."""

import http.client
import json
import re
import time

from harness import codings

COUNTDOWN = re.compile(rb'("(?:remaining|claimRemaining|opensIn)Seconds":)\d+')
# What a request raises whose connection was broken: the server may have got it.
BROKEN = (OSError, http.client.HTTPException)
# Servers close a connection that is idle for 150 s, and a test may pause for longer between two calls.
IDLE_SECONDS_MAX = 60


def bearer(token):
    """The header of a request by the holder of an access key or a buyer token."""
    return {"Authorization": f"Bearer {token}"}


def lasting(body):
    """A body without the seconds of its countdowns, which depend on the moment of the answer."""
    return COUNTDOWN.sub(rb"\1null", body)


def parsed(text):
    """The value of a JSON text; readers disagree about a member that an object has twice."""
    def once(members):
        found = dict(members)
        assert len(found) == len(members), f"an object has a member twice: {[name for name, _ in members]}"
        return found
    return json.loads(text, object_pairs_hook=once)


class Response:
    def __init__(self, status, headers, body, of_proxy=False):
        """`of_proxy`: it may be a proxy's own 400, whose headers cannot be configured."""
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body
        assert (of_proxy and status == 400) or self.headers.get("x-content-type-options") == "nosniff", f"{status} {self.headers}"

    def json(self):
        return parsed(codings.decoded(self.body, self.headers.get("content-encoding")))

    def lasting(self):
        return parsed(lasting(self.body))

    @property
    def code(self):
        """The code of a problem; None for other responses."""
        return self.json()["code"] if self.status >= 400 else None

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


# The operator's port of each server by its port: a server says both when it is ready.
OPERATOR_PORTS = {}


class Client:
    """One connection, and one for the operator's calls. Connection errors reach the caller, and the
    next request opens a new one."""

    def __init__(self, port, contract=None, timeout=120):
        self._used = {}  # when each connection was used last
        self._of_buyers = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self._of_operators = http.client.HTTPConnection("127.0.0.1", OPERATOR_PORTS.get(port, port), timeout=timeout)
        self._contract = contract

    def request(self, method, target, json_body=None, token=None, key=None, headers=None, body=None):
        sent = dict(headers or {})
        if json_body is not None:
            body = json.dumps(json_body)
            sent.setdefault("Content-Type", "application/json")
        if token is not None:
            sent["Queue-Token"] = token
        if key is not None:
            sent["Idempotency-Key"] = key
        connection = self._of_operators if target.startswith(("/v1/operator/", "/metrics")) else self._of_buyers
        if time.monotonic() - self._used.get(connection, 0) > IDLE_SECONDS_MAX:
            connection.close()  # the request opens a new one
        try:
            connection.request(method, target, body=body, headers=sent)
            answer = connection.getresponse()
            response = Response(answer.status, answer.getheaders(), answer.read())
            self._used[connection] = time.monotonic()
        except BROKEN:
            connection.close()
            raise
        if self._contract:
            self._contract.check(method, target, response)
        return response

    def get(self, target, **options):
        return self.request("GET", target, **options)

    def post(self, target, json_body=None, **options):
        return self.request("POST", target, json_body, **options)

    def delete(self, target, **options):
        return self.request("DELETE", target, **options)

    def close(self):
        self._of_buyers.close()
        self._of_operators.close()
