"""Clocks that are set ahead or back while the server runs, by libfaketime. What is believed, and
what a sale does behind or ahead of its clock: src/base/guarded_clock_test.cc, the store contract."""

import datetime
import time

import pytest

from harness import poll
from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client
from harness.clock import Clock

HOUR = 3600
ACCEPT = "/v1/operator/clock/accept"


def top_up_once(server):
    """Tops up 5 with one key, again and again: the status and the balance."""
    answer = Client(server.port).post("/v1/users/kim/balance/top-ups", {"amount": 5},
                                      headers={"Idempotency-Key": "one"})
    return answer.status, answer.json()["balance"]


def sale_time(server):
    """The sale's time, in seconds since 1970, by the ledger of a fresh top-up."""
    client = Client(server.port)
    assert client.post("/v1/users/clock/balance/top-ups", {"amount": 1}).status == 201
    newest = client.get("/v1/users/clock/ledger", headers=servers.OPERATOR).json()["entries"][0]
    return datetime.datetime.fromisoformat(newest["createdAt"].replace("Z", "+00:00")).timestamp()


def reboot(server):
    """Makes the next start one after a reboot: nothing but the last commit contradicts the clock."""
    (server.data / "clock").unlink()


@pytest.fixture
def clocked(open_server, tmp_path):
    """A server with a clock that can be stepped: house.clock."""
    def open_house(*arguments):
        clock = Clock(tmp_path)
        house = open_server(*arguments, environment=clock.environment())
        house.clock = clock
        return house
    return open_house


def test_years_ahead_for_a_moment_stop_no_admission_no_turn_and_no_sale(clocked):
    """With an hour for half a second no admission and no hold ended for an hour."""
    house = clocked("--entry-per-minute", 6, "--hold-time", "2s", "--active-time", "40s")
    house.clock.step(4 * 365 * 24 * HOUR)
    first, second = Buyer(house.client), Buyer(house.client)
    assert first.join().json()["status"] == "ACTIVE"
    assert second.join().json()["status"] == "WAITING"
    house.server.until_logged("the clock was set ahead and is not believed")
    house.clock.step(0)
    poll.until("the second is admitted", lambda: second.status().json()["status"] == "ACTIVE")
    assert second.hold("reference-1", 1).status == 201
    poll.until("the first turn ends", lambda: first.status().json()["status"] == "EXPIRED")
    assert house.client.get("/readyz").status == 200


def test_a_clock_that_is_right_can_be_accepted(clocked, key_file):
    house = clocked("--active-time", "10m")
    buyer = house.buyer()
    house.clock.step(HOUR)
    assert buyer.status().json()["status"] == "ACTIVE"
    done = servers.run("clock", "accept", "--url", house.server.operator_url, "--key-file", key_file)
    assert done.returncode == 0, done.stderr
    assert '"aheadSeconds":3600' in done.stdout
    assert buyer.status().json()["status"] == "EXPIRED"
    assert house.operator("POST", ACCEPT).json() == {"aheadSeconds": 0, "behindSeconds": 0}


def test_a_clock_behind_the_sale_is_logged_and_not_ready_until_accepted(clocked):
    """After a start at a wrong time no hold ended until the clock had caught up or somebody called."""
    house = clocked("--hold-time", "2s")
    buyer = house.buyer()
    house.clock.step(-HOUR)
    assert buyer.hold("reference-1", 1).status == 201
    house.server.until_logged("s behind the sale's time")
    assert house.client.get("/readyz").status == 503
    assert house.operator("POST", ACCEPT).json()["behindSeconds"] == pytest.approx(HOUR, abs=30)
    assert house.client.get("/readyz").status == 200
    def has_ended():  # by itself: no call wakes the server
        with servers.tables(house.server.data) as tables:
            return tables.execute("SELECT count(*) FROM reservations WHERE status <> 'HELD'").fetchone()[0]
    poll.until("the hold ends", has_ended)


def test_a_start_a_week_after_the_last_commit_asks(start, tmp_path):
    """A start with --accept-clock that committed nothing left the next start refused again."""
    first = start()
    first.terminate()
    reboot(first)
    clock = Clock(tmp_path)
    clock.step(8 * 24 * HOUR)
    refused = start(wait=False, environment=clock.environment())
    poll.until("the start is refused", lambda: refused.process.poll() == 1)
    assert "start once with --accept-clock" in refused.err
    accepts = start("--accept-clock", environment=clock.environment())
    accepts.terminate()
    reboot(accepts)
    start(environment=clock.environment())


def test_a_clock_that_is_wrong_over_a_restart_is_held(start, tmp_path):
    """The guard ended with the process: a top-up was repeated after a restart 25 hours ahead."""
    clock = Clock(tmp_path)
    first = start(environment=clock.environment())
    assert top_up_once(first) == (201, 5)
    clock.step(25 * HOUR)
    first.terminate()
    second = start(environment=clock.environment())
    second.until_logged("the clock was set ahead and is not believed")
    assert top_up_once(second)[1] == 5
    clock.step(0)
    assert top_up_once(second)[1] == 5
    second.terminate()
    (second.data / "clock").write_bytes(b"\xff" * 5000)
    third = start(environment=clock.environment())
    assert top_up_once(third)[1] == 5


def test_a_clock_that_is_accepted_at_a_start_is_not_held(start, key_file, tmp_path):
    clock = Clock(tmp_path)
    start("--owner-key-file", key_file, environment=clock.environment()).terminate()
    clock.step(HOUR)
    start("--accept-clock", environment=clock.environment()).terminate()
    after = start(environment=clock.environment())
    assert sale_time(after) - time.time() > HOUR / 2


@pytest.mark.parametrize("order", ["back-accept-repaired", "started-back-accept-repaired-accept",
                                   "back-repaired-accept"])
def test_accepting_a_clock_that_is_behind_and_repairing_it_moves_nothing(start, key_file, tmp_path, order):
    """The lead of an accepted clock stayed when the clock was repaired: the sale's time was 25 hours ahead."""
    clock = Clock(tmp_path)
    def open_server():
        return start("--owner-key-file", key_file, environment=clock.environment())
    server = open_server()
    assert top_up_once(server) == (201, 5)
    for step in order.split("-"):
        if step == "started":
            server.terminate()
        elif step == "back":
            clock.step(-25 * HOUR)
            if server.process.poll() is not None:
                reboot(server)
                server = open_server()
        elif step == "repaired":
            clock.step(0)
        else:
            assert Client(server.port).post(ACCEPT, headers=servers.OPERATOR).status == 200
        if step != "started":
            assert top_up_once(server)[1] == 5, step
    assert sale_time(server) - time.time() < HOUR
    assert Client(server.port).get("/readyz").status == 200


def test_accepting_the_repaired_clock_of_a_node_does_not_move_the_sale(node, tmp_path):
    """Over PostgreSQL the lead was computed from before the repair, and a top-up was repeated."""
    clock = Clock(tmp_path)
    options = {"data": tmp_path / "none", "environment": clock.environment()}
    first = node(**options)
    assert top_up_once(first) == (201, 5)
    first.terminate()
    clock.step(-25 * HOUR)
    second = node(**options)
    client = Client(second.port)
    poll.until("it is not ready", lambda: client.get("/readyz").status == 503)
    clock.step(0)
    accepted = client.post(ACCEPT, headers=servers.OPERATOR).json()
    assert accepted["aheadSeconds"] == pytest.approx(25 * HOUR, abs=60)
    assert accepted["behindSeconds"] < HOUR
    assert client.get("/readyz").status == 200
    assert top_up_once(second)[1] == 5
    assert sale_time(second) - time.time() < HOUR


def test_a_clock_that_is_behind_is_logged_without_calls(clocked):
    """It was logged by the next batch alone, which 503 kept away."""
    house = clocked()
    house.client.post("/v1/users/lee/balance/top-ups", {"amount": 1})
    house.clock.step(-60)
    house.server.until_logged("s behind the sale's time")
    house.clock.step(-2 * HOUR)
    house.server.until_logged("s behind the sale's time", times=2)
    house.clock.step(0)
    house.server.until_logged("has caught up")
