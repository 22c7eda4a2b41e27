"""A client of event streams: reads events one by one, and can disconnect, reconnect or stop
reading."""

import http.client
import json
import select
import socket

from harness.client import Response


class Event:
    def __init__(self, fields):
        self.name = fields["event"]
        self.id = fields.get("id")
        self.data = json.loads(fields["data"])

    def __repr__(self):
        return f"{self.id} {self.name} {self.data}"


class Stream:
    """Reads status and headers at once; reads events on demand."""

    def __init__(self, port, target, token=None, contract=None, last_id=None, timeout=30,
                 receive_buffer=None):
        self._contract = contract
        self._target = target
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        if receive_buffer:
            self._connection.sock = self._small_socket(port, receive_buffer, timeout)
        headers = {"Accept": "text/event-stream"}
        if token is not None:
            headers["Queue-Token"] = token
        if last_id is not None:
            headers["Last-Event-ID"] = str(last_id)
        self._connection.request("GET", target, headers=headers)
        self.socket = self._connection.sock
        answer = self._answer = self._connection.getresponse()
        streams = answer.getheader("Content-Type") == "text/event-stream"
        self.head = Response(answer.status, answer.getheaders(), b"" if streams else answer.read())
        if contract:
            contract.check("GET", target, self.head)

    @staticmethod
    def _small_socket(port, receive_buffer, timeout):
        small = socket.socket()
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        small.settimeout(timeout)
        small.connect(("127.0.0.1", port))
        return small

    def next(self):
        """The next event; None at the end of the stream."""
        fields = {}
        while True:
            line = self._answer.readline().decode()
            if not line:
                return None
            if line == "\n" and "event" in fields:
                event = Event(fields)
                if self._contract:
                    self._contract.check_event(self._target, event.name, event.data)
                return event
            name, _, value = line.rstrip("\n").partition(": ")
            if name in ("event", "id", "data"):
                fields[name] = value

    def until(self, what):
        """Reads up to the first event of this name."""
        while (event := self.next()) is not None:
            if event.name == what:
                return event
        raise AssertionError(f"the stream ended without {what}")

    def rest(self):
        """The events up to the end of the stream."""
        events = []
        while (event := self.next()) is not None:
            events.append(event)
        return events

    def was_dropped(self):
        """Whether the server has closed the connection, without reading from it."""
        watch = select.poll()
        watch.register(self.socket, 0)
        return any(state & (select.POLLHUP | select.POLLERR) for _, state in watch.poll(0))

    def close(self):
        self._answer.close()
        self._connection.close()


class SeatView:
    """Seats as seen by a client that only follows a stream."""

    def __init__(self):
        self.status = {}
        self.last_id = None

    def take(self, event):
        if event.name == "snapshot":
            self.status = {}
        for status, numbers in event.data["seats"].items():
            self.status.update(dict.fromkeys(numbers, status))
        assert event.id == str(event.data["version"])
        self.last_id = event.id
        return self
