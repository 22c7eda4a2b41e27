"""Event streams: what a client sees that follows, reconnects, or stops reading. Each kind of event is
checked against /openapi.json; src/http/stream and src/http/connection test the rest.
"""

import statistics
import time

import pytest

from harness import poll
from harness import server as servers
from harness.events import SeatView, Stream

KEY = {"Authorization": f"Bearer {servers.OPERATOR_KEY}"}


@pytest.fixture
def listen():
    """Opens streams that are closed with the test: listen(house, target, buyer, ...)."""
    open_streams = []

    def start(house, target, buyer=None, token=None, **options):
        token = buyer.token if buyer else token
        stream = Stream(house.server.port, target, token, house.contract, **options)
        open_streams.append(stream)
        return stream

    yield start
    for stream in open_streams:
        stream.close()


@pytest.fixture
def operated(open_server, tmp_path):
    """A server with an operator key: operated("--room-capacity", 1)."""
    key_file = servers.operator_key_file(tmp_path)
    return lambda *arguments, **options: open_server("--operator-key-file", key_file, *arguments,
                                                    **options)


def change(house, room, **members):
    answer = house.client.request("PATCH", f"/v1/operator/rooms/{room}", members, headers=KEY)
    assert answer.status == 200, answer


def events_of(show):
    return f"/v1/shows/{show}/seats/events"


ME = "/v1/queue/tokens/me/events"


def seats_now(buyer, show):
    answer = buyer.seats(show, "?status=all").json()
    return {seat["number"]: seat["status"] for seat in answer["seats"]}


def follow(stream, view, expected):
    """Reads events until the view is as expected."""
    while view.status != expected:
        event = stream.next()
        assert event is not None, "the stream ended"
        view.take(event)
    return view


def test_a_fourth_stream_of_a_token_ends_the_first(house, listen):
    buyer = house.buyer()
    first, *others = [listen(house, ME, buyer) for _ in range(4)]
    last = first.rest()[-1]
    assert last.name == "replaced"
    # Regression: an EventSource reconnected and replaced the next stream, whose client did the same.
    for target in (ME, events_of(house.show)):
        assert listen(house, target, buyer, last_id=last.id).head.status == 204
    buyer.leave()
    for stream in others:
        assert stream.until("expired").data["expiredBecause"] == "LEFT"


# --- Seats ---

def test_a_snapshot_and_its_changes_match_the_seats(house, listen):
    buyer, looker = house.buyer(), house.buyer()
    show, seats, price = house.fresh_seats(3)
    stream = listen(house, events_of(show), looker)
    view = SeatView().take(stream.next())
    assert view.status == seats_now(buyer, show)
    held = buyer.hold(show, *seats).json()["reservationId"]
    follow(stream, view, seats_now(buyer, show))
    assert [view.status[seat] for seat in seats] == ["HELD"] * 3
    buyer.cancel(held)
    follow(stream, view, seats_now(buyer, show))
    assert [view.status[seat] for seat in seats] == ["AVAILABLE"] * 3
    buyer.buy(show, *seats, price=price)
    follow(stream, view, seats_now(looker, show))
    assert [view.status[seat] for seat in seats] == ["SOLD"] * 3
    looker.leave()
    assert stream.until("expired").data == {"expiredBecause": "LEFT"}
    assert stream.next() is None


# The server has one I/O thread, because each thread stores its own deltas.
def test_a_client_that_reconnects_misses_nothing(open_server, listen):
    house = open_server("--io-threads", 1, "--room-capacity", 100)
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(3)
    stream = listen(house, events_of(show), buyer)
    view = SeatView().take(stream.next())
    buyer.hold(show, seats[0])
    follow(stream, view, seats_now(buyer, show))
    stream.close()
    buyer.hold(show, seats[1])
    again = listen(house, events_of(show), buyer, last_id=view.last_id)
    first = again.next()
    assert first.name == "seats"
    follow(again, view.take(first), seats_now(buyer, show))
    assert view.status[seats[1]] == "HELD"


def test_a_client_that_stops_reading_is_dropped_alone(open_server, listen):
    house = open_server("--room-capacity", 1000, "--write-timeout", "500ms",
                       catalogs=(servers.ARENA,))
    buyer = house.buyer()
    show = house.show
    # The snapshot of an arena is larger than the socket buffers between the server and a client
    # that does not read.
    stalled = listen(house, events_of(show), house.buyer(), receive_buffer=1024)
    other = listen(house, events_of(show), house.buyer())
    view = SeatView().take(other.next())
    poll.until("the stalled client is dropped", stalled.was_dropped)
    seat = min(number for number, status in view.status.items() if status == "AVAILABLE")
    buyer.hold(show, seat)
    follow(other, view, seats_now(buyer, show))
    assert view.status[seat] == "HELD"


# --- The client's own token ---

def test_a_waiting_buyer_receives_the_position_and_the_admission(open_server, listen):
    house = open_server("--room-capacity", 1)
    inside, second, third = house.buyer(), house.buyer(), house.buyer()
    stream = listen(house, ME, third)
    assert stream.head.headers["cache-control"] == "no-store, no-transform"
    assert stream.head.headers["x-accel-buffering"] == "no"
    assert stream.next().data["position"] == 2
    second.leave()
    assert stream.until("position").data["position"] == 1
    inside.leave()
    assert stream.until("admitted").data["activeUntil"]


def test_admission_is_sent_within_a_second(open_server, listen):
    house = open_server("--room-capacity", 1)
    inside, times = house.buyer(), []
    for _ in range(5):
        waiting = house.buyer()
        stream = listen(house, ME, waiting)
        assert stream.next().name == "position"
        inside.leave()
        left = time.monotonic()
        stream.until("admitted")
        times.append(time.monotonic() - left)
        stream.close()
        inside = waiting
    # The median of the times counts: a busy machine may be late once.
    assert statistics.median(times) < 1.0


def test_an_open_stream_does_not_claim_a_turn(operated, listen):
    house = operated("--room-capacity", 1)
    change(house, "main", claimTime="2s")
    inside, waiting, _ = house.buyer(), house.buyer(), house.buyer()
    stream = listen(house, ME, waiting)
    inside.leave()
    assert stream.until("admitted").data["claimBefore"]
    assert stream.until("expired").data == {"expiredBecause": "NO_SHOW"}


def test_a_client_that_has_seen_the_end_is_told_not_to_reconnect(house, listen):
    """An EventSource asked for the stream of an ended token for ever."""
    buyer = house.buyer()
    stream = listen(house, ME, buyer)
    buyer.leave()
    last_id = stream.until("expired").id
    assert listen(house, ME, buyer, last_id=last_id).head.status == 204
    for other in (None, 7):
        assert listen(house, ME, buyer, last_id=other).next().data == {"expiredBecause": "LEFT"}
    live = listen(house, ME, house.buyer(), last_id=last_id)
    assert live.next().name == "admitted"


def test_a_waiting_buyer_receives_that_the_room_has_sold_out(operated, listen):
    house = operated("--room-capacity", 3, catalogs=(servers.TWO_ROOMS,))
    change(house, "side-room", capacity=3)
    holders = [house.buyer(concert="side-concert") for _ in range(3)]
    waiting = house.buyer(concert="side-concert")
    stream = listen(house, ME, waiting)
    held = [holder.hold("side-show", *seats).json()["reservationId"]
            for holder, seats in zip(holders, ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10)))]
    assert stream.until("sold-out").data == {"soldOut": True}
    assert waiting.status().json()["soldOut"] is True
    assert house.client.get("/v1/rooms/side-room").json()["soldOut"] is True
    holders[0].cancel(held[0])
    assert stream.until("sold-out").data == {"soldOut": False}


def test_a_waiting_buyer_receives_that_the_room_pauses_and_opens(operated, listen):
    # Regression: no waiting buyer received it, and those at the front polled every second.
    house = operated("--room-capacity", 1)
    inside, waiting = house.buyer(), house.buyer()
    stream = listen(house, ME, waiting)
    assert stream.next().name == "position"
    change(house, "main", state="PAUSED")
    assert stream.until("room").data == {"state": "PAUSED", "opensAt": None}
    token = waiting.status().json()
    assert (token["roomState"], token["opensAt"]) == ("PAUSED", None)
    assert 30 <= token["pollAfterSeconds"] < 60
    late = listen(house, ME, waiting)
    assert late.until("room").data["state"] == "PAUSED"
    inside.leave()
    change(house, "main", state="OPEN")
    assert stream.until("admitted").data["activeUntil"]
    assert waiting.status().json()["roomState"] is None


def test_a_buyer_in_a_lobby_receives_another_opening_time(operated, listen):
    house = operated()
    change(house, "main", mode="DRAW", state="SCHEDULED", opensAt="2099-01-01T10:00:00.000Z")
    waiting = house.buyer()
    assert waiting.status().json()["opensAt"] == "2099-01-01T10:00:00.000Z"
    stream = listen(house, ME, waiting)
    assert stream.until("room").data == {"state": "SCHEDULED", "opensAt": "2099-01-01T10:00:00.000Z"}
    change(house, "main", state="SCHEDULED", opensAt="2099-01-01T11:00:00.000Z")
    assert stream.until("room").data["opensAt"] == "2099-01-01T11:00:00.000Z"


def test_stopping_the_server_ends_streams(open_server, listen):
    house = open_server("--room-capacity", 100)
    streams = [listen(house, target, house.buyer()) for target in (ME, events_of(house.show))]
    for stream in streams:
        stream.next()
    assert house.server.terminate() == 0
    assert [stream.rest() for stream in streams] == [[], []]
