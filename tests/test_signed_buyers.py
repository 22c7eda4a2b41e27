"""A server that believes only buyers whom the shop has signed."""

import json
from datetime import datetime

import pytest

from harness import poll
from harness import server as servers
from harness.client import bearer
from harness.shop import AUDIENCE, ISSUER, Key, Shop


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


@pytest.fixture
def signed(open_server, shop, key_file):
    return open_server(*shop.flags(key_file)[:-2])


def join(client, token, body=None):
    return client.post("/v1/queue/tokens", {} if body is None else body, headers=bearer(token))


def test_a_buyer_is_whom_the_shop_has_signed(signed, shop):
    kim = shop.key.token("kim")
    joined = join(signed.client, kim)
    assert (joined.status, joined.json()["userId"]) == (201, "kim")
    assert join(signed.client, kim, {"userId": "kim"}).status == 200
    assert join(signed.client, kim, {"userId": "lee"}).code == "other-user"
    assert signed.client.post("/v1/queue/tokens", {"userId": "kim"}).code == "buyer-token-required"
    assert signed.operator("POST", "/v1/queue/tokens", {"userId": "lee"}).status == 201
    assert signed.operator("POST", "/v1/queue/tokens", {}).code == "invalid-member"

    top_ups = "/v1/users/kim/balance/top-ups"
    refused = signed.client.post(top_ups, {"amount": 1_000_000}, headers=bearer(kim))
    assert refused.code == "access-key-invalid", "a buyer token adds no money"
    assert signed.operator("POST", top_ups, {"amount": 1_000_000}).status == 201
    for path in ("balance", "ledger", "reservations"):
        assert signed.client.get(f"/v1/users/kim/{path}", headers=bearer(kim)).status == 200
        assert signed.client.get(f"/v1/users/lee/{path}", headers=bearer(kim)).code == "other-user"
        assert signed.operator("GET", f"/v1/users/lee/{path}").status == 200

    # The turn needs the queue token and nothing else.
    show, seats, _ = "reference-1", [1], None
    held = signed.client.post("/v1/reservations", {"showId": show, "seatNumbers": seats},
                              token=joined.json()["token"])
    assert held.status == 201, held
    paid = signed.client.post("/v1/payments", {"reservationId": held.json()["reservationId"]},
                              token=joined.json()["token"])
    assert paid.status == 201, paid


def test_caps_count_all_accounts_of_a_person_also_after_a_restart(signed, shop, open_server, key_file):
    def hold(user, seats, **claims):
        joined = join(signed.client, shop.key.token(user, **claims)).json()
        return signed.client.post("/v1/reservations", {"showId": "reference-1", "seatNumbers": seats},
                                  token=joined["token"])

    person = {"person": "the-same-human-being"}
    assert hold("kim", [1, 2, 3], **person).status == 201
    refused = hold("lee", [4, 5], **person)
    assert (refused.status, refused.code) == (409, "too-many-seats")
    assert [refused.json()[name] for name in ("limit", "have", "limitOf")] == [4, 3, "show"]
    assert hold("park", [5, 6, 7, 8]).status == 201, "somebody else"
    signed.server.kill()
    signed = open_server(*shop.flags(key_file)[:-2])
    assert hold("choi", [9, 10], **person).code == "too-many-seats"
    assert hold("choi", [9], **person).status == 201

    said_twice = join(signed.client, shop.key.token("han"), {"person": "somebody-else-entirely"})
    assert (said_twice.code, said_twice.json()["member"]) == ("invalid-member", "/person")
    speaks_for = {"userId": "han", "groups": ["fan-club"], **person}
    assert signed.operator("POST", "/v1/queue/tokens", speaks_for).status == 201


def test_a_buyer_who_needs_accessible_places_has_twice_the_time(signed, shop):
    def minutes_held(joined, seat):
        assert joined.status == 201, joined
        held = signed.client.post("/v1/reservations", {"showId": "reference-1", "seatNumbers": [seat]},
                                  token=joined.json()["token"])
        assert held.status == 201, held
        made, end = (datetime.fromisoformat(held.json()[name].replace("Z", "+00:00"))
                     for name in ("createdAt", "heldUntil"))
        return round((end - made).total_seconds() / 60)

    assert minutes_held(join(signed.client, shop.key.token("kim")), 1) == 5
    assert minutes_held(join(signed.client, shop.key.token("lee", access=True)), 2) == 10
    assert minutes_held(join(signed.client, shop.key.token("park", access=False)), 3) == 5
    spoken_for = signed.operator("POST", "/v1/queue/tokens", {"userId": "han", "access": True})
    assert minutes_held(spoken_for, 4) == 10
    said_twice = join(signed.client, shop.key.token("choi"), {"access": True})
    assert (said_twice.code, said_twice.json()["member"]) == ("invalid-member", "/access")
    bad_claim = join(signed.client, shop.key.token("choi", access="yes"))
    assert bad_claim.json()["reason"] == "bad-claim"


def test_a_room_is_for_a_group_first(signed, shop):
    def change(until):
        assert signed.operator("PATCH", "/v1/operator/rooms/main",
                               {"presaleGroup": "fan-club", "presaleUntil": until}).status == 200

    change("2100-01-01T00:00:00+09:00")
    fan = shop.key.token("kim", groups=["press", "fan-club"])
    assert join(signed.client, fan).status == 201
    refused = join(signed.client, shop.key.token("lee", groups=["press"]))
    assert (refused.status, refused.code) == (403, "presale-group-required")
    assert (refused.json()["group"], refused.json()["until"]) == ("fan-club", "2099-12-31T15:00:00.000Z")
    assert refused.json()["remainingSeconds"] > 0
    room = signed.client.get("/v1/rooms/main").json()
    assert room["presale"] == {"group": "fan-club", "until": "2099-12-31T15:00:00.000+00:00"}
    change("2020-01-01T00:00:00Z")
    assert join(signed.client, shop.key.token("lee")).status == 201


@pytest.mark.parametrize("claims, reason", [
    ({"age": 400}, "expired"),
    ({"aud": "somebody else"}, "wrong-audience"),
    ({"iss": "https://other.example"}, "wrong-issuer"),
    ({"lifetime": 3600}, "lifetime-too-long"),
    ({"person": 7}, "bad-claim"),
    ({"kid": "unknown"}, "unknown-key"),
])
def test_a_token_is_refused_with_a_reason(signed, shop, claims, reason):
    refused = join(signed.client, shop.key.token("kim", **claims))
    assert (refused.status, refused.code) == (401, "buyer-token-invalid")
    assert refused.json()["reason"] == reason
    assert ("retry-after" in refused.headers) == (reason == "unknown-key")


def test_keys_rotate_without_a_restart_and_a_bad_file_changes_nothing(signed, shop):
    second = Key(shop.folder, "second")
    shop.publish(shop.key, second)
    poll.until("the new key is known", lambda: join(signed.client, second.token("lee")).status in (200, 201))
    assert join(signed.client, shop.key.token("kim")).status in (200, 201), "the first key still counts"
    shop.key_set.write_text("{")
    signed.server.until_logged("buyer keys")
    assert join(signed.client, second.token("lee")).status == 200, "the last good keys stay in use"
    shop.publish(second)
    poll.until("the first key is gone",
               lambda: join(signed.client, shop.key.token("kim")).code == "buyer-token-invalid")


@pytest.mark.parametrize("change, said", [
    (lambda flags: flags[:2] + flags[4:], "--buyers signed needs --buyer-keys"),
    (lambda flags: flags[2:], "has no effect without --buyers signed"),
    (lambda flags: tuple("/nowhere" if flag == flags[3] else flag for flag in flags), "buyer keys"),
])
def test_a_start_that_could_verify_nobody_is_refused(shop, start, key_file, change, said):
    server = start(*change(shop.flags(key_file)), wait=False)
    assert server.wait() != 0
    assert said in server.err


def test_a_rehearsal_signs_its_buyers(signed, shop, key_file, tmp_path):
    figures = tmp_path / "figures.json"
    flags = ("--url", signed.server.url, "--show", "reference-1", "--buyers", 40, "--arrive", "500ms",
             "--speed", 100, "--json", figures)
    alone = servers.run("rehearse", *flags)
    assert alone.returncode != 0 and "buyer-token" in alone.stdout + alone.stderr
    done = servers.run("rehearse", *flags, "--yes", "--buyer-signing-key", shop.key.file, "--buyer-key-id", "first",
                       "--key-file", key_file, "--operator-url", signed.server.operator_url,
                       "--buyer-issuer", ISSUER, "--buyer-audience", AUDIENCE, seconds=120)
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads(figures.read_text())
    assert summary["verdict"] != "broken"
    assert summary["buyerTokensSigned"] == 40 and 0 < summary["buyerSigningCpuSeconds"] < 10
    assert "signed 40 buyer tokens" in done.stdout
