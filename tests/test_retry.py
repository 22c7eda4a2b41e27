"""Idempotency-Key on calls 1, 4, 6 and 7: a retry gets the stored answer, byte for byte."""

import pytest

from harness.buyer import Buyer, fresh_name


def joining(house):
    # The other request with the same key is a charge: with one room, all requests for a token are
    # equal.
    buyer = Buyer(house.client)
    return buyer, lambda key: buyer.join(key=key), lambda key: buyer.charge(700, key=key)


def holding(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(2)
    return (buyer, lambda key: buyer.hold(show, seats[0], key=key),
            lambda key: buyer.hold(show, seats[1], key=key))


def charging(house):
    buyer = Buyer(house.client)
    return buyer, lambda key: buyer.charge(700, key=key), lambda key: buyer.charge(701, key=key)


def paying(house):
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(2)
    buyer.charge(price)
    first, second = (buyer.hold(show, seat).json()["reservationId"] for seat in seats)
    return (buyer, lambda key: buyer.pay(first, key=key),
            lambda key: buyer.pay(second, key=key))


CALLS = pytest.mark.parametrize("call", [joining, holding, charging, paying])


@CALLS
def test_retry_gets_the_same_answer(house, call):
    _, ask, _ = call(house)
    key = fresh_name("key")
    first, again = ask(key), ask(key)
    assert first.status == 201
    assert (again.status, again.body) == (first.status, first.body)


@CALLS
def test_same_key_with_another_request_is_refused(house, call):
    _, ask, ask_other = call(house)
    key = fresh_name("key")
    ask(key)
    answer = ask_other(key)
    assert (answer.status, answer.code) == (422, "idempotency-key-reused")


@CALLS
def test_quoted_and_bare_key_are_the_same(house, call):
    _, ask, _ = call(house)
    key = fresh_name("key")
    assert ask(f'"{key}"').body == ask(key).body


@CALLS
def test_malformed_keys_are_refused(house, call):
    _, ask, _ = call(house)
    for key in ("", '""', '"open', "a" * 300, "a\tb", '"a"b"'):
        answer = ask(key)
        assert (answer.status, answer.code) == (400, "idempotency-key-invalid"), key


def test_retried_charge_is_charged_once(house):
    buyer = Buyer(house.client)
    for _ in range(3):
        buyer.charge(700, key="once")
    assert buyer.balance().json()["balance"] == 700


def test_two_users_may_use_the_same_key(house):
    first, second = Buyer(house.client), Buyer(house.client)
    assert first.charge(700, key="shared").status == 201
    assert second.charge(800, key="shared").json()["balance"] == 800


def test_payment_is_repeated_after_it_ended_the_turn(house):
    buyer, ask, _ = paying(house)
    first = ask("pay")
    assert buyer.status().json()["status"] == "EXPIRED"
    assert ask("pay").body == first.body


def test_hold_is_repeated_after_the_turn_is_over(house):
    buyer, ask, _ = holding(house)
    first = ask("hold")
    buyer.leave()
    again = ask("hold")
    assert (again.status, again.body) == (201, first.body)


def test_a_key_of_an_earlier_turn_does_not_return_an_ended_hold(house):
    """The key once returned the first answer, HELD, although the reservation had ended with its
    turn."""
    buyer, ask, _ = holding(house)
    ask("hold")
    buyer.leave()
    assert buyer.join().status == 201
    answer = ask("hold")
    assert (answer.status, answer.code) == (422, "idempotency-key-reused")


def test_refusal_is_not_stored(house):
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(1)
    reservation = buyer.hold(show, *seats).json()["reservationId"]
    assert buyer.pay(reservation, key="try").status == 402
    buyer.charge(price)
    assert buyer.pay(reservation, key="try").status == 201


def test_answer_is_repeated_after_a_restart(start, tmp_path):
    from conftest import RunningServer
    first_house = RunningServer(start(data=tmp_path / "kept"))
    buyer = Buyer(first_house.client)
    first = buyer.charge(700, key="kept")
    assert first_house.server.terminate() == 0
    second_house = RunningServer(start(data=tmp_path / "kept"))
    again = Buyer(second_house.client, buyer.user).charge(700, key="kept")
    assert (again.status, again.body) == (201, first.body)
