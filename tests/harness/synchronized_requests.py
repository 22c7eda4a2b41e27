"""Sends many requests without their last bytes, and then all last bytes at once."""

import contextlib
import json
import os
import select
import signal
import socket

from harness.client import Response


class Racers:
    """Connections that are reused from one race to the next."""

    def __init__(self, server, count):
        self._server = server
        self._sockets = [socket.create_connection(("127.0.0.1", server.port), timeout=60)
                         for _ in range(count)]
        for connection in self._sockets:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        for connection in self._sockets:
            connection.close()

    def race(self, requests, asleep=False):
        """The answers, in order of the requests. `asleep`: stops the server while the bytes arrive,
        so that it finds them all at once."""
        assert len(requests) <= len(self._sockets)
        runners = list(zip(self._sockets, requests))
        for connection, request in runners:
            connection.sendall(request[:-1])
        with self._stopped() if asleep else contextlib.nullcontext():
            for connection, request in runners:
                connection.send(request[-1:])
        return self._answers(runners)

    @contextlib.contextmanager
    def _stopped(self):
        self._server.process.send_signal(signal.SIGSTOP)
        try:
            os.waitid(os.P_PID, self._server.process.pid, os.WSTOPPED | os.WNOWAIT)
            yield
        finally:
            self._server.process.send_signal(signal.SIGCONT)

    @staticmethod
    def _answers(runners):
        poller = select.poll()
        numbers = {}
        for number, (connection, _) in enumerate(runners):
            numbers[connection.fileno()] = number
            poller.register(connection, select.POLLIN)
        received = [b""] * len(runners)
        answers = [None] * len(runners)
        while None in answers:
            ready = poller.poll(60_000)
            assert ready, "no answer within a minute"
            for descriptor, _ in ready:
                number = numbers[descriptor]
                part = runners[number][0].recv(65536)
                assert part, "the server closed the connection"
                received[number] += part
                answers[number] = whole(received[number])
        return answers


def whole(data):
    """The response, if it is complete."""
    head, found, body = data.partition(b"\r\n\r\n")
    if not found:
        return None
    lines = head.decode("latin-1").split("\r\n")
    headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
    length = int(dict((name.lower(), value) for name, value in headers).get("content-length", 0))
    assert len(body) <= length, "more than one answer"
    if len(body) < length:
        return None
    return Response(int(lines[0].split(" ")[1]), headers, body)


def request(method, target, body=None, token=None, key=None):
    """The bytes of an ordinary request; the last one completes it."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost"]
    if token:
        lines.append(f"Queue-Token: {token}")
    if key:
        lines.append(f"Idempotency-Key: {key}")
    content = b""
    if body is not None:
        content = json.dumps(body).encode()
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content
