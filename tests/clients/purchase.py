"""A whole purchase by every client, directly and through every proxy. The steps and what must be read are here, once;
the programs only carry out calls."""

import contextlib
import itertools
import re
import time

import programs
from harness import poll
from harness.client import lasting
from harness.server import OPERATOR
from wire import Wire

EVENT_SECONDS = 2
PAUSE_SECONDS = 1
UUID = "[0-9a-f-]{36}"
NAMES = ("kim+{}|sso:ab", "kim.{}@example.com", "김민수-{}")
_numbers = itertools.count(1)


class Steps:
    """Runs every step, and fails at the end with all that were wrong."""

    def __init__(self):
        self.wrong = []

    def expect(self, step, is_right, answer):
        if not is_right:
            self.wrong.append(f"{step}: {answer!r:.600}")

    def carry_out(self, step, call, status, is_right=lambda answer: True):
        """The answer; None if the step went wrong."""
        try:
            answer = call()
            passed = answer.status == status and bool(is_right(answer))
        except (ConnectionError, ValueError, KeyError) as error:
            answer, passed = error, False
        self.expect(step, passed, answer)
        return answer if passed else None


def enter(client, steps, user):
    """A turn for the user, and the headers that use it."""
    issued = steps.carry_out("a token is issued", lambda: client.call(
        "POST", ["v1", "queue", "tokens"], {"userId": user, "concertId": "reference"}, **OPERATOR), 201,
        lambda answer: answer.headers["location"] == "/v1/queue/tokens/me")
    token = {"Queue_Token": issued.json()["token"]} if issued else {}
    steps.carry_out("the turn has begun", lambda: client.call("GET", ["v1", "queue", "tokens", "me"], **token), 200,
                    lambda answer: answer.json()["status"] == "ACTIVE")
    return token


def browse(client, steps, halls, token):
    steps.carry_out("concerts", lambda: client.call("GET", ["v1", "concerts"]), 200,
                    lambda answer: len(answer.json()["concerts"]) == 2)
    steps.carry_out("dates", lambda: client.call("GET", ["v1", "concerts", "reference", "dates"], **token), 200,
                    lambda answer: answer.json()["dates"])
    direct = halls.client.get("/v1/shows/reference-1/chart")
    chart = steps.carry_out("a chart is whole", lambda: client.call("GET", ["v1", "shows", "reference-1", "chart"]), 200,
                            lambda answer: answer.body == direct.body)
    if chart:
        tag = chart.headers["etag"]
        steps.carry_out("a chart that is known is 304", lambda: client.call(
            "GET", ["v1", "shows", "reference-1", "chart"], If_None_Match=tag), 304, lambda answer: not answer.body)


def read_large_list(client, steps, halls, user):
    issued = client.call("POST", ["v1", "queue", "tokens"], {"userId": user, "concertId": "moonlit-signal"}, **OPERATOR)
    token = issued.json()["token"]
    direct = halls.client.get("/v1/shows/moonlit-signal-2/seats", token=token)
    steps.carry_out("more than 12,000 seats arrive whole", lambda: client.call(
        "GET", ["v1", "shows", "moonlit-signal-2", "seats"], Queue_Token=token), 200,
        lambda answer: answer.body == direct.body and len(answer.json()["seats"]) > 12000)


def buy(client, steps, halls, token, user):
    show, seats, price = halls.fresh_seats(1)
    held = steps.carry_out("a seat is held", lambda: client.call(
        "POST", ["v1", "reservations"], {"showId": show, "seatNumbers": seats}, Idempotency_Key=f"{user}-hold", **token), 201,
        lambda answer: re.fullmatch(f"/v1/reservations/{UUID}", answer.headers["location"]))
    steps.carry_out("a retry gets the same answer", lambda: client.call(
        "POST", ["v1", "reservations"], {"showId": show, "seatNumbers": seats}, Idempotency_Key=f"{user}-hold", **token), 201,
        lambda answer: held and lasting(answer.body) == lasting(held.body))
    steps.carry_out("a seat that is held is 409", lambda: client.call(
        "POST", ["v1", "reservations"], {"showId": show, "seatNumbers": seats}, **token), 409,
        lambda answer: answer.json()["code"] == "seat-unavailable")
    steps.carry_out("a balance is topped up", lambda: client.call(
        "POST", ["v1", "users", user, "balance", "top-ups"], {"amount": price}, Idempotency_Key=f"{user}-top-up", **OPERATOR), 201)
    reservation = held.json()["reservationId"] if held else "none"
    steps.carry_out("a reservation is paid", lambda: client.call(
        "POST", ["v1", "payments"], {"reservationId": reservation}, Idempotency_Key=f"{user}-pay", **token), 201,
        lambda answer: answer.json()["reservationId"] == reservation)
    steps.carry_out("it is confirmed", lambda: client.call("GET", ["v1", "reservations", reservation], **token), 200,
                    lambda answer: answer.json()["status"] == "CONFIRMED")


def read_errors(client, steps):
    def is_problem(code):
        return lambda answer: (answer.json()["code"] == code
                               and answer.headers["content-type"] == "application/problem+json")
    steps.carry_out("an unknown path is a problem", lambda: client.call("GET", ["v1", "nothing"]), 404,
                    is_problem("not-found"))
    steps.carry_out("no token is a problem", lambda: client.call("GET", ["v1", "reservations"]), 400,
                    is_problem("queue-token-required"))
    steps.carry_out("a body that is not JSON is a problem", lambda: client.call(
        "POST", ["v1", "payments"], "{", Queue_Token="x"), 400, lambda answer: answer.json()["code"])


def use_names(client, steps, number):
    for name in NAMES:
        user = name.format(number)
        steps.carry_out(f"{name} is topped up", lambda: client.call(
            "POST", ["v1", "users", user, "balance", "top-ups"], {"amount": 7}, **OPERATOR), 201)
        steps.carry_out(f"{name} has a balance", lambda: client.call("GET", ["v1", "users", user, "balance"], **OPERATOR), 200,
                        lambda answer: (answer.json()["userId"], answer.json()["balance"]) == (user, 7))


def send_chunks(client, steps, wire, user):
    steps.carry_out("a chunked body is read", lambda: client.call(
        "POST", ["v1", "users", user, "balance", "top-ups"], {"amount": 11}, form="chunked", **OPERATOR), 201)
    # Java and Caddy agree on HTTP/2, which has no chunks.
    is_unsized = b"transfer-encoding: chunked" in wire.sent.lower() or b"PRI * HTTP/2.0" in wire.sent
    steps.expect("it was sent without a length", is_unsized, wire.sent[-600:])
    steps.carry_out("it was read once", lambda: client.call("GET", ["v1", "users", user, "balance"], **OPERATOR), 200,
                    lambda answer: answer.json()["balance"] == 11)


def read_events(client, steps, user):
    issued = client.call("POST", ["v1", "queue", "tokens"], {"userId": user, "concertId": "reference"}, **OPERATOR)
    token = {"Queue_Token": issued.json()["token"], "Accept": "text/event-stream"}
    for path, event in ((["v1", "queue", "tokens", "me", "events"], b"event: admitted"),
                        (["v1", "shows", "reference-1", "seats", "events"], b"event: snapshot")):
        begun = time.monotonic()
        steps.carry_out(f"{event.decode()} arrives", lambda: client.call("GET", path, form="events", **token), 200,
                        lambda answer: event in answer.body)
        steps.expect(f"{event.decode()} arrives promptly", time.monotonic() - begun < EVENT_SECONDS, time.monotonic() - begun)
    steps.carry_out("a token is returned", lambda: client.call("DELETE", ["v1", "queue", "tokens", "me"], **token), 204)


def test_purchase(halls, program, route, port, tmp_path):
    steps, number = Steps(), next(_numbers)
    user = f"{program.name}-{route}"
    with Wire(port) as wire, programs.Running(program, f"http://127.0.0.1:{wire.port}", tmp_path / "log") as client:
        token = enter(client, steps, user)
        browse(client, steps, halls, token)
        read_large_list(client, steps, halls, f"{user}-list")
        buy(client, steps, halls, token, user)
        read_errors(client, steps)
        use_names(client, steps, number)
        send_chunks(client, steps, wire, f"{user}-chunks")
        connections = wire.connections
        poll.sleep_until(time.monotonic() + PAUSE_SECONDS)
        steps.carry_out("an idle connection is used again", lambda: client.call("GET", ["v1", "concerts"]), 200)
        if program.keeps_connections:
            steps.expect("the calls share connections", connections <= 6, connections)
            steps.expect("no connection is added", wire.connections == connections, wire.connections)
        read_events(client, steps, f"{user}-events")
    assert not steps.wrong, "\n".join(steps.wrong)


def test_a_connection_that_the_server_has_closed_is_replaced(start, build_folder, tmp_path):
    """Each client calls, is idle for longer than --idle-timeout, and posts."""
    node, steps = start("--idle-timeout", "1s"), Steps()
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(programs.Running(program.build(build_folder), node.url, tmp_path / program.name))
                   for program in programs.ALL]
        for client in running:
            client.call("GET", ["v1", "concerts"])
        poll.sleep_until(time.monotonic() + 2.5)
        for program, client in zip(programs.ALL, running):
            steps.carry_out(program.name, lambda client=client, user=program.name: client.call(
                "POST", ["v1", "users", user, "balance", "top-ups"], {"amount": 5}, **OPERATOR), 201)
    assert not steps.wrong, "\n".join(steps.wrong)
