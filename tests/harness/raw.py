"""Sends and receives raw bytes, for malformed requests."""

import socket

from harness.client import Response


class Exchange:
    """The responses to some bytes, and whether the server closed the connection."""

    def __init__(self, responses, closed):
        self.responses = responses
        self.closed = closed

    @property
    def first(self):
        assert self.responses, "the server answered nothing"
        return self.responses[0]


def send(port, data, seconds=20, end=False, wanted=None, address="127.0.0.1", to_proxy=False):
    """Sends bytes on a new connection; reads until the server closes it or `wanted` responses
    arrive."""
    found, rest = [], b""
    closed = False
    with socket.create_connection((address, port), timeout=seconds) as connection:
        try:
            connection.sendall(data)
            if end:
                connection.shutdown(socket.SHUT_WR)
            while wanted is None or len(found) < wanted:
                part = connection.recv(65536)
                if not part:
                    closed = True
                    break
                more, rest = _split(rest + part, to_proxy)
                found += more
        except (ConnectionResetError, BrokenPipeError):
            closed = True
        except socket.timeout:
            pass
    return Exchange(found, closed)


def parse(data):
    """The complete responses in some bytes, each with a Content-Length or without a body."""
    return _split(data, of_proxy=False)[0]


def _split(data, of_proxy):
    """(complete responses, the bytes after them)"""
    found = []
    while b"\r\n\r\n" in data:
        head, rest = data.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        if len(rest) < length:
            break
        found.append(Response(int(lines[0].split(" ")[1]), headers, rest[:length], of_proxy))
        data = rest[length:]
    return found, data


def request(method, target, *headers, body=b"", host="localhost", version="HTTP/1.1"):
    """The bytes of a request with exactly these header lines."""
    lines = [f"{method} {target} {version}"]
    if host is not None:
        lines.append(f"Host: {host}")
    lines += headers
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
