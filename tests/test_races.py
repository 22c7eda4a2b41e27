"""A hundred requests for one thing, each sent without its last byte; then all last bytes at once.

In every other race the server is stopped while they arrive, so that it finds all at once.
ONSALE_TEST_RACES=1000 runs that many races of each kind; the default is smaller.
"""

import collections
import os

import pytest

from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client
from harness.synchronized_requests import Racers, request

RACES = int(os.environ.get("ONSALE_TEST_RACES", "15"))
RACERS = 100
# Long timeouts: connections wait for each other here, on slow machines for long.
PATIENCE = ["--header-timeout", "10m", "--body-timeout", "10m", "--idle-timeout", "10m"]


class Track:
    """A server with a slot for everybody, a hall with seats for a thousand races, and open
    connections."""

    def __init__(self, server):
        self.client = Client(server.port)
        self.racers = Racers(server, RACERS)
        concert = self.client.get("/v1/concerts").json()["concerts"][0]["concertId"]
        looker = self.buyer()
        self.show = looker.dates(concert).json()["dates"][0]["showId"]
        self.seats = iter(looker.seats(self.show).json()["seats"])

    def buyer(self):
        buyer = Buyer(self.client)
        assert buyer.join().json()["status"] == "ACTIVE"
        return buyer

    def holder(self, money=0):
        """(buyer, reservation, price) of an unused seat."""
        buyer, seat = self.buyer(), next(self.seats)
        if money:
            assert buyer.top_up(money * seat["price"]).status == 201
        held = buyer.hold(self.show, seat["number"]).json()
        return buyer, held["reservationId"], seat["price"]

    def races(self, requests_of):
        """Runs the races; yields what requests_of() prepared for each, and the answers."""
        for number in range(RACES):
            facts, requests = requests_of()
            yield facts, self.racers.race(requests, asleep=number % 2 == 1)

    def audit(self):
        """The audit's violations: none after any race."""
        report = self.client.get("/v1/operator/audit", headers=servers.OPERATOR).json()
        return {check["name"]: check["examples"] for check in report["checks"] if check["violations"]}


@pytest.fixture(scope="module")
def track(module_path):
    key_file = servers.owner_key_file(module_path)
    with servers.Server(module_path / "track", "--room-capacity", 100_000, "--active-time", "1h",
                        *PATIENCE, "--owner-key-file", key_file, catalogs=[servers.ARENA]) as server:
        track = Track(server.ready())
        yield track
        assert track.audit() == {}
        track.racers.close()


def counted(answers):
    return collections.Counter((answer.status, answer.code) for answer in answers)


def test_one_seat_is_held_once(track):
    buyers = [track.buyer() for _ in range(RACERS)]
    seat = next(track.seats)["number"]

    def holds():
        body = {"showId": track.show, "seatNumbers": [seat]}
        return None, [request("POST", "/v1/reservations", body, buyer.token) for buyer in buyers]

    for _, answers in track.races(holds):
        assert counted(answers) == {(201, None): 1, (409, "seat-unavailable"): RACERS - 1}
        winner, held = next((buyer, answer.json()) for buyer, answer in zip(buyers, answers)
                            if answer.status == 201)
        assert [one["number"] for one in held["seats"]] == [seat]
        assert winner.cancel(held["reservationId"]).status == 200


def test_overlapping_holds_never_share_a_seat(track):
    """Four seats, and every pair of neighbours: two pairs fit at most."""
    buyers = [track.buyer() for _ in range(RACERS)]
    seats = sorted(next(track.seats)["number"] for _ in range(4))

    def holds():
        pairs = [sorted((seats[number % 4], seats[(number + 1) % 4])) for number in range(RACERS)]
        return None, [request("POST", "/v1/reservations", {"showId": track.show, "seatNumbers": pair}, buyer.token)
                      for buyer, pair in zip(buyers, pairs)]

    for _, answers in track.races(holds):
        winners = [(buyer, answer.json()) for buyer, answer in zip(buyers, answers) if answer.status == 201]
        assert counted(answers) == {(201, None): len(winners), (409, "seat-unavailable"): RACERS - len(winners)}
        won = [seat["number"] for _, held in winners for seat in held["seats"]]
        assert len(won) == len(set(won)) and len(winners) in (1, 2)
        for winner, held in winners:
            assert winner.cancel(held["reservationId"]).status == 200


def test_one_reservation_is_paid_once(track):
    def pays():
        buyer, reservation, price = track.holder(money=2)
        body = {"reservationId": reservation}
        return (buyer, reservation, price), [request("POST", "/v1/payments", body, buyer.token)] * RACERS

    for (buyer, reservation, price), answers in track.races(pays):
        # The first payment ends the turn; the others, with the same token, learn of it.
        assert counted(answers) == {(201, None): 1, (409, "already-paid"): RACERS - 1}
        paid = next(answer.json() for answer in answers if answer.status == 201)
        named = [answer.json()["payment"] for answer in answers if answer.status == 409]
        assert {payment["paymentId"] for payment in named} == {paid["paymentId"]}
        assert buyer.balance().json()["balance"] == price
        assert buyer.reservation(reservation).json()["status"] == "CONFIRMED"


def test_one_payment_with_a_key_is_made_once_and_all_get_its_answer(track):
    def pays():
        buyer, reservation, price = track.holder(money=2)
        body = {"reservationId": reservation}
        return (buyer, price), [request("POST", "/v1/payments", body, buyer.token, key="one")] * RACERS

    for (buyer, price), answers in track.races(pays):
        assert counted(answers) == {(201, None): RACERS}
        assert len({answer.body for answer in answers}) == 1
        assert buyer.balance().json()["balance"] == price


def test_one_user_gets_one_token(track):
    def joins():
        user = Buyer(track.client).user
        return user, [request("POST", "/v1/queue/tokens", {"userId": user})] * RACERS

    for _, answers in track.races(joins):
        assert counted(answers) == {(201, None): 1, (200, None): RACERS - 1}
        assert len({answer.json()["token"] for answer in answers}) == 1
