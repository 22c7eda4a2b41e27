"""Two hundred concurrent requests for one thing: exactly one succeeds."""

import collections
import threading

from harness.buyer import Buyer
from harness.client import Client

BUYERS = 200


def all_at_once(house, act):
    """Runs act(client, number) for all buyers at once, each on its own connection; returns the
    answers."""
    barrier = threading.Barrier(BUYERS)
    answers = [None] * BUYERS

    def one(number):
        client = Client(house.server.port, timeout=60)
        client.get("/livez")
        barrier.wait(60)
        answers[number] = act(client, number)
        client.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(BUYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert None not in answers
    return answers


def outcomes(answers):
    return collections.Counter((answer.status, answer.code) for answer in answers)


def test_one_seat_has_exactly_one_winner(house):
    show, seats, _ = house.fresh_seats(1)
    tokens = [house.buyer().token for _ in range(BUYERS)]

    def hold(client, number):
        return client.post("/v1/reservations", {"showId": show, "seats": seats},
                           token=tokens[number])
    assert outcomes(all_at_once(house, hold)) == {(201, None): 1,
                                                  (409, "seat-unavailable"): BUYERS - 1}


def test_one_reservation_is_paid_exactly_once(house):
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(1)
    buyer.charge(price * 2)
    reservation = buyer.hold(show, *seats).json()["reservationId"]

    def pay(client, _):
        return client.post("/v1/payments", {"reservationId": reservation}, token=buyer.token)
    counted = outcomes(all_at_once(house, pay))
    assert counted[(201, None)] == 1
    # The first payment ends the turn, so the queue check refuses the others.
    assert counted[(400, "queue-token-expired")] == BUYERS - 1
    assert buyer.balance().json()["balance"] == price
    assert len(buyer.ledger().json()["entries"]) == 2


def test_one_key_charges_exactly_once(house):
    buyer = Buyer(house.client)

    def charge(client, _):
        return Buyer(client, buyer.user).charge(500, key="race")
    answers = all_at_once(house, charge)
    # A concurrent retry may be answered 409, because the first try is still running; otherwise only
    # 201.
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer.body for answer in answers if answer.status == 201}) == 1
    assert buyer.balance().json()["balance"] == 500


def test_one_user_gets_exactly_one_token(house):
    user = Buyer(house.client).user

    def join(client, _):
        return client.post("/v1/queue/tokens", {"userId": user})
    answers = all_at_once(house, join)
    assert collections.Counter(answer.status for answer in answers) == {201: 1, 200: BUYERS - 1}
    assert len({answer.json()["token"] for answer in answers}) == 1


def test_overlapping_holds_never_share_a_seat(house):
    show, seats, _ = house.fresh_seats(4)
    tokens = [house.buyer().token for _ in range(BUYERS)]

    def hold(client, number):
        pair = [seats[number % 4], seats[(number + 1) % 4]]
        return client.post("/v1/reservations", {"showId": show, "seats": sorted(pair)},
                           token=tokens[number])
    answers = all_at_once(house, hold)
    won = [seat["number"] for answer in answers if answer.status == 201
           for seat in answer.json()["seats"]]
    assert len(won) == len(set(won))
    assert 1 <= len(won) // 2 <= 2
