"""Call 7: a payment turns a hold into tickets, exactly once."""

import pytest

from harness import poll


class Held:
    def __init__(self, house, charged=None):
        self.buyer = house.buyer()
        self.show, self.seats, self.price = house.fresh_seats(2)
        self.buyer.charge(self.price + 100 if charged is None else charged)
        self.reservation = self.buyer.hold(self.show, *self.seats).json()["reservationId"]


@pytest.fixture
def held(house):
    return Held(house)


def test_payment_has_what_the_contract_names(held):
    answer = held.buyer.pay(held.reservation)
    paid = answer.json()
    assert answer.status == 201
    assert paid["status"] == "CONFIRMED"
    assert paid["reservationId"] == held.reservation
    assert paid["userId"] == held.buyer.user
    assert [seat["number"] for seat in paid["seats"]] == held.seats
    assert (paid["amount"], paid["balance"]) == (held.price, 100)


def test_payment_is_taken_from_the_balance(held):
    held.buyer.pay(held.reservation)
    assert held.buyer.balance().json()["balance"] == 100


def test_payment_is_in_the_ledger(held):
    held.buyer.pay(held.reservation)
    entry = held.buyer.ledger().json()["entries"][0]
    assert (entry["kind"], entry["amount"]) == ("PAYMENT", held.price)


def test_paid_seats_are_sold(house, held):
    held.buyer.pay(held.reservation)
    seats = house.buyer().seats(held.show, "?status=all").json()["seats"]
    statuses = {seat["number"]: seat["status"] for seat in seats}
    assert [statuses[number] for number in held.seats] == ["SOLD", "SOLD"]


def test_payment_ends_the_turn(held):
    held.buyer.pay(held.reservation)
    assert held.buyer.status().json()["status"] == "EXPIRED"


def test_payment_releases_other_holds_of_the_turn(house, held):
    show, seats, _ = house.fresh_seats(1)
    held.buyer.hold(show, *seats)
    held.buyer.pay(held.reservation)
    assert house.buyer().hold(show, *seats).status == 201


def test_ticket_is_readable_with_the_expired_token(held):
    held.buyer.pay(held.reservation)
    answer = held.buyer.reservation(held.reservation)
    assert (answer.status, answer.json()["status"]) == (200, "CONFIRMED")


def test_second_payment_in_a_new_turn_is_refused(held):
    held.buyer.pay(held.reservation)
    held.buyer.join()
    answer = held.buyer.pay(held.reservation)
    assert (answer.status, answer.code) == (409, "already-paid")
    assert held.buyer.balance().json()["balance"] == 100


def test_insufficient_balance_is_reported_with_both_figures(house):
    held = Held(house, charged=1)
    answer = held.buyer.pay(held.reservation)
    assert (answer.status, answer.code) == (402, "insufficient-balance")
    assert (answer.json()["balance"], answer.json()["amount"]) == (1, held.price)


def test_hold_survives_an_insufficient_balance(house):
    held = Held(house, charged=1)
    held.buyer.pay(held.reservation)
    assert held.buyer.reservation(held.reservation).json()["status"] == "HELD"
    held.buyer.charge(held.price)
    assert held.buyer.pay(held.reservation).status == 201


def test_cancelled_reservation_cannot_be_paid(held):
    held.buyer.cancel(held.reservation)
    answer = held.buyer.pay(held.reservation)
    assert (answer.status, answer.code) == (409, "reservation-cancelled")


@pytest.mark.parametrize("reservation", ["01890000-0000-7000-8000-000000000000"])
def test_unknown_reservation_is_not_found(house, reservation):
    answer = house.buyer().pay(reservation)
    assert (answer.status, answer.code) == (404, "reservation-not-found")


def test_late_payer_is_refused_and_not_charged(open_server):
    house = open_server("--hold-time", "1s")
    held = Held(house)
    poll.until("the hold is over",
               lambda: held.buyer.reservation(held.reservation).json()["status"] == "EXPIRED")
    answer = held.buyer.pay(held.reservation)
    assert (answer.status, answer.code) == (409, "hold-expired")
    assert held.buyer.balance().json()["balance"] == held.price + 100
