"""Public corpora of bad input, in every text that a client can send: refused properly, without a
change. As whole bodies, json_reader_test.cc (src/http/json) reads them.

The corpora are beside the repository on machines that have them; elsewhere these tests are skipped.
"""

import json
import os
import pathlib
import re
import unicodedata
import urllib.parse

import pytest

from harness import server as servers

CORPORA = pathlib.Path(os.environ.get("ONSALE_CORPORA", servers.ROOT.parent / "shared/corpora"))
TOKENS, RESERVATIONS, PAYMENTS = "/v1/queue/tokens", "/v1/reservations", "/v1/payments"
TOP_UPS, ROOM = "/v1/users/somebody/balance/top-ups", "/v1/operator/rooms/main"
# Calls with a body. The body is valid except for the member that gets the text.
CALLS = {
    "token": ("POST", TOKENS, '{"userId":%s}'),
    "concert": ("POST", TOKENS, '{"userId":"somebody","concertId":%s}'),
    "show": ("POST", RESERVATIONS, '{"showId":%s,"seatNumbers":[1]}'),
    "seats": ("POST", RESERVATIONS, '{"showId":"some-show","seatNumbers":%s}'),
    "payment": ("POST", PAYMENTS, '{"reservationId":%s}'),
    "top-up": ("POST", TOP_UPS, '{"amount":%s}'),
    "room": ("PATCH", ROOM, '{"state":%s}'),
}
CLEAN = {400, 402, 404, 409, 413, 422}


@pytest.fixture(scope="module")
def texts():
    """(name, bytes) of every JSON text of the suite; n_ must be refused, y_ must be accepted."""
    found = [(path.name, path.read_bytes()) for folder in ("test_parsing", "test_transform")
             for path in sorted(CORPORA.glob(f"JSONTestSuite/{folder}/*.json"))]
    if not found:
        pytest.skip(f"{CORPORA} is not here")
    assert len(found) > 300
    return found


@pytest.fixture(scope="module")
def naughty():
    path = CORPORA / "naughty-strings/blns.json"
    if not path.exists():
        pytest.skip(f"{CORPORA} is not here")
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def ask(house):
    """ask(method, target, body), as an operator with an ACTIVE token."""
    token = house.buyer().token

    def one(method, target, body=None):
        sent = servers.OPERATOR | ({} if body is None else {"Content-Type": "application/json"})
        return house.client.request(method, target, body=body, token=token, headers=sent)
    return one


def is_json(data):
    """Whether it is JSON by the RFC, as far as Python's parser checks it."""
    def refuse(constant):
        raise ValueError(constant)
    try:
        json.loads(data.decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return True


@pytest.mark.parametrize("call", CALLS)
def test_every_text_of_the_suite_as_a_member_is_refused_unless_it_is_valid(ask, texts, call):
    method, target, body = CALLS[call]
    for name, text in texts:
        whole = body.encode().replace(b"%s", text)
        answer = ask(method, target, whole)
        if answer.status < 400:
            assert is_json(whole), f"{name} was accepted"
        else:
            assert answer.status in CLEAN, name
        if not is_json(whole):
            assert answer.status in (400, 413), name


def may_be_a_user(answer, text):
    """Whether the answer is right for a text in the place of a user id (docs/decisions/0023-user-ids.md)."""
    if answer.status in (200, 201):
        return answer.json().get("userId", text) == text == unicodedata.normalize("NFC", text)
    return answer.status == 400 and not re.fullmatch("[A-Za-z0-9_@-]{1,255}", text)


@pytest.mark.parametrize("call", [call for call in CALLS if call not in ("seats", "top-up")])
def test_naughty_strings_as_members_are_accepted_only_if_they_are_valid(ask, naughty, call):
    method, target, body = CALLS[call]
    for text in naughty:
        answer = ask(method, target, body.replace("%s", json.dumps(text)))
        good = may_be_a_user(answer, text) if call == "token" else answer.status in (400, 404)
        assert good, f"{text!r}: {answer}"


PATHS = ["/v1/users/%s/balance", "/v1/users/%s/ledger", "/v1/rooms/%s", "/v1/rooms/%s/draw",
         "/v1/concerts/%s/dates", "/v1/shows/%s/seats", "/v1/shows/%s/chart", "/v1/shows/%s/availability", "/v1/shows/%s/summary",
         "/v1/charts/%s", "/v1/reservations/%s",
         "/v1/operator/rooms/%s/funnel", "/problems/%s",
         "/v1/users/somebody/ledger?cursor=%s", "/v1/users/somebody/ledger?%s=1",
         "/v1/rooms/main/draw/entries?after=%s"]


@pytest.mark.parametrize("path", PATHS)
def test_naughty_strings_in_paths_and_queries_name_nothing(ask, naughty, path):
    for text in naughty:
        answer = ask("GET", path.replace("%s", urllib.parse.quote(text, safe="")))
        good = answer.status in (400, 404, 414) or "users/%s" in path and may_be_a_user(answer, text)
        assert good, f"{text!r}: {answer}"


def test_the_audit_passes_afterwards(ask):
    report = ask("GET", "/v1/operator/audit").json()
    assert report["passed"], report
