"""A proxy before a server that forwards everything and falsifies responses: by default one."""

import http.client
import json
import math
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
        request = (self.command, self.path, self.headers.get("Queue-Token"))
        status, headers, content = self.server.change(request, self.pass_on(self.read_body()), self._known)
        self.reply(status, headers, content)
        self._known = max(self._known, commit_of(headers))

    do_GET = do_POST = do_DELETE = answer

    def pass_on(self, body):
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        self._behind.request(self.command, self.path, body=body, headers=headers)
        got = self._behind.getresponse()
        content = got.read()
        return got.status, {name: value for name, value in got.getheaders() if name.lower() not in HOP}, content


class LyingProxy(http_server.Server):
    def __init__(self, behind, lie, always=False):
        """`always`: falsifies at every opportunity."""
        super().__init__(Handler)
        self.behind = behind
        self.lies = 0
        self._lie = lie
        self._honest, self._most = (0, math.inf) if always else (HONEST_FIRST, 1)
        self._chances = 0
        self._seen = {}
        self._lock = threading.Lock()

    def _may(self):
        """Whether to falsify at this opportunity."""
        self._chances += 1
        if self._chances <= self._honest or self.lies >= self._most:
            return False
        self.lies += 1
        return True

    def change(self, request, reply, known):
        """The response, perhaps falsified. known: the newest commit that this client had received
        before."""
        method, path, token = request
        status, headers, content = reply
        if self._lie is None or status >= 300:
            return reply
        with self._lock:
            before = self._seen.get((path, token))
            self._seen[(path, token)] = reply
            if self._lie == "an old balance" and path.endswith("/balance"):
                if before and before[2] != content and self._may():
                    return status, headers, before[2]
            elif self._lie == "an earlier answer" and method == "GET" and path == "/v1/queue/tokens/me":
                # Only if the client knows a newer commit: otherwise an old response may be correct.
                if before and commit_of(before[1]) < known and self._may():
                    return before
            elif self._lie == "a sold seat is free" and path.endswith("/seats?status=all") and b'"SOLD"' in content:
                if self._may():
                    told = json.loads(content)
                    next(seat for seat in told["seats"] if seat["status"] == "SOLD")["status"] = "AVAILABLE"
                    told["seatsAvailable"] += 1
                    return status, headers, json.dumps(told).encode()
        return reply
