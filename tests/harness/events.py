"""A client of event streams: reads events one by one, and can disconnect and reconnect."""

import http.client

from harness.client import Response, parsed
from harness.seat_maps import seat_maps


class Event:
    def __init__(self, fields):
        self.name = fields["event"]
        self.id = fields.get("id")
        self.data = parsed(fields["data"])

    def __repr__(self):
        return f"{self.id} {self.name} {self.data}"


class Stream:
    """Reads status and headers at once; reads events on demand."""

    def __init__(self, port, target, token=None, contract=None, last_id=None, headers=None):
        self._contract = contract
        self._target = target
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        headers = {"Accept": "text/event-stream", **(headers or {})}
        if token is not None:
            headers["Queue-Token"] = token
        if last_id is not None:
            headers["Last-Event-ID"] = str(last_id)
        self._connection.request("GET", target, headers=headers)
        answer = self._answer = self._connection.getresponse()
        streams = answer.getheader("Content-Type") == "text/event-stream"
        self.head = Response(answer.status, answer.getheaders(), b"" if streams else answer.read())
        if contract:
            contract.check("GET", target, self.head)

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

    def close(self):
        self._answer.close()
        self._connection.close()


class SeatView:
    """Seats of a show as seen by a client that has its chart and only follows a stream."""

    def __init__(self, client, show):
        self._numbers = [seat["number"] for seat in client.get(f"/v1/shows/{show}/chart").json()["seats"]]
        self._states = []
        self.last_id = None

    @property
    def status(self):
        """The status of each seat by its number."""
        return {number: seat_maps.STATES[state] for number, state in zip(self._numbers, self._states)}

    def take(self, event):
        if event.name == "snapshot":
            self._states = seat_maps.decode_states(event.data, len(self._numbers))
        else:
            seat_maps.apply_changes(self._states, event.data)
        assert self._states.count(0) == event.data["seatsAvailable"]
        assert event.id == str(event.data["version"])
        self.last_id = event.id
        return self
