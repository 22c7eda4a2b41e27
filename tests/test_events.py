"""Event streams, end to end: each kind of event is checked against /openapi.json.

src/http/stream and src/http/connection test the rest: what is sent when, clients that stop reading,
heartbeats, and the end of the server.
"""

import pytest

from harness import client as clients
from harness import poll
from harness import server as servers
from harness.events import SeatView, Stream

SALE = "/v1/operator/stream"
ME = "/v1/queue/tokens/me/events"


@pytest.fixture
def listen():
    """Opens streams that are closed with the test: listen(house, target, buyer, ...)."""
    open_streams = []

    def start(house, target, buyer, **options):
        stream = Stream(house.server.port, target, buyer.token, house.contract, **options)
        open_streams.append(stream)
        return stream

    yield start
    for stream in open_streams:
        stream.close()


def seats_now(buyer, show):
    answer = buyer.seats(show, "?status=all").json()
    return {seat["number"]: seat["status"] for seat in answer["seats"]}


def follow(stream, view, buyer, show, seats, status):
    """Reads events until the view is the show's map, in which these seats have this status."""
    expected = seats_now(buyer, show)
    assert {expected[seat] for seat in seats} == {status}
    while view.status != expected:
        event = stream.next()
        assert event is not None, "the stream ended"
        view.take(event)


def test_a_client_that_follows_and_reconnects_misses_nothing(open_server, listen):
    # The server has one I/O thread, because each thread stores its own deltas.
    house = open_server("--io-threads", 1)
    buyer, looker = house.buyer(), house.buyer()
    show, seats, price = house.fresh_seats(3)
    target = f"/v1/shows/{show}/seats/events"
    stream = listen(house, target, looker)
    view = SeatView(house.client, show).take(stream.next())
    assert view.status == seats_now(buyer, show)
    held = buyer.hold(show, *seats).json()["reservationId"]
    follow(stream, view, buyer, show, seats, "HELD")
    stream.close()
    buyer.cancel(held)
    stream = listen(house, target, looker, last_id=view.last_id)
    missed = stream.next()
    assert missed.name == "seats"
    follow(stream, view.take(missed), buyer, show, seats, "AVAILABLE")
    buyer.buy(show, *seats, price=price)
    follow(stream, view, looker, show, seats, "SOLD")
    looker.leave()
    assert stream.until("expired").data == {"expiredBecause": "LEFT"}
    assert stream.next() is None


def test_a_fourth_stream_of_a_token_ends_the_first(house, listen):
    buyer = house.buyer()
    first, *others = [listen(house, ME, buyer) for _ in range(4)]
    last_id = first.until("replaced").id
    assert first.next() is None
    # Regression: an EventSource reconnected and replaced the next stream, whose client did the same.
    for target in (ME, f"/v1/shows/{house.show}/seats/events"):
        assert listen(house, target, buyer, last_id=last_id).head.status == 204
    buyer.leave()
    for stream in others:
        assert stream.until("expired").data["expiredBecause"] == "LEFT"


def test_a_waiting_buyer_receives_everything_up_to_the_end_of_the_turn(open_server, listen):
    house = open_server(catalogs=(servers.TWO_ROOMS,))
    house.change_room("side-room", capacity=3)
    *holders, ahead, waiting = [house.buyer(concert="side-concert") for _ in range(5)]
    stream = listen(house, ME, waiting)
    assert stream.head.headers["cache-control"] == "no-store, no-transform"
    assert stream.head.headers["x-accel-buffering"] == "no"
    assert stream.next().data["position"] == 2
    ahead.leave()
    assert stream.until("position").data["position"] == 1
    held = [holder.hold("side-show", *seats).json()["reservationId"]
            for holder, seats in zip(holders, ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10)))]
    assert stream.until("sold-out").data == {"soldOut": True}
    assert waiting.status().json()["soldOut"] is True
    holders[0].cancel(held[0])
    assert stream.until("sold-out").data == {"soldOut": False}
    house.change_room("side-room", state="PAUSED")
    assert stream.until("room").data == {"state": "PAUSED", "opensAt": None, "opensInSeconds": None}
    holders[0].leave()
    house.change_room("side-room", state="OPEN")
    admitted = stream.until("admitted").data
    assert admitted["activeUntil"] and admitted["remainingSeconds"] > 0
    waiting.leave()
    last_id = stream.until("expired").id
    # Regression: an EventSource asked for the stream of an ended token for ever.
    assert listen(house, ME, waiting, last_id=last_id).head.status == 204


# --- The operators' stream ---

def console(house, key=None, last_id=None):
    port = clients.OPERATOR_PORTS[house.server.port]
    headers = servers.OPERATOR if key is None else clients.bearer(key)
    return Stream(port, SALE, contract=house.contract, headers=headers, last_id=last_id)


def test_consoles_get_the_same_status_each_second(house):
    first, second = console(house), console(house)
    assert first.head.headers["cache-control"] == "no-store, no-transform"
    show, seats, price = house.fresh_seats(2)
    buyer = house.buyer()
    held = buyer.hold(show, *seats).json()["reservationId"]
    for stream in (first, second):
        for _ in range(60):  # the first events may have been made before the hold
            event = stream.next()
            assert event.name == "status"
            shown = next(one for one in event.data["shows"] if one["showId"] == show)
            if shown["seatsHeld"] >= 2:
                break
        assert shown["seatsHeld"] >= 2
        assert sum(one["seatsTotal"] for one in shown["categories"]) == shown["seatsTotal"]
        assert event.data["store"]["clockBehindSeconds"] == 0
        stream.close()
    # The same members as a status that is read once.
    status = house.operator("GET", "/v1/operator/status").json()
    assert set(status) == set(event.data)
    buyer.cancel(held)


def test_a_console_ends_with_its_key(house):
    made = house.operator("POST", "/v1/operator/keys", {"name": "console", "role": "viewer"}).json()
    stream = console(house, made["key"])
    assert stream.next().name == "status"
    house.operator("DELETE", f"/v1/operator/keys/{made['keyId']}")
    stream.until("ended")
    assert stream.next() is None
    assert console(house, made["key"]).head.status == 401


def test_sales_and_seconds_follow_a_payment(house):
    show, seats, price = house.fresh_seats(2)

    def sales():
        shows = house.operator("GET", "/v1/operator/sales").json()["shows"]
        return next(one for one in shows if one["showId"] == show)
    before = sales()
    house.buyer().buy(show, *seats, price=price)
    after = sales()
    assert after["seatsSold"] - before["seatsSold"] == 2
    assert after["revenue"] - before["revenue"] == price
    assert sum(one["revenue"] for one in after["categories"]) == after["revenue"]
    poll.until("a second counts the payment",
               lambda: sum(house.operator("GET", "/v1/operator/series/seconds").json()["paid"]) >= 2)
