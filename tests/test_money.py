"""Calls 5 and 6: the balance, charging it, and the ledger."""

import pytest

from harness.buyer import Buyer, fresh_name

CHARGE_MAX = 10**9
BALANCE_MAX = 10**12


@pytest.fixture
def buyer(house):
    return Buyer(house.client, fresh_name("saver"))


def test_balance_of_a_user_never_seen_is_0(buyer):
    answer = buyer.balance()
    assert answer.status == 200
    assert answer.json()["balance"] == 0


def test_charge_answers_with_the_new_balance(buyer):
    answer = buyer.charge(5000)
    assert answer.status == 201
    assert (answer.json()["amount"], answer.json()["balance"]) == (5000, 5000)


def test_charges_add_up(buyer):
    for amount in (1, 20, 300):
        buyer.charge(amount)
    assert buyer.balance().json()["balance"] == 321


def test_largest_charge_is_accepted(buyer):
    assert buyer.charge(CHARGE_MAX).status == 201


@pytest.mark.parametrize("amount", [0, -1, CHARGE_MAX + 1, 2**63, 2**64, 1.5, 1e3, "5", None, True, [5]])
def test_other_amounts_are_refused(buyer, amount):
    answer = buyer.charge(amount)
    assert (answer.status, answer.code) == (400, "invalid-member")
    assert answer.json()["member"] == "/amount"
    assert buyer.balance().json()["balance"] == 0


def test_balance_has_a_limit(buyer):
    for _ in range(BALANCE_MAX // CHARGE_MAX):
        assert buyer.charge(CHARGE_MAX).status == 201
    answer = buyer.charge(1)
    assert (answer.status, answer.code) == (409, "balance-limit")
    assert buyer.balance().json()["balance"] == BALANCE_MAX


def test_ledger_is_newest_first(buyer):
    for amount in (1, 2, 3):
        buyer.charge(amount)
    entries = buyer.ledger().json()["entries"]
    assert [entry["amount"] for entry in entries] == [3, 2, 1]


def test_ledger_of_a_user_never_seen_is_empty(buyer):
    answer = buyer.ledger().json()
    assert (answer["entries"], answer["nextCursor"]) == ([], None)


def test_cursor_walks_through_the_whole_ledger(buyer):
    for amount in range(1, 8):
        buyer.charge(amount)
    amounts, cursor = [], ""
    while cursor is not None:
        page = buyer.ledger(f"?limit=3{cursor}").json()
        assert len(page["entries"]) <= 3
        amounts += [entry["amount"] for entry in page["entries"]]
        cursor = page["nextCursor"] and f"&cursor={page['nextCursor']}"
    assert amounts == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("query", ["?limit=0", "?limit=-1", "?limit=x", "?limit=99999999999999999999",
                                   "?cursor=!", "?unknown=1"])
def test_malformed_ledger_queries_are_refused(buyer, query):
    answer = buyer.ledger(query)
    assert (answer.status, answer.code) == (400, "invalid-parameter")


@pytest.mark.parametrize("user", ["a" * 65, "a%20b", "a%00b", "%ED%95%9C", "a*b"])
def test_malformed_users_are_refused(house, user):
    answer = house.client.get(f"/v1/users/{user}/balance")
    assert answer.status in (400, 404)
