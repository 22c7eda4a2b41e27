"""A proxy before a server that forwards everything and falsifies one response."""

import http.client
import json
import threading

from harness import http_server

HOP = {"connection", "content-length", "date"}
# The proxy does not falsify its first opportunities: the history must first contain something that
# a false answer contradicts.
HONEST_FIRST = 5


def commit_of(headers):
    return int(headers.get("Onsale-Commit", 0))


class Handler(http_server.Handler):
    def setup(self):
        super().setup()
        self._known = 0  # the newest commit that this client has received
        self._behind = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=60)

    def finish(self):
        self._behind.close()
        super().finish()

    def answer(self):
        body = self.read_body()
        request = (self.command, self.path, self.headers.get("Idempotency-Key"), self.headers.get("Queue-Token"))
        reply = self.server.lie_instead(request, body, self.look) or self.pass_on(body)
        status, headers, content = self.server.change(request, reply, self._known)
        self.reply(status, headers, content)
        self._known = max(self._known, commit_of(headers))

    do_GET = do_POST = do_DELETE = answer

    def pass_on(self, body):
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        return self._ask(self.command, self.path, body, headers)

    def look(self, path):
        return self._ask("GET", path, None, {})

    def _ask(self, method, path, body, headers):
        self._behind.request(method, path, body=body, headers=headers)
        got = self._behind.getresponse()
        content = got.read()
        return got.status, {name: value for name, value in got.getheaders() if name.lower() not in HOP}, content


class LyingProxy(http_server.Server):
    def __init__(self, behind, lie):
        super().__init__(Handler)
        self.behind = behind
        self.lies = 0
        self._lie = lie
        self._chances = 0
        self._seen = {}
        self._lock = threading.Lock()

    def _may(self):
        """Whether to falsify at this opportunity: once, and not among the first."""
        self._chances += 1
        if self._chances <= HONEST_FIRST or self.lies > 0:
            return False
        self.lies += 1
        return True

    def lie_instead(self, request, body, look):
        """A false response to a request that is not forwarded. look(path): reads from the server.
        """
        method, path, _, _ = request
        if self._lie != "a charge that was not made" or method != "POST" or not path.endswith("/charges"):
            return None
        with self._lock:
            made = self._seen.get(path)
            if made is None or not self._may():
                return None
        # The false response looks like one of the server to a new charge, with the order of a read
        # of the balance.
        _, headers, balance = look(path.removesuffix("/charges"))
        amount = json.loads(body)["amount"]
        charge = json.loads(made[2])
        charge |= {"amount": amount, "balance": json.loads(balance)["balance"] + amount}
        charge["chargeId"] = charge["chargeId"][:-1] + ("0" if charge["chargeId"][-1] != "0" else "1")
        return 201, headers, json.dumps(charge).encode()

    def change(self, request, reply, known):
        """The response, perhaps falsified. known: the newest commit that this client had received
        before."""
        method, path, key, token = request
        status, headers, content = reply
        if self._lie is None or status >= 300:
            return reply
        with self._lock:
            before = self._seen.get((path, token))
            retried = self._seen.get(key) if key else None
            self._seen[(path, token)] = reply
            self._seen[path] = reply
            if key:
                self._seen[key] = reply
            if self._lie == "an old balance" and path.endswith("/balance"):
                if before and before[2] != content and self._may():
                    return status, headers, before[2]
            elif self._lie == "an earlier answer" and method == "GET" and path == "/v1/queue/tokens/me":
                # Only if the client knows a newer commit: otherwise an old response may be correct.
                if before and commit_of(before[1]) < known and self._may():
                    return before
            elif self._lie == "another answer to a retry" and retried and b'"balance":' in content and self._may():
                told = json.loads(content)
                return status, headers, json.dumps(told | {"balance": told["balance"] + 1}).encode()
            elif self._lie == "a sold seat is free" and path.endswith("/seats?status=all") and b'"SOLD"' in content:
                if self._may():
                    told = json.loads(content)
                    next(seat for seat in told["seats"] if seat["status"] == "SOLD")["status"] = "AVAILABLE"
                    told["seatsAvailable"] += 1
                    return status, headers, json.dumps(told).encode()
            elif self._lie == "the queue moves back" and path == "/v1/queue/tokens/me" and method == "GET":
                told = json.loads(content)
                if told["status"] == "WAITING" and self._may():
                    told["ahead"] += 1
                    return status, headers, json.dumps(told).encode()
        return reply
