"""A proxy before a server: forwards everything, and shows a SOLD seat of every map as AVAILABLE."""

import http.client
import json

from harness import http_server
from harness.http_server import without_hop


class Handler(http_server.Handler):
    def setup(self):
        super().setup()
        self._behind = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=60)

    def finish(self):
        self._behind.close()
        super().finish()

    def answer(self):
        self._behind.request(self.command, self.path, body=self.read_body(),
                             headers=without_hop(self.headers.items()))
        got = self._behind.getresponse()
        content = got.read()
        if self.path.endswith("/seats?status=all") and b'"SOLD"' in content:
            self.server.lies += 1
            content = falsified(content)
        self.reply(got.status, without_hop(got.getheaders()), content)

    do_GET = do_POST = do_PUT = do_DELETE = answer


def falsified(content):
    told = json.loads(content)
    next(seat for seat in told["seats"] if seat["status"] == "SOLD")["status"] = "AVAILABLE"
    told["seatsAvailable"] += 1
    return json.dumps(told).encode()


class LyingProxy(http_server.Server):
    def __init__(self, behind):
        super().__init__(Handler)
        self.behind = behind
        self.lies = 0
