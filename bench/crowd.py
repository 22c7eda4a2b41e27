"""Many connections that send requests in waves: prepares a measurement, and is never measured."""

import re
import socket

CONNECTIONS = 256
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)


class Crowd:
    def __init__(self, port, connections=CONNECTIONS):
        self._sockets = []
        for _ in range(connections):
            opened = socket.create_connection(("127.0.0.1", port), timeout=60)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets.append(opened)

    def ask(self, requests, expected):
        """The response bodies in the order of the requests; an error if one has another status."""
        wave = []
        for request in requests:
            wave.append(request)
            if len(wave) == len(self._sockets):
                yield from self._ask_wave(wave, expected)
                wave = []
        yield from self._ask_wave(wave, expected)

    def _ask_wave(self, wave, expected):
        for request, (status, body) in zip(wave, self.answers(wave)):
            if status != expected:
                raise RuntimeError(f"expected status {expected}, got {status} for:\n{request.decode()}\n{body.decode()}")
            yield body

    def answers(self, wave):
        """(status, body) of each request, sent at once; at most one for each connection."""
        asked = list(zip(self._sockets, wave))
        for opened, request in asked:
            opened.sendall(request)
        for opened, _ in asked:
            status, _, body = _read(opened)
            yield status, body

    def close(self):
        for opened in self._sockets:
            opened.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _read(opened):
    data = opened.recv(65536)
    while b"\r\n\r\n" not in data:
        more = opened.recv(65536)
        if not more:
            raise RuntimeError(f"the connection ended after {data!r}")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    status = int(head[9:12])
    length = _LENGTH.search(head)
    wanted = int(length.group(1)) if length and status != 304 else 0
    parts, got = [body], len(body)
    while got < wanted:
        more = opened.recv(1 << 20)
        if not more:
            raise RuntimeError("the connection ended in the middle of a body")
        parts.append(more)
        got += len(more)
    return status, head, b"".join(parts)


class Probe:
    """One raw answer, whose size a reference copies."""

    def __init__(self, port, request):
        with socket.create_connection(("127.0.0.1", port), timeout=60) as opened:
            opened.sendall(request)
            self.status, head, self.body = _read(opened)
        self.bytes = len(head) + 4 + len(self.body)
        etag = re.search(rb"\r\netag: *([^\r]+)", head, re.I)
        self.etag = etag.group(1).decode() if etag else None
