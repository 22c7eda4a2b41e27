"""The server chooses seats: the real binary with the arena, across a restart."""

import pytest

from conftest import RunningServer
from harness import server as servers

SHOW = "moonlit-signal-1"
ROOM = ("--room-capacity", 1000)


@pytest.fixture(scope="module")
def arena(module_path):
    key_file = servers.owner_key_file(module_path)
    with servers.Server(module_path / "data", *ROOM, "--owner-key-file", key_file, catalogs=[servers.ARENA]) as server:
        yield RunningServer(server.ready())


def buyer_of(house):
    return house.buyer(concert=house.concert)


def best(buyer, count, key=None, **wanted):
    return buyer.client.post("/v1/reservations", {"showId": SHOW, "best": {"count": count, **wanted}},
                             token=buyer.token, key=key)


def numbers(answer):
    assert answer.status == 201, answer.body
    return [seat["number"] for seat in answer.json()["seats"]]


def rows(answer):
    return {(seat["section"], seat["row"]) for seat in answer.json()["seats"]}


def test_the_best_seats_are_side_by_side_in_the_front(arena):
    first, second = best(buyer_of(arena), 2), best(buyer_of(arena), 2)
    assert numbers(first)[1] - numbers(first)[0] == 1 and len(rows(first)) == 1
    assert first.json()["seats"][0]["categoryId"] == "vip" and first.json()["seats"][0]["row"] == "1"
    assert not set(numbers(first)) & set(numbers(second))


def test_a_retry_holds_no_further_seats(arena):
    buyer = buyer_of(arena)
    assert best(buyer, 2, key="best-1").lasting() == best(buyer, 2, key="best-1").lasting()
    assert best(buyer, 1, key="best-1").code == "idempotency-key-reused"
    assert len(buyer.reservations().json()["reservations"]) == 1


def test_only_the_wanted_part_of_the_hall_is_searched(arena):
    held = best(buyer_of(arena), 3, category="a")
    assert {seat["categoryId"] for seat in held.json()["seats"]} == {"a"}
    section = held.json()["seats"][0]["section"]
    assert rows(best(buyer_of(arena), 3, section=section, together="block")) <= {
        (section, row) for row in map(str, range(1, 100))}
    assert best(buyer_of(arena), 1, category="none").status == 400
    assert best(buyer_of(arena), 1, section="none").status == 400


def test_more_than_the_ticket_limit_is_refused_first(arena):
    assert best(buyer_of(arena), 50).code == "too-many-seats"


def test_a_wheelchair_place_comes_with_its_companion_seat(arena):
    held = best(buyer_of(arena), 2, accessible=True)
    assert len(rows(held)) == 1 and abs(numbers(held)[0] - numbers(held)[1]) == 1
    alone = best(buyer_of(arena), 1, accessible=True)
    assert (alone.code, alone.json()["largestTogether"]) == ("best-unavailable", 2)


def test_taken_seats_are_refused_with_the_nearest_free_ones(arena):
    taken = numbers(best(buyer_of(arena), 2))
    buyer = buyer_of(arena)
    refused = buyer.hold(SHOW, *taken)
    assert refused.code == "seat-unavailable"
    nearest = refused.json()["nearest"]
    assert len(nearest) == 2 and numbers(buyer.hold(SHOW, *nearest)) == nearest


def test_a_restart_changes_no_choice(open_server, tmp_path):
    def choices(data, restarts):
        house = open_server(*ROOM, data=data, catalogs=[servers.ARENA])
        chosen = []
        for count in (2, 3, 1, 4):
            chosen.append(numbers(best(buyer_of(house), count)))
            if restarts:
                house.server.terminate()
                house = open_server(*ROOM, data=data, catalogs=[servers.ARENA])
        return chosen

    assert choices(tmp_path / "one", restarts=True) == choices(tmp_path / "other", restarts=False)
