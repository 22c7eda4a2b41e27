"""clients/typescript against a real server, through a proxy that loses answers and cuts streams."""

import gzip
import json

import pytest

from harness import fault_proxy, poll, typescript
from harness.buyer import fresh_name
from harness.client import Client
from harness.seat_maps import seat_maps

ME = "GET /v1/queue/tokens/me/events"
SEATS = "GET /v1/shows/{showId}/seats/events"
TOKENS = "/v1/queue/tokens"
TOP_UP = "POST /v1/users/{userId}/balance/top-ups"
PROBLEM = "application/problem+json"
# What the bundle of the client may take, compressed.
BYTES_MAX = 6 * 1024

@pytest.fixture(scope="module")
def driver():
    typescript.package()
    running = typescript.Driver()
    yield running
    running.close()


@pytest.fixture
def proxy(house):
    with fault_proxy.FaultProxy(house.server.port) as running:
        yield running


@pytest.fixture
def client(driver, proxy):
    """Makes a client that calls through the proxy: client(token=..., attempts=...)."""
    return lambda **options: typescript.Client(driver, proxy.url, **options)


def top_up(client, user, amount=1000, **options):
    return client.call(TOP_UP, path={"userId": user}, body={"amount": amount}, **options)


def balance(house, user):
    return house.client.get(f"/v1/users/{user}/balance").json()["balance"]


def problem(code, status, **headers):
    content = {"type": f"/problems/{code}", "title": "", "status": status, "detail": "", "instance": "urn:uuid:0", "code": code}
    return fault_proxy.answer(status, json.dumps(content).encode(), PROBLEM, **headers)


def test_a_purchase_by_typed_calls(house, client):
    user = f"김+{fresh_name()}@shop"  # must be percent-encoded in paths
    issued = client().call("POST /v1/queue/tokens", body={"userId": user})
    assert issued["status"] == 201 and issued["body"]["status"] == "ACTIVE"
    buyer = client(token=issued["body"]["token"])
    concert = buyer.good("GET /v1/concerts")["concerts"][0]["concertId"]
    show = buyer.good("GET /v1/concerts/{concertId}/dates", path={"concertId": concert})["dates"][0]["showId"]
    listed = buyer.good("GET /v1/shows/{showId}/seats", path={"showId": show}, query={"status": "all"})
    assert {seat["status"] for seat in listed["seats"]} <= {"AVAILABLE", "HELD", "SOLD"}
    show, seats, price = house.fresh_seats(2)
    held = buyer.good("POST /v1/reservations", body={"showId": show, "seatNumbers": seats})
    top_up(buyer, user, price)
    paid = buyer.good("POST /v1/payments", body={"reservationId": held["reservationId"]})
    assert paid["status"] == "CONFIRMED" and paid["balance"] == 0
    assert buyer.call("DELETE /v1/queue/tokens/me") == {"status": 204}


def test_a_refusal_has_its_code_and_members_and_is_not_repeated(house, client, proxy):
    show, seats, _ = house.fresh_seats(1)
    house.buyer().hold(show, *seats)
    buyer = client(token=house.buyer().token)
    proxy.will()
    error = buyer.call("POST /v1/reservations", body={"showId": show, "seatNumbers": seats})["error"]
    assert error["name"] == "ProblemError" and error["isProblem"]
    assert (error["code"], error["status"]) == ("seat-unavailable", 409)
    assert error["problem"]["unavailableSeats"] == seats
    assert len(proxy.requests) == 1


@pytest.fixture
def crowded(start):
    """The address of a server where each new buyer solves a challenge: two wait already."""
    server = start("--room-capacity", 1, "--challenge", "always", "--challenge-work", 50)
    page = Client(server.port)
    assert [page.post(TOKENS, {"userId": name}).status for name in ("a", "b")] == [201, 201]
    return server


def challenge_of(server, user):
    refused = Client(server.port).post(TOKENS, {"userId": user})
    assert refused.code == "challenge-required", refused
    return refused.json()["challenge"]


def test_our_client_solves_a_challenge_by_itself(driver, crowded):
    joined = typescript.Client(driver, crowded.url).call(f"POST {TOKENS}", body={"userId": "kim"})
    assert joined["status"] == 201 and joined["body"]["status"] == "WAITING"


def test_what_altcha_lib_gives_is_a_proof(driver, crowded):
    proof = driver.ask("altcha", challenge=challenge_of(crowded, "kim"))["proof"]
    page = Client(crowded.port)
    assert page.post(TOKENS, {"userId": "lee", "proof": proof}).code == "challenge-required"
    assert page.post(TOKENS, {"userId": "kim", "proof": proof}).status == 201


def test_a_proof_that_is_never_accepted_is_an_error_after_two_challenges(driver, proxy):
    challenge = {"parameters": {"algorithm": "PBKDF2/SHA-256", "cost": 1, "expiresAt": 1, "keyLength": 32, "keyPrefix": "0",
                                "nonce": "00" * 16, "salt": "00" * 16}, "signature": "00" * 32}
    content = {"type": "/problems/challenge-required", "title": "", "status": 403, "detail": "", "instance": "urn:uuid:0",
               "code": "challenge-required", "challenge": challenge}
    proxy.will(*[fault_proxy.answer(403, json.dumps(content).encode(), PROBLEM)] * 3)
    refused = typescript.Client(driver, proxy.url).call(f"POST {TOKENS}", body={"userId": "kim"})
    assert refused["error"]["code"] == "challenge-required" and len(proxy.requests) == 3


def test_a_top_up_whose_answer_is_lost_is_made_once(house, client, proxy):
    user = fresh_name()
    proxy.will(fault_proxy.drop, fault_proxy.drop)
    assert top_up(client(), user)["status"] == 201
    keys = proxy.seen("Idempotency-Key")
    assert len(keys) == 3 and len(set(keys)) == 1 and keys[0]
    assert balance(house, user) == 1000


def test_a_hold_and_a_payment_whose_answers_are_lost_are_made_once(house, client, proxy):
    show, seats, price = house.fresh_seats(1)
    buyer = house.buyer()
    buyer.top_up(price)
    caller = client(token=buyer.token)
    proxy.will(fault_proxy.drop)
    held = caller.good("POST /v1/reservations", body={"showId": show, "seatNumbers": seats})
    assert [one["reservationId"] for one in buyer.reservations().json()["reservations"]] == [held["reservationId"]]
    proxy.will(fault_proxy.drop)
    paid = caller.good("POST /v1/payments", body={"reservationId": held["reservationId"]})
    assert paid["balance"] == 0 and len(proxy.requests) == 2
    assert [entry["kind"] for entry in buyer.ledger().json()["entries"]].count("PAYMENT") == 1


def test_each_change_has_its_own_key_and_a_read_has_none(client, proxy):
    user = fresh_name()
    top_up(client(), user)
    top_up(client(), user)
    top_up(client(), user, idempotencyKey="of-the-caller-" + user)
    client().good("GET /v1/users/{userId}/balance", path={"userId": user})
    first, second, third, read = proxy.seen("Idempotency-Key")
    assert first != second and third == "of-the-caller-" + user and read is None


@pytest.mark.parametrize("fault", [
    problem("outcome-unknown", 500), fault_proxy.answer(502), fault_proxy.answer(503), fault_proxy.answer(504),
    fault_proxy.answer(429), fault_proxy.refuse, fault_proxy.answer(200), fault_proxy.answer(504, decides=True),
], ids=["outcome unknown", "502", "503", "504", "429", "no connection", "a login page", "504 after the decision"])
def test_what_may_pass_is_repeated(house, client, proxy, fault):
    user = fresh_name()
    proxy.will(fault)
    assert top_up(client(), user)["status"] == 201
    assert len(proxy.requests) == 2 and balance(house, user) == 1000


@pytest.mark.parametrize("status", [400, 404, 409, 500])
def test_an_answer_of_a_proxy_that_will_not_pass_is_an_error_without_a_problem(client, proxy, status):
    proxy.will(fault_proxy.answer(status))
    error = client().call("GET /v1/concerts")["error"]
    assert error["isProblem"] and error["status"] == status and "code" not in error
    assert len(proxy.requests) == 1


def test_retry_after_is_waited_for(client, proxy):
    proxy.will(problem("overloaded", 503, retry_after=1))
    client().good("GET /v1/concerts")
    first, second = (request.moment for request in proxy.requests)
    assert second - first >= 1


def test_a_retry_after_beyond_the_time_of_a_call_ends_it(client, proxy):
    proxy.will(problem("too-many-queue-tokens", 429, retry_after=3600))
    error = client().call("POST /v1/queue/tokens", body={"userId": fresh_name()})["error"]
    assert error["code"] == "too-many-queue-tokens" and len(proxy.requests) == 1


def test_attempts_are_bounded_and_the_key_is_reported(client, proxy):
    proxy.will(*[fault_proxy.refuse] * 5)
    error = top_up(client(attempts=3), fresh_name())["error"]
    assert error["isNoAnswer"] and error["name"] == "NoAnswerError"
    assert proxy.seen("Idempotency-Key") == [error["idempotencyKey"]] * 3
    proxy.will(*[fault_proxy.answer(503)] * 5)
    assert client(attempts=2).call("GET /v1/concerts")["error"]["status"] == 503
    assert len(proxy.requests) == 2


@pytest.mark.parametrize("fault", [fault_proxy.refuse, fault_proxy.answer(502), problem("outcome-unknown", 500)],
                         ids=["no answer", "502", "outcome-unknown"])
def test_a_change_that_may_have_been_made_stays_unknown_after_later(client, proxy, fault):
    """The error was the last refusal, without the key: a second call would have made the change twice."""
    proxy.will(fault, problem("overloaded", 503))
    error = top_up(client(attempts=2), fresh_name())["error"]
    assert error["name"] == "NoAnswerError"
    assert proxy.seen("Idempotency-Key") == [error["idempotencyKey"]] * 2


def test_an_attempt_without_an_answer_is_given_up(client, proxy):
    proxy.will(fault_proxy.hang)
    client(attemptMs=3000).good("GET /v1/concerts")
    assert len(proxy.requests) == 2


@pytest.mark.parametrize("fault", [fault_proxy.hang, problem("overloaded", 503, retry_after=20)],
                         ids=["an attempt", "a pause"])
def test_an_abort_ends(client, proxy, fault):
    proxy.will(fault)
    error = client().call("GET /v1/concerts", abort_after_ms=2000)["error"]
    assert error["name"] == "TimeoutError" and len(proxy.requests) == 1


def test_parts_of_a_path_that_programs_remove_are_refused(client, proxy):
    for user in ("", ".", ".."):
        assert top_up(client(), user)["error"]["name"] == "RangeError"
    assert not proxy.requests


def test_a_stream_that_is_cut_resumes_and_misses_nothing(house, client, proxy):
    show, seats, price = house.fresh_seats(2)
    buyer, looker = house.buyer(), house.buyer()
    buyer.top_up(price)
    proxy.will(fault_proxy.cut(1))
    with client(token=looker.token).events(SEATS, path={"showId": show}) as stream:
        snapshot = stream.next()
        assert snapshot["event"] == "snapshot"
        numbers = [seat["number"] for seat in buyer.client.get(f"/v1/shows/{show}/chart").json()["seats"]]
        states = seat_maps.decode_states(snapshot["data"], len(numbers))

        def have_state(wanted):
            return {states[numbers.index(seat)] for seat in seats} == {seat_maps.STATES.index(wanted)}

        assert have_state("AVAILABLE")
        held = buyer.hold(show, *seats).json()["reservationId"]  # cut in the middle of this event
        changed = stream.until("seats")
        # The id of the event that was cut off does not count, or its seats would never arrive.
        assert proxy.seen("Last-Event-ID") == [None, snapshot["id"]]
        seat_maps.apply_changes(states, changed["data"])
        assert have_state("HELD")
        buyer.pay(held)
        while not have_state("SOLD"):
            seat_maps.apply_changes(states, stream.until("seats")["data"])
    assert len(proxy.requests) == 2


def test_a_stream_ends_with_the_token(house, client, proxy):
    buyer = house.buyer()
    caller = client(token=buyer.token)
    with caller.events(ME) as stream:
        assert stream.next()["event"] == "admitted"
        buyer.leave()
        ended = stream.until("expired")
        assert ended["data"] == {"expiredBecause": "LEFT"}
        assert stream.next() is None
    with caller.events(ME, lastEventId=ended["id"]) as stream:
        assert stream.next() is None  # 204
    assert len(proxy.requests) == 2


def test_a_stream_that_was_replaced_does_not_return(house, driver, client, proxy):
    caller = client(token=house.buyer().token)
    with caller.events(ME) as first, caller.events(ME) as second, caller.events(ME) as third, caller.events(ME) as fourth:
        for stream in (first, second, third, fourth):
            assert stream.next()["event"] == "admitted"
        assert first.next()["event"] == "replaced" and first.next() is None
    assert len(proxy.requests) == 4


def test_a_stream_that_is_refused_is_an_error(house, client, proxy):
    buyer = house.buyer()
    buyer.leave()
    with client(token=buyer.token).events(SEATS, path={"showId": house.show}) as stream:
        assert stream.error()["code"] == "queue-token-expired"
    assert len(proxy.requests) == 1


def test_a_silent_stream_is_opened_again(house, client, proxy):
    proxy.will(fault_proxy.script(b"retry: 20\n\n"), fault_proxy.hang)
    with client(token=house.buyer().token).events(ME, silenceMs=3000) as stream:
        assert stream.next()["event"] == "admitted"
    assert len(proxy.requests) == 3


def test_a_stream_waits_while_the_server_is_away_and_gives_up_at_last(house, client, proxy):
    caller = client(token=house.buyer().token)
    away = [fault_proxy.script(b"retry: 20\n\n"), fault_proxy.answer(502), fault_proxy.refuse, problem("overloaded", 503)]
    proxy.will(*away)
    with caller.events(ME, silenceMs=2000) as stream:
        assert stream.next()["event"] == "admitted"
    assert len(proxy.requests) == 5
    proxy.will(away[0], *[fault_proxy.answer(502)] * 50)
    with caller.events(ME, silenceMs=2000, giveUpMs=1000) as stream:
        assert stream.error()["status"] == 502


def test_events_are_read_as_browsers_read_them(client, proxy):
    korean = '{"a": "예매"}'.encode()
    proxy.will(fault_proxy.script(
        b"\xef\xbb\xbf: a comment\r\nevent: one\r", b"\ndata: {\r\ndata: }\r\n\r\n",  # a BOM, CR LF in two parts
        b"data:", korean[:8], korean[8:], b"\rid: 7\r\r", b"event: nothing\n\nid\ndata:[1]\nunknown: x\n\n",
        b"event: expired\ndata: {}\n\n"))
    with client(token="t").events(SEATS, path={"showId": "s"}) as stream:
        assert stream.next() == {"event": "one", "data": {}}
        assert stream.next() == {"event": "message", "data": {"a": "예매"}, "id": "7"}
        assert stream.next() == {"event": "message", "data": [1], "id": ""}
        assert stream.next() == {"event": "expired", "data": {}}
        assert stream.next() is None


def test_a_loop_that_ends_and_an_abort_close_the_connection(client, proxy):
    proxy.will(*[fault_proxy.script(b"event: room\ndata: {}\n\n")] * 2)
    with client(token="t").events(ME) as stream:
        stream.next()
        stream.leave()
        poll.until("the client has left", lambda: proxy.left == 1)
    with client(token="t").events(ME) as stream:
        stream.next()
        assert stream.abort()["name"] == "AbortError"
        poll.until("the client has left", lambda: proxy.left == 2)


def test_the_types_accept_good_calls_and_refuse_bad_ones():
    typescript.package()
    typescript.tool("tsc", "--project", "test")


def test_the_bundle_is_small_and_stands_alone():
    folder = typescript.package()
    assert "dependencies" not in json.loads((folder / "package.json").read_text())
    typescript.run("npm", "run", "bundle")
    bundle = (folder / "dist/onsale.min.js").read_bytes()
    assert len(gzip.compress(bundle, 9)) <= BYTES_MAX
    assert b"fetch" in bundle and b"require(" not in bundle


def test_the_lock_names_no_registry_and_pins_every_package():
    packages = json.loads((typescript.SOURCE / "package-lock.json").read_text())["packages"]
    wanted = json.loads((typescript.SOURCE / "package.json").read_text())["devDependencies"]
    assert all(version == packages[f"node_modules/{name}"]["version"] for name, version in wanted.items())
    for name, entry in packages.items():
        assert "resolved" not in entry and (not name or "integrity" in entry), name
