"""Clocks that are set ahead or back while the server runs, by libfaketime."""

import pytest

from harness import poll
from harness import server as servers
from harness.buyer import Buyer
from harness.clock import Clock

HOUR = 3600
KEY = {"Authorization": f"Bearer {servers.OPERATOR_KEY}"}


@pytest.fixture
def clocked(open_server, tmp_path):
    """A server with a clock that can be stepped: house.clock."""
    def open_house(*arguments, **options):
        clock = Clock(tmp_path)
        key_file = servers.operator_key_file(tmp_path)
        house = open_server("--operator-key-file", key_file, *arguments, environment=clock.environment(), **options)
        house.clock, house.key_file = clock, key_file
        return house
    return open_house


def test_an_hour_ahead_for_a_moment_stops_no_admission_and_no_hold(clocked):
    """With an hour for half a second no admission and no hold ended for an hour."""
    house = clocked("--entry-per-minute", 60, "--hold-time", "2s", "--active-time", "3s")
    house.clock.step(HOUR)
    first, second = Buyer(house.client), Buyer(house.client)
    assert first.join().json()["status"] == "ACTIVE"
    assert second.join().json()["status"] == "WAITING"
    poll.until("the jump is logged", lambda: "the clock was set ahead and is not believed" in house.server.err)
    house.clock.step(0)
    poll.until("the second is admitted", lambda: second.status().json()["status"] == "ACTIVE", seconds=10)
    poll.until("the first turn ends", lambda: first.status().json()["status"] == "EXPIRED", seconds=10)
    assert house.client.get("/readyz").status == 200


def test_a_charge_is_not_repeated_after_a_day_that_did_not_pass(clocked):
    """25 hours ahead for a moment forgot the idempotency keys."""
    house = clocked()
    charge = {"Idempotency-Key": "one"}
    path = "/v1/users/kim/balance/charges"
    assert house.client.post(path, {"amount": 5}, headers=charge).status == 201
    house.clock.step(25 * HOUR)
    house.client.post("/v1/users/lee/balance/charges", {"amount": 1})
    house.clock.step(0)
    assert house.client.post(path, {"amount": 5}, headers=charge).json()["balance"] == 5


def test_years_ahead_for_a_moment_do_not_end_a_sale(clocked):
    house = clocked()
    house.clock.step(4 * 365 * 24 * HOUR)
    house.client.post("/v1/users/lee/balance/charges", {"amount": 1})
    house.clock.step(0)
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    assert buyer.hold(show, *seats).status == 201


def test_a_clock_that_is_right_can_be_accepted(clocked):
    house = clocked("--active-time", "10m")
    buyer = house.buyer()
    house.clock.step(HOUR)
    assert buyer.status().json()["status"] == "ACTIVE"
    done = servers.run("clock", "accept", "--url", house.server.url, "--operator-key-file", house.key_file)
    assert done.returncode == 0, done.stderr
    assert '"aheadSeconds":3600' in done.stdout
    assert buyer.status().json()["status"] == "EXPIRED"
    assert house.client.post("/v1/operator/clock/accept", headers=KEY).json() == {"aheadSeconds": 0, "behindSeconds": 0}


def test_a_clock_behind_the_sale_is_logged_and_not_ready(clocked):
    house = clocked()
    house.client.post("/v1/users/lee/balance/charges", {"amount": 1})
    house.clock.step(-60)
    house.client.post("/v1/users/lee/balance/charges", {"amount": 1})
    poll.until("it is logged", lambda: "s behind the sale's time" in house.server.err)
    assert house.client.get("/readyz").status == 503
    house.clock.step(0)
    assert house.client.get("/readyz").status == 200


def test_a_sale_whose_time_is_ahead_can_continue(clocked):
    """After a start at a wrong time no hold ended until the clock had caught up."""
    house = clocked("--hold-time", "2s")
    buyer, other = house.buyer(), house.buyer()
    show, seats, _ = house.fresh_seats(1)
    house.clock.step(-HOUR)
    assert buyer.hold(show, *seats).status == 201
    assert other.hold(show, *seats).code == "seat-unavailable"
    answer = house.client.post("/v1/operator/clock/accept", headers=KEY).json()
    assert answer["behindSeconds"] == pytest.approx(HOUR, abs=30)
    assert house.client.get("/readyz").status == 200
    poll.until("the hold ends", lambda: other.hold(show, *seats).status == 201, seconds=10)


def test_a_start_a_week_after_the_last_commit_asks(start, tmp_path):
    first = start()
    first.terminate()
    clock = Clock(tmp_path)
    clock.step(8 * 24 * HOUR)
    refused = start(wait=False, environment=clock.environment())
    poll.until("the start is refused", lambda: refused.process.poll() == 1)
    assert "start once with --accept-clock" in refused.err
    start("--accept-clock", environment=clock.environment())
