"""Invalid request bodies: 400 with the member's path, and no change."""

import pytest

from harness.buyer import fresh_name

SHOW = "some-show"
RESERVATION = "01890000-0000-7000-8000-000000000000"
TOKENS, RESERVATIONS, PAYMENTS = "/v1/queue/tokens", "/v1/reservations", "/v1/payments"
CHARGES = "/v1/users/somebody/balance/charges"

# Bodies with one wrong member: (endpoint, body, JSON pointer to that member).
WRONG_MEMBERS = [
    (TOKENS, '{}', "/userId"),
    (TOKENS, '{"userId":null}', "/userId"),
    (TOKENS, '{"userId":""}', "/userId"),
    (TOKENS, '{"userId":"a b"}', "/userId"),
    (TOKENS, '{"userId":"' + "a" * 65 + '"}', "/userId"),
    (TOKENS, '{"userId":"a\\u0000b"}', "/userId"),
    (TOKENS, '{"userId":-1}', "/userId"),
    (TOKENS, '{"userId":1.5}', "/userId"),
    (TOKENS, '{"userId":1e400}', "/userId"),
    (TOKENS, '{"userId":18446744073709551616}', "/userId"),
    (TOKENS, '{"userId":["a"]}', "/userId"),
    (TOKENS, '{"userId":{"a":1}}', "/userId"),
    (TOKENS, '{"userId":true}', "/userId"),
    (TOKENS, '{"userId":"a","userId":"b"}', "/userId"),
    (TOKENS, '{"userId":"a","concertId":7}', "/concertId"),
    (TOKENS, '{"userId":"a","admin":true}', "/admin"),
    (TOKENS, '{"userId":"a","user\\u0049d":"b"}', "/userId"),
    (TOKENS, '[]', ""),
    (TOKENS, '"a"', ""),
    (TOKENS, '7', ""),
    (TOKENS, 'null', ""),
    (RESERVATIONS, '{"seats":[1]}', "/showId"),
    (RESERVATIONS, '{"showId":"s"}', "/seats"),
    (RESERVATIONS, '{"showId":1,"seats":[1]}', "/showId"),
    (RESERVATIONS, '{"showId":"s","seats":1}', "/seats"),
    (RESERVATIONS, '{"showId":"s","seats":[]}', "/seats"),
    (RESERVATIONS, '{"showId":"s","seats":[0]}', "/seats/0"),
    (RESERVATIONS, '{"showId":"s","seats":[-1]}', "/seats/0"),
    (RESERVATIONS, '{"showId":"s","seats":[1,"2"]}', "/seats/1"),
    (RESERVATIONS, '{"showId":"s","seats":[1,2.0]}', "/seats/1"),
    (RESERVATIONS, '{"showId":"s","seats":[1,[2]]}', "/seats/1"),
    (RESERVATIONS, '{"showId":"s","seats":[1,1]}', "/seats/1"),
    (RESERVATIONS, '{"showId":"s","seats":[4294967297]}', "/seats/0"),
    (RESERVATIONS, '{"showId":"s","seats":[' + ",".join(map(str, range(1, 52))) + ']}', "/seats"),
    (RESERVATIONS, '{"showId":"s","seats":[1],"userId":"other"}', "/userId"),
    (PAYMENTS, '{}', "/reservationId"),
    (PAYMENTS, '{"reservationId":"x"}', "/reservationId"),
    (PAYMENTS, '{"reservationId":7}', "/reservationId"),
    (PAYMENTS, '{"reservationId":"%s","amount":1}' % RESERVATION, "/amount"),
    (CHARGES, '{"amount":1,"amount":2}', "/amount"),
    (CHARGES, '{"amount":1,"currency":"USD"}', "/currency"),
]

MALFORMED = {
    "blank": b"  ",
    "cut": b'{"userId":"a"',
    "two values": b'{"userId":"a"}{"userId":"b"}',
    "trailing comma": b'{"userId":"a",}',
    "single quotes": b"{'userId':'a'}",
    "comment": b'{"userId":"a"/**/}',
    "NaN": b'{"userId":NaN}',
    "leading zero": b'{"userId":01}',
    "NUL after the value": b'{"userId":"a"}\x00',
    "NUL in a string": b'{"userId":"a\x00"}',
    "byte order mark": b'\xef\xbb\xbf{"userId":"a"}',
    "invalid UTF-8": b'{"userId":"\xff"}',
    "overlong UTF-8": b'{"userId":"\xc0\xaf"}',
    "surrogate in UTF-8": b'{"userId":"\xed\xa0\x80"}',
    "cut UTF-8": b'{"userId":"\xe2\x82"}',
    "UTF-16": '{"userId":"a"}'.encode("utf-16"),
    "lone escape": b'{"userId":"\\"}',
    "deep arrays": b"[" * 8000,
    "deep objects": b'{"a":' * 2500,
}

# Characters of one kind in a body: nearly as many as fit (16 KiB).
FULL = 15_900
BOMBS = {
    "digits": b'{"userId":' + b"9" * FULL + b"}",
    "digits behind the point": b'{"userId":0.' + b"1" * FULL + b"}",
    "digits of an exponent": b'{"userId":1e' + b"9" * FULL + b"}",
    "members": b"{" + b",".join(b'"%d":0' % number for number in range(FULL // 9)) + b"}",
    "the same member": b"{" + b",".join([b'"userId":"a"'] * (FULL // 13)) + b"}",
    "name": b'{"' + b"a" * FULL + b'":0}',
    "text": b'{"userId":"' + b"a" * FULL + b'"}',
    "escapes": b'{"userId":"' + b"\\u0000" * (FULL // 6) + b'"}',
    "surrogates": b'{"userId":"' + b"\\ud800" * (FULL // 6) + b'"}',
    "elements": b'{"showId":"s","seats":[' + b",".join([b"1"] * (FULL // 2)) + b"]}",
    "empty objects": b'{"userId":[' + b",".join([b"{}"] * (FULL // 3)) + b"]}",
    "brackets": b"[" * FULL,
    "brackets within a member": b'{"userId":' + b"[" * FULL,
    "blanks": b" " * FULL,
}


@pytest.fixture(scope="module")
def token(house):
    return house.buyer().token


def post(house, target, body, token):
    return house.client.request("POST", target, body=body, token=token,
                                headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("target, body, member", WRONG_MEMBERS,
                         ids=[f"{row[0]} {row[1][:40]}" for row in WRONG_MEMBERS])
def test_wrong_member_is_refused_with_its_path(house, token, target, body, member):
    answer = post(house, target, body, token)
    assert (answer.status, answer.code) == (400, "invalid-member")
    assert answer.json()["member"] == member


@pytest.mark.parametrize("target", [TOKENS, RESERVATIONS, PAYMENTS, CHARGES])
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_json_is_refused(house, token, target, body):
    answer = post(house, target, body, token)
    assert answer.status == 400
    assert answer.code in ("malformed-json", "invalid-member")


@pytest.mark.parametrize("target", [TOKENS, RESERVATIONS, PAYMENTS, CHARGES])
@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS.keys())
def test_a_body_full_of_one_thing_is_refused(house, token, target, body):
    answer = post(house, target, body, token)
    assert answer.status == 400
    # The problem document is short even if the body contained long texts.
    assert len(answer.body) < 2000


@pytest.mark.parametrize("target", [TOKENS, RESERVATIONS, PAYMENTS, CHARGES])
def test_missing_body_is_refused(house, token, target):
    answer = post(house, target, b"", token)
    assert (answer.status, answer.code) == (400, "malformed-request")


def test_refused_charge_changes_nothing(house):
    user = fresh_name()
    post(house, f"/v1/users/{user}/balance/charges", '{"amount":5,"extra":1}', None)
    assert house.client.get(f"/v1/users/{user}/balance").json()["balance"] == 0
