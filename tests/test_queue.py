"""Call 1: queue tokens, their order, and leaving."""

import re

from harness import poll
from harness.buyer import Buyer, fresh_name


def test_first_request_gives_a_new_token(house):
    answer = Buyer(house.client).join()
    assert answer.status == 201


def test_token_has_what_the_contract_names(house):
    token = Buyer(house.client, user := fresh_name()).join().json()
    assert token["userId"] == user
    assert token["room"] == "main"
    assert token["status"] == "ACTIVE"
    assert token["ahead"] == 0
    assert set(token) >= {"token", "position", "estimatedWaitSeconds", "pollAfterSeconds",
                          "issuedAt", "activeUntil"}


def test_times_are_utc_with_milliseconds(house):
    token = Buyer(house.client).join().json()
    for member in ("issuedAt", "activeUntil"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", token[member])


def test_asking_again_gives_the_same_live_token(house):
    buyer = Buyer(house.client)
    first = buyer.join().json()["token"]
    again = buyer.join()
    assert again.status == 200
    assert again.json()["token"] == first


def test_number_as_user_means_its_decimal_string(house):
    first = house.client.post("/v1/queue/tokens", {"userId": 4711})
    again = house.client.post("/v1/queue/tokens", {"userId": "4711"})
    assert first.json()["userId"] == "4711"
    assert again.json()["token"] == first.json()["token"]


def test_concert_names_the_room(house):
    answer = Buyer(house.client).join(concert=house.concert)
    assert answer.status == 201
    assert answer.json()["room"] == "main"


def test_unknown_concert_is_refused(house):
    answer = Buyer(house.client).join(concert="no-such-concert")
    assert (answer.status, answer.code) == (404, "concert-not-found")


def test_own_status_is_readable(house):
    buyer = house.buyer()
    answer = buyer.status()
    assert answer.status == 200
    assert answer.json()["token"] == buyer.token


def test_a_buyer_who_joins_a_full_room_waits(open_server):
    house = open_server("--room-capacity", 1)
    active = next_up = None
    # The fixture has no token of its own, so the first buyer gets the only slot.
    active, next_up = Buyer(house.client), Buyer(house.client)
    assert active.join().json()["status"] == "ACTIVE"
    waiting = next_up.join()
    assert waiting.status == 201
    assert waiting.json()["status"] == "WAITING"
    assert waiting.json()["ahead"] == 0
    assert waiting.json()["position"] == 1
    assert waiting.json()["activeUntil"] is None


def test_ranks_are_in_order_of_arrival(open_server):
    house = open_server("--room-capacity", 1)
    Buyer(house.client).join()
    ahead = [Buyer(house.client).join().json()["ahead"] for _ in range(5)]
    assert ahead == [0, 1, 2, 3, 4]


def test_a_token_that_leaves_does_not_block_the_queue(open_server):
    house = open_server("--room-capacity", 1)
    active, first, second, third = (Buyer(house.client) for _ in range(4))
    for buyer in (active, first, second, third):
        buyer.join()
    assert first.leave().status == 204
    assert second.status().json()["ahead"] == 0
    assert third.status().json()["ahead"] == 1
    assert active.leave().status == 204
    poll.until("the next in line is ACTIVE", lambda: second.status().json()["status"] == "ACTIVE")
    assert third.status().json()["status"] == "WAITING"


def test_leaving_ends_the_token(house):
    buyer = house.buyer()
    assert buyer.leave().status == 204
    assert buyer.status().json()["status"] == "EXPIRED"


def test_leaving_twice_changes_nothing_more(house):
    buyer = house.buyer()
    buyer.leave()
    assert buyer.leave().status == 204


def test_leaving_releases_held_seats(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    buyer.hold(show, *seats)
    buyer.leave()
    assert house.buyer().hold(show, *seats).status == 201


def test_a_buyer_who_left_gets_a_new_token(house):
    buyer = house.buyer()
    old = buyer.token
    buyer.leave()
    assert buyer.join().status == 201
    assert buyer.token != old


def test_turn_ends_by_itself_and_the_next_is_admitted(open_server):
    house = open_server("--room-capacity", 1, "--active-time", "1s", "--hold-time", "1s")
    first, second = Buyer(house.client), Buyer(house.client)
    first.join()
    second.join()
    poll.until("the next in line is ACTIVE", lambda: second.status().json()["status"] == "ACTIVE")
    assert first.status().json()["status"] == "EXPIRED"
