"""A proxy before a server that loses answers, answers itself, or cuts streams, as a test asks."""

import collections
import http.client
import time

from harness import http_server
from harness.http_server import without_hop

Seen = collections.namedtuple("Seen", "method path headers moment")


class Handler(http_server.Handler):
    def answer(self):
        body = self.read_body()
        seen = Seen(self.command, self.path, self.headers, time.monotonic())
        self.server.requests.append(seen)
        self.server.next_fault()(self, body)

    def forward(self, body):
        """The server's response, with its body unread."""
        behind = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=60)
        behind.request(self.command, self.path, body=body, headers=without_hop(self.headers.items()))
        return behind.getresponse()

    def begin_stream(self, headers):
        self.close_connection = True
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.flush()

    def send_now(self, data):
        self.wfile.write(data)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_DELETE = answer


def relay(handler, body):
    """No fault."""
    got = handler.forward(body)
    if got.getheader("Content-Type") == "text/event-stream":
        relay_events(handler, got)
    else:
        handler.reply(got.status, without_hop(got.getheaders()), got.read())


def relay_events(handler, got, count=None):
    """Relays a stream up to its end, or up to the event after `count` events, whose first line is
    relayed. `retry` is shortened, so that a test does not wait for seconds."""
    handler.begin_stream(without_hop(got.getheaders()))
    events = 0
    while line := got.readline():
        handler.send_now(b"retry: 20\n" if line.startswith(b"retry:") else line)
        if count is not None and events == count and line.startswith((b"id:", b"event:")):
            return
        events += line.startswith(b"data:")


def drop(handler, body):
    """The server decides, and its answer is lost."""
    handler.forward(body).read()
    handler.close_connection = True


def refuse(handler, body):
    """The connection ends before the server has the request."""
    handler.close_connection = True


def hang(handler, body):
    """Nothing is answered until the client stops waiting."""
    handler.rfile.read(1)
    handler.close_connection = True


def answer(status, content=b"<html>a proxy", content_type="text/html", decides=False, **headers):
    """The proxy's own answer. With `decides` the server gets the request before, and decides."""
    def fault(handler, body):
        if decides:
            handler.forward(body).read()
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        handler.reply(status, {"Content-Type": content_type, **named}, content)
    return fault


def cut(events):
    """The stream breaks in the middle of the event after so many events."""
    return lambda handler, body: relay_events(handler, handler.forward(body), events)


def script(*parts):
    """A stream of these bytes, which then stays open; `server.left` counts clients that left."""
    def fault(handler, body):
        handler.begin_stream({"Content-Type": "text/event-stream"})
        for part in parts:
            handler.send_now(part)
        handler.rfile.read(1)
        handler.server.left += 1
    return fault


class FaultProxy(http_server.Server):
    def __init__(self, behind):
        super().__init__(Handler)
        self.behind = behind
        self.requests = []
        self.faults = collections.deque()
        self.left = 0

    def will(self, *faults):
        """The next requests meet these faults, one each; the requests seen so far are forgotten."""
        self.faults = collections.deque(faults)
        self.requests = []
        self.left = 0

    def next_fault(self):
        return self.faults.popleft() if self.faults else relay

    def seen(self, header):
        return [request.headers.get(header) for request in self.requests]
