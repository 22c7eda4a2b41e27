"""Every call of buyers and shops once, against the real binary.

The client checks each response against /openapi.json. The rules, each refusal and each bad input
are tested in src/domain and src/http/endpoints; here is what needs a process, a clock or a file.
"""

from harness import poll
from harness.buyer import Buyer
from harness.server import OPERATOR_KEY


def test_a_token_is_issued_found_again_and_left(house):
    buyer = Buyer(house.client)
    joined = buyer.join(concert=house.concert)
    assert (joined.status, joined.json()["status"]) == (201, "ACTIVE")
    again = buyer.join()
    assert (again.status, again.json()["token"]) == (200, joined.json()["token"])
    assert buyer.status().json()["userId"] == buyer.user
    assert buyer.leave().status == 204
    assert buyer.status().json()["status"] == "EXPIRED"


def test_a_call_without_its_token_is_refused(house):
    for token, code in ((None, "queue-token-required"), (house.buyer().token + "A", "queue-token-invalid")):
        answer = house.client.get(f"/v1/concerts/{house.concert}/dates", token=token)
        assert (answer.status, answer.code) == (400, code)


def test_a_concert_is_read_before_the_queue(house):
    answer = house.client.get(f"/v1/concerts/{house.concert}")
    assert answer.status == 200
    assert [show["state"] for show in answer.json()["shows"]] == ["ON_SALE"] * 3
    start = answer.json()["shows"][0]
    assert (start["startsAt"], start["timeZone"]) == ("2030-05-01T19:00:00.000+09:00", "Asia/Seoul")
    assert answer.headers["cache-control"] == "public, max-age=1"
    same = {"If-None-Match": answer.headers["etag"]}
    assert house.client.get(f"/v1/concerts/{house.concert}", headers=same).status == 304
    assert house.client.get("/v1/concerts/none").code == "concert-not-found"


def test_dates_seats_and_chart_of_the_reference_hall(house):
    buyer = house.buyer()
    dates = buyer.dates(house.concert).json()["dates"]
    assert len(dates) == 3
    show = dates[0]["showId"]
    page = buyer.seats(show, "?status=all")
    assert [seat["number"] for seat in page.json()["seats"]] == list(range(1, 51))
    chart = house.client.get(f"/v1/shows/{show}/chart")
    assert chart.status == 200
    unchanged = buyer.seats(show, "?status=all", headers={"If-None-Match": page.headers["etag"]})
    assert (unchanged.status, unchanged.body) == (304, b"")


def test_charges_are_in_the_balance_and_the_ledger(house):
    buyer = Buyer(house.client)
    for amount in (1, 20, 300):
        assert buyer.charge(amount).status == 201
    assert buyer.balance().json()["balance"] == 321
    page = buyer.ledger("?limit=2").json()
    rest = buyer.ledger(f"?limit=2&cursor={page['nextCursor']}").json()
    assert [entry["amount"] for entry in page["entries"] + rest["entries"]] == [300, 20, 1]
    assert rest["nextCursor"] is None


def test_a_hold_is_read_cancelled_and_paid(house):
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(2)
    held = buyer.hold(show, *seats)
    assert (held.status, held.json()["amount"]) == (201, price)
    assert house.client.get(held.headers["location"], token=buyer.token).json() == held.json()
    assert house.buyer().hold(show, seats[1]).code == "seat-unavailable"
    assert buyer.cancel(held.json()["reservationId"]).json()["status"] == "CANCELLED"
    held = buyer.hold(show, *seats).json()
    assert buyer.reservations().json()["reservations"] == [held]
    assert buyer.pay(held["reservationId"]).code == "insufficient-balance"
    buyer.charge(price + 100)
    paid = buyer.pay(held["reservationId"])
    assert (paid.status, paid.json()["status"], paid.json()["balance"]) == (201, "CONFIRMED", 100)
    # The payment ends the turn; its token still reads the ticket.
    assert buyer.status().json()["status"] == "EXPIRED"
    assert buyer.reservation(held["reservationId"]).json()["status"] == "CONFIRMED"
    shown = house.buyer().seats(show, "?status=all").json()["seats"]
    assert {seat["status"] for seat in shown if seat["number"] in seats} == {"SOLD"}


def test_two_holds_are_paid_together_and_a_third_is_released(house):
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(3)
    held = [buyer.hold(show, seat).json() for seat in seats]
    ids = [one["reservationId"] for one in held]
    buyer.charge(price)
    paid = house.client.post("/v1/payments", {"reservationIds": [ids[1], ids[0]]}, token=buyer.token)
    assert paid.status == 201, paid
    amounts = [one["amount"] for one in held]
    assert [one["reservationId"] for one in paid.json()["payments"]] == sorted(ids[:2])
    assert (paid.json()["amount"], paid.json()["balance"]) == (sum(amounts[:2]), price - sum(amounts[:2]))
    states = [buyer.reservation(one).json()["status"] for one in ids]
    assert states == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    again = house.client.post("/v1/payments", {"reservationId": ids[0]}, token=buyer.token)
    assert (again.status, again.code) == (409, "already-paid")
    assert again.json()["payment"]["reservationId"] == ids[0]


def test_a_user_of_any_name_has_a_balance_and_reservations(house):
    for user, path in (("kim+1@example.com", "kim+1@example.com"), ("auth0|7", "auth0%7C7"), ("a/b", "a%2Fb"),
                       ("\uae40\ubbfc\uc218", "%EA%B9%80%EB%AF%BC%EC%88%98"), ("\uae40" * 85, "%EA%B9%80" * 85)):
        assert house.client.post("/v1/queue/tokens", {"userId": user}).status in (200, 201)
        assert house.client.post(f"/v1/users/{path}/balance/charges", {"amount": 7}).status == 201
        balance = house.client.get(f"/v1/users/{path}/balance").json()
        assert balance["userId"] == user and balance["balance"] >= 7
        assert house.client.get(f"/v1/users/{path}/ledger").json()["entries"][0]["credit"] == f"wallet:{user}"
    for user in (".", "..", "a/../kim", "/kim", "kim/", "a\\..\\kim", "Jose\u0301", "kim\u200b", "\u3164"):
        assert house.client.post("/v1/queue/tokens", {"userId": user}).code == "invalid-member"
    for path in ("%2e", "%2E%2e", "a%2F..%2Fkim", "%2Fkim", "kim%2f", "a%5C..%5Ckim", "Jose%CC%81"):
        assert house.client.get(f"/v1/users/{path}/balance").code == "invalid-parameter"


def test_a_user_without_a_room_finds_the_reservations(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    held = buyer.hold(show, *seats).json()
    target = f"/v1/users/{buyer.user}/reservations"
    assert house.client.get(target, token=buyer.token).json()["reservations"] == [held]
    assert (house.client.get(target).status, house.client.get(target).code) == (400, "queue-token-required")
    other = house.client.get(target, token=house.buyer().token)
    assert (other.status, other.code) == (403, "other-user")
    key = {"Authorization": f"Bearer {OPERATOR_KEY}"}
    for found in (target, f"/v1/operator/shows/{show}/seats/{seats[0]}/reservations"):
        assert house.client.get(found, headers=key).json()["reservations"] == [held]
    one = house.client.get(f"/v1/operator/reservations/{held['reservationId']}", headers=key)
    assert one.json() == held
    buyer.cancel(held["reservationId"])


def keyed_calls(buyer, show, seat, price):
    """Each call with an Idempotency-Key, in an order in which every one of them succeeds."""
    charged = buyer.charge(price, key="charge")
    joined = buyer.join(key="join")
    held = buyer.hold(show, seat, key="hold")
    paid = buyer.pay(held.json()["reservationId"], key="pay")
    return [(answer.status, answer.body) for answer in (charged, joined, held, paid)]


def test_a_retry_gets_the_stored_answer_even_from_the_next_process(open_server):
    house = open_server()
    show, (seat,), price = house.fresh_seats(1)
    buyer = Buyer(house.client)
    first = keyed_calls(buyer, show, seat, price)
    assert [status for status, _ in first] == [201] * 4
    assert keyed_calls(buyer, show, seat, price) == first
    assert house.server.terminate() == 0
    buyer.client = open_server(data=house.server.data).client
    assert keyed_calls(buyer, show, seat, price) == first
    assert buyer.charge(price + 1, key="charge").code == "idempotency-key-reused"
    assert buyer.balance().json()["balance"] == 0


def test_a_hold_is_over_at_its_end_and_a_late_payer_is_not_charged(open_server):
    house = open_server("--hold-time", "1s")
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(1)
    buyer.charge(price)
    held = buyer.hold(show, *seats).json()["reservationId"]
    poll.until("the hold is over", lambda: buyer.reservation(held).json()["status"] == "EXPIRED")
    assert buyer.pay(held).code == "hold-expired"
    assert buyer.balance().json()["balance"] == price
    assert house.buyer().hold(show, *seats).status == 201


def test_a_turn_ends_by_itself_and_the_next_is_admitted(open_server):
    house = open_server("--room-capacity", 1, "--active-time", "1s", "--hold-time", "1s")
    first, second, third = (Buyer(house.client) for _ in range(3))
    assert [buyer.join().json()["ahead"] for buyer in (first, second, third)] == [0, 0, 1]
    second.leave()
    poll.until("the next in line is ACTIVE", lambda: third.status().json()["status"] == "ACTIVE")
    assert first.status().json()["status"] == "EXPIRED"
