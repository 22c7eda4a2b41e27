"""Sends many requests without their last bytes, and then all last bytes at once."""

import contextlib
import json
import os
import select
import signal
import socket

from harness import raw


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
    found = raw.parse(data)
    assert len(found) < 2, "more than one answer"
    return found[0] if found else None


def request(method, target, body=None, token=None, key=None):
    """The bytes of an ordinary request; the last one completes it."""
    lines = [f"Queue-Token: {token}"] if token else []
    if key:
        lines.append(f"Idempotency-Key: {key}")
    content = b""
    if body is not None:
        content = json.dumps(body).encode()
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return raw.request(method, target, *lines, body=content)
