"""The queue check: every booking call with every wrong token gets 400 with the right code."""

import pytest

from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client

TWO_ROOMS = servers.TWO_ROOMS
RESERVATION = "01890000-0000-7000-8000-000000000000"
# Calls that need an ACTIVE token of the concert's room: (name, method, path, body).
BOOKING = [
    ("dates", "GET", "/v1/concerts/{concert}/dates", None),
    ("seats", "GET", "/v1/shows/{show}/seats", None),
    ("hold", "POST", "/v1/reservations", {"showId": "{show}", "seats": [1]}),
    ("pay", "POST", "/v1/payments", {"reservationId": RESERVATION}),
]
# A cancellation needs an ACTIVE token, of any room.
CANCEL = ("cancel", "DELETE", f"/v1/reservations/{RESERVATION}", None)
# Calls that accept any genuine token, until a day after its turn ended.
READING = [
    ("status", "GET", "/v1/queue/tokens/me", None),
    ("leave", "DELETE", "/v1/queue/tokens/me", None),
    ("reservations", "GET", "/v1/reservations", None),
    ("reservation", "GET", f"/v1/reservations/{RESERVATION}", None),
]
ALL = [*BOOKING, *READING, CANCEL]


class Rooms:
    """Two rooms with one slot each: `main` has an ACTIVE, a WAITING and a left token."""

    def __init__(self, house):
        self.house = house
        main, other = (concert["concertId"]
                       for concert in house.client.get("/v1/concerts").json()["concerts"])
        self.concert = main
        active = self._joined(main)
        self.show = active.dates(main).json()["dates"][0]["showId"]
        self.waiting = self._joined(main).token
        left = self._joined(main)
        left.leave()
        self.expired = left.token
        self.wrong_room = self._joined(other).token
        self.active = active
        self.forged = active.token[:-2] + ("AA" if active.token[-2:] != "AA" else "BB")

    def _joined(self, concert):
        buyer = Buyer(self.house.client)
        assert buyer.join(concert).status == 201
        return buyer

    def ask(self, call, token):
        _, method, path, body = call
        fill = lambda text: text.format(concert=self.concert, show=self.show)
        if body and "showId" in body:
            body = {**body, "showId": fill(body["showId"])}
        return self.house.client.request(method, fill(path), body, token=token)


@pytest.fixture(scope="module")
def rooms(module_path):
    from conftest import RunningServer
    with servers.Server(module_path / "rooms", "--room-capacity", 1,
                        catalogs=[TWO_ROOMS]) as server:
        yield Rooms(RunningServer(server.ready()))


def names(calls):
    return [call[0] for call in calls]


@pytest.mark.parametrize("call", ALL, ids=names(ALL))
@pytest.mark.parametrize("token, code", [
    (None, "queue-token-required"),
    ("", "queue-token-invalid"),
    ("nonsense", "queue-token-invalid"),
    ("a" * 4000, "queue-token-invalid"),
    ("naïve".encode().decode("latin-1"), "queue-token-invalid"),
], ids=["missing", "empty", "malformed", "long", "not ASCII"])
def test_unreadable_token_is_refused(rooms, call, token, code):
    answer = rooms.ask(call, token)
    assert (answer.status, answer.code) == (400, code)


@pytest.mark.parametrize("call", ALL, ids=names(ALL))
def test_forged_token_is_refused(rooms, call):
    answer = rooms.ask(call, rooms.forged)
    assert (answer.status, answer.code) == (400, "queue-token-invalid")


@pytest.mark.parametrize("call", [*BOOKING, CANCEL], ids=names([*BOOKING, CANCEL]))
@pytest.mark.parametrize("holder", ["waiting", "expired"])
def test_token_without_a_turn_is_refused(rooms, call, holder):
    answer = rooms.ask(call, getattr(rooms, holder))
    assert (answer.status, answer.code) == (400, f"queue-token-{holder}")


@pytest.mark.parametrize("call", BOOKING[:3], ids=names(BOOKING[:3]))
def test_token_of_another_room_is_refused(rooms, call):
    answer = rooms.ask(call, rooms.wrong_room)
    assert (answer.status, answer.code) == (400, "queue-token-wrong-room")


def test_paying_with_a_token_of_another_room_is_refused(rooms):
    held = rooms.active.hold(rooms.show, 1).json()["reservationId"]
    elsewhere = Buyer(rooms.house.client, rooms.active.user)
    other = rooms.house.client.get("/v1/concerts").json()["concerts"][1]["concertId"]
    # Frees the slot of the other room, which has only one.
    Buyer(rooms.house.client).client.delete("/v1/queue/tokens/me", token=rooms.wrong_room)
    assert elsewhere.join(other).json()["status"] == "ACTIVE"
    answer = elsewhere.pay(held)
    assert (answer.status, answer.code) == (400, "queue-token-wrong-room")


def test_every_character_of_a_token_is_sealed(rooms):
    token = rooms.active.token
    for index, letter in enumerate(token):
        # The last character of base64url may have unused bits, which may be ignored, but must not
        # give another token.
        forged = token[:index] + ("A" if letter != "A" else "B") + token[index + 1:]
        answer = rooms.house.client.get("/v1/queue/tokens/me", token=forged)
        assert (answer.status, answer.code) == (400, "queue-token-invalid"), index


def test_token_of_another_server_is_refused(rooms, start):
    stranger = start()
    token = Buyer(Client(stranger.port)).join().json()["token"]
    answer = rooms.house.client.get("/v1/queue/tokens/me", token=token)
    assert (answer.status, answer.code) == (400, "queue-token-invalid")


def test_ended_token_does_not_cancel_a_later_hold(house):
    buyer = house.buyer()
    ended = buyer.token
    buyer.leave()
    buyer.join(house.concert)
    show, seats, _ = house.fresh_seats(1)
    held = buyer.hold(show, seats[0]).json()["reservationId"]
    answer = house.client.delete(f"/v1/reservations/{held}", token=ended)
    assert (answer.status, answer.code) == (400, "queue-token-expired")
    assert house.client.get(f"/v1/reservations/{held}", token=ended).json()["status"] == "HELD"
