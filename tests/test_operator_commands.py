"""The commands over the operator's calls, against a real server: what they send and print, and how they end."""

import csv
import io
import json
import re

import pytest

from harness import http_server, lying_proxy
from harness import server as servers

DONE, FAILED, USAGE = 0, 1, 2


@pytest.fixture
def house(open_server):
    return open_server(catalogs=[servers.REFERENCE, servers.TWO_ROOMS])


@pytest.fixture
def run(house, key_file):
    """run("room", "list"): status, stdout and stderr."""
    return lambda *words: servers.run(*words, "--url", house.server.operator_url, "--key-file", key_file)


def shown(done):
    """The members that a command printed."""
    assert done.returncode == DONE, done.stdout + done.stderr
    return dict(re.findall(r"^ *(\w+): (.*)$", done.stdout, re.M))


def test_a_room_with_a_hyphen_is_shown_changed_and_closed(run):
    assert "side-room: OPEN" in run("room", "list").stdout
    assert shown(run("room", "show", "side-room"))["capacity"] == "1"
    set_ = shown(run("room", "set", "side-room", "capacity=7", "activeTime=90s", "mode=no-queue"))
    assert (set_["capacity"], set_["activeTimeSeconds"], set_["mode"]) == ("7", "90", "NO_QUEUE")
    assert shown(run("room", "pause", "side-room", "--yes"))["state"] == "PAUSED"
    unasked = run("room", "close", "side-room")
    assert unasked.returncode == USAGE and "--yes" in unasked.stderr
    assert shown(run("room", "close", "side-room", "--yes"))["state"] == "CLOSED"
    assert shown(run("room", "open", "side-room"))["state"] == "OPEN"
    scheduled = shown(run("room", "schedule", "side-room", "2035-05-01T10:00:00Z", "--yes"))
    assert (scheduled["state"], scheduled["opensAt"]) == ("SCHEDULED", "2035-05-01T10:00:00.000Z")


@pytest.mark.parametrize("words", [("room", "show", "nowhere"), ("room", "set", "main", "capacity=0"),
                                   ("room", "set", "main", "mode=nothing"), ("room", "schedule", "main", "soon", "--yes")],
                         ids="-".join)
def test_a_refused_change_fails_with_the_servers_sentence(run, words):
    done = run(*words)
    assert done.returncode == FAILED and done.stderr.startswith("onsale: ") and not done.stdout


def test_the_mode_of_the_limits_is_shown_and_changed(run):
    limits = run("limits")
    assert shown(limits)["mode"] == "log" and "class: polls" in limits.stdout
    assert shown(run("limits", "on"))["mode"] == shown(run("limits"))["mode"] == "on"
    refused = run("limits", "loud")
    assert refused.returncode == FAILED and "must be `off`, `log` or `on`" in refused.stderr


@pytest.mark.parametrize("members", [["state=CLOSED"], ["capcity=5"], ["activeTime=1500ms"], ["holdTime=60"],
                                     ["capacity=5", "capacity=6"]], ids="-".join)
def test_a_change_that_is_not_one_of_the_policy_is_wrong_usage(run, members):
    done = run("room", "set", "main", *members)
    assert done.returncode == USAGE and done.stderr.startswith("onsale: ") and not done.stdout
    assert shown(run("room", "show", "main"))["state"] == "OPEN"


def test_every_command_that_calls_a_server_ends_with_2_if_the_key_is_another(house, tmp_path):
    other = servers.owner_key_file(tmp_path, "other.key", servers.OTHER_KEY)
    for words in (["status"], ["room", "list"], ["buyer", "show", "kim"], ["booking", "show", "CMP5-ZVRF"], ["clock", "accept"],
                  ["token-key", "reload"], ["audit"]):
        done = servers.run(*words, "--url", house.server.operator_url, "--key-file", other)
        assert done.returncode == USAGE and "access key" in done.stderr, words


def test_a_buyer_and_a_booking_are_found(run, house):
    buyer = house.buyer("kim+park@shop.example")
    show, seats, price = house.fresh_seats(1)
    buyer.cancel(buyer.hold(show, *seats).json()["reservationId"])
    buyer.buy(show, *seats, price=price)
    found = run("buyer", "show", buyer.user)
    number = shown(found)["bookingNumber"]
    assert shown(found)["userId"] == buyer.user and "status: CONFIRMED" in found.stdout
    assert "endedBecause: CANCELLED_BY_BUYER" in found.stdout
    for typed in ([number], [number.replace("-", "").lower()], number.split("-"), [number.replace("-", "\u2013")]):
        assert buyer.user in run("booking", "show", *typed).stdout
    unknown = run("booking", "show", "CMP5-ZVRF")
    assert unknown.returncode == FAILED and "no reservation has the booking number CMP5-ZVRF" in unknown.stderr
    wrong = run("booking", "show", number[:-1] + ("2" if number[-1] != "2" else "3"))
    assert wrong.returncode == USAGE and "mistyped" in wrong.stderr


def test_the_paid_seats_are_exported_and_held_ones_are_not(run, house):
    buyer = house.buyer("=kim,park")
    show, seats, price = house.fresh_seats(2)
    buyer.buy(show, *seats, price=price)
    held_show, held, _ = house.fresh_seats(1)
    assert house.buyer("holder").hold(held_show, *held).status == 201
    done = run("export", "bookings", "--bom")
    assert done.returncode == DONE and done.stdout.startswith("\ufeffbookingNumber,")
    rows = [row for row in csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))) if row["userId"] == "'=kim,park"]
    assert {row["showId"] for row in rows} == {show} and len(rows) == 2
    assert sum(int(row["price"]) for row in rows) == price
    assert "holder" not in done.stdout


def test_the_status_counts_the_sale(run, house):
    show, seats, _ = house.fresh_seats(1)
    assert house.buyer().hold(show, *seats).status == 201
    status = run("status")
    assert status.returncode == DONE
    assert "held 1  sold 0 of " in status.stdout and "room side-room: OPEN" in status.stdout


class BusyAtFirst(lying_proxy.Handler):
    """Refuses the first requests as a server does whose places are all taken; forwards the others."""

    def do_GET(self):
        self.server.asked += 1
        if self.server.asked > self.server.refusals:
            return self.answer()
        self.reply(503, {"Content-Type": "application/problem+json", "Retry-After": "1"},
                   json.dumps({"code": "overloaded", "detail": "all places are taken"}).encode())


@pytest.mark.parametrize("refusals, status", [(2, DONE), (9, FAILED)])
def test_a_command_asks_an_overloaded_server_again_but_not_for_ever(house, key_file, refusals, status):
    with http_server.Server(BusyAtFirst) as busy:
        busy.behind, busy.asked, busy.refusals = house.server.operator_port, 0, refusals
        done = servers.run("room", "list", "--url", busy.url, "--key-file", key_file)
    assert (done.returncode, busy.asked) == (status, 3), done.stderr
    assert ("side-room: OPEN" in done.stdout) == (status == DONE) == ("all places are taken" not in done.stderr)


def test_without_a_server_or_with_another_key_the_reason_is_given(run, house, tmp_path):
    other = servers.owner_key_file(tmp_path, "other.key", servers.OTHER_KEY)
    refused = servers.run("status", "--url", house.server.operator_url, "--key-file", other)
    assert refused.returncode == USAGE and "access key" in refused.stderr and not refused.stdout
    house.server.terminate()
    away = run("status")
    assert away.returncode == USAGE and f"127.0.0.1:{house.server.operator_port}" in away.stderr
