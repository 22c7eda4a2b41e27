"""Every call of buyers and shops once, against the real binary.

The client checks each response against /openapi.json. The rules, each refusal and each bad input
are tested in src/domain and src/http/endpoints; here is what needs a process, a clock or a file.
"""

from harness import poll
from harness.buyer import Buyer
from harness.client import lasting
from harness.server import OPERATOR


def test_a_token_is_issued_found_again_and_left(house):
    buyer = Buyer(house.client)
    joined = buyer.join(concert=house.concert)
    assert (joined.status, joined.json()["status"]) == (201, "ACTIVE")
    again = buyer.join()
    assert (again.status, again.json()["token"]) == (200, joined.json()["token"])
    assert buyer.status().json()["userId"] == buyer.user
    assert buyer.leave().status == 204
    assert buyer.status().json()["status"] == "EXPIRED"


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


def test_top_ups_are_in_the_balance_and_the_ledger(house):
    buyer = Buyer(house.client)
    for amount in (1, 20, 300):
        assert buyer.top_up(amount).status == 201
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
    assert house.client.get(held.headers["location"], token=buyer.token).lasting() == held.lasting()
    assert house.buyer().hold(show, seats[1]).code == "seat-unavailable"
    assert buyer.cancel(held.json()["reservationId"]).json()["status"] == "CANCELLED"
    held = buyer.hold(show, *seats).lasting()
    assert buyer.reservations().lasting()["reservations"] == [held]
    assert buyer.pay(held["reservationId"]).code == "insufficient-balance"
    buyer.top_up(price + 100)
    paid = buyer.pay(held["reservationId"])
    assert (paid.status, paid.json()["status"], paid.json()["balance"]) == (201, "CONFIRMED", 100)
    # The payment ends the turn; its token still reads the ticket.
    assert buyer.status().json()["status"] == "EXPIRED"
    assert buyer.reservation(held["reservationId"]).json()["status"] == "CONFIRMED"
    shown = house.buyer().seats(show, "?status=all").json()["seats"]
    assert {seat["status"] for seat in shown if seat["number"] in seats} == {"SOLD"}


def test_two_holds_are_paid_together(house):
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(2)
    ids = [buyer.hold(show, seat).json()["reservationId"] for seat in seats]
    buyer.top_up(price)
    paid = house.client.post("/v1/payments", {"reservationIds": ids}, token=buyer.token)
    assert (paid.status, paid.json()["amount"], paid.json()["balance"]) == (201, price, 0)


def test_a_user_without_a_room_finds_the_reservations(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    held = buyer.hold(show, *seats).lasting()
    target = f"/v1/users/{buyer.user}/reservations"
    assert house.client.get(target, token=buyer.token).lasting()["reservations"] == [held]
    for found in (target, f"/v1/operator/shows/{show}/seats/{seats[0]}/reservations"):
        assert house.operator("GET", found).lasting()["reservations"] == [held]
    one = house.operator("GET", f"/v1/operator/reservations/{held['reservationId']}")
    assert one.lasting() == held
    booking = house.operator("GET", f"/v1/operator/bookings/{held['bookingNumber']}/reservations")
    assert booking.lasting()["reservations"] == [held]
    buyer.cancel(held["reservationId"])


def test_ended_reservations_are_listed_with_their_reason(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(2)
    gone, held = (buyer.hold(show, seat).json()["reservationId"] for seat in seats)
    cancelled = buyer.cancel(gone).json()
    assert cancelled["endedBecause"] == "CANCELLED_BY_BUYER" and cancelled["endedAt"]
    ended = house.client.get("/v1/reservations?status=ended", token=buyer.token).json()
    assert ended == {"reservations": [cancelled], "nextCursor": None}
    everything = f"/v1/users/{buyer.user}/reservations?status=all&limit=1"
    page = house.operator("GET", everything).json()
    assert [one["reservationId"] for one in page["reservations"]] == [held]
    last = house.operator("GET", f"{everything}&cursor={page['nextCursor']}").json()
    assert last == ended
    wrong = house.client.get("/v1/reservations?status=over", token=buyer.token)
    assert (wrong.status, wrong.code) == (400, "invalid-parameter")
    buyer.cancel(held)


def test_an_operator_looks_up_a_buyer_and_the_seats(house):
    show, seats, price = house.fresh_seats(3)
    buyer = house.buyer()
    paid = buyer.buy(show, *seats[:2], price=price)
    buyer.join(concert=house.concert)
    held = buyer.hold(show, seats[2]).json()["reservationId"]
    before = buyer.status().json()
    path = f"/v1/operator/users/{buyer.user}"
    entries, cursor = [], ""
    while cursor is not None:
        page = house.operator("GET", f"{path}?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        entries += page["history"]
        cursor = page["nextCursor"]
    whole = house.operator("GET", path).json()
    assert [entry["at"] for entry in whole["history"]] == [entry["at"] for entry in entries]
    assert [entry["kind"] for entry in entries] == [
        "RESERVATION", "TOKEN", "LEDGER", "RESERVATION", "LEDGER", "TOKEN"]
    assert entries[0]["reservation"]["reservationId"] == held
    assert entries[-1]["token"]["expiredBecause"] == "PAID"
    assert (whole["seatsHeld"], whole["seatsBought"]) == (1, 2)
    assert whole["balance"] == house.client.get(f"/v1/users/{buyer.user}/balance", headers=OPERATOR).json()["balance"]
    assert [token["status"] for token in whole["tokens"]] == ["ACTIVE"]
    assert buyer.status().json()["activeUntil"] == before["activeUntil"]
    house.server.until_logged("buyer read")
    assert buyer.user not in house.server.err_so_far
    found = {seat["number"]: seat for seat in
             house.operator("GET", f"/v1/operator/shows/{show}/seats?limit=1000").json()["seats"]}
    assert [found[seat]["reservationId"] for seat in seats] == [paid, paid, held]
    assert {found[seat]["userId"] for seat in seats} == {buyer.user}
    assert found[seats[0]]["heldUntil"] is None and found[seats[2]]["heldUntil"] is not None


def test_problems_have_what_a_screen_needs(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    held = buyer.hold(show, *seats).json()
    conflict = buyer.hold(show, *seats)
    assert conflict.code == "seat-unavailable"
    assert (conflict.json()["unavailableSeats"], conflict.json()["mine"]) == (list(seats), list(seats))
    assert house.buyer().hold(show, *seats).json()["mine"] == []
    buyer.cancel(held["reservationId"])
    buyer.leave()
    ended = buyer.hold(show, *seats)
    assert (ended.code, ended.json()["expiredBecause"]) == ("queue-token-expired", "LEFT")


def keyed_calls(buyer, show, seat, price):
    """Each call with an Idempotency-Key, in an order in which every one of them succeeds. Without the seconds that remain, which
    each answer counts anew."""
    topped_up = buyer.top_up(price, key="top-up")
    joined = buyer.join(key="join")
    held = buyer.hold(show, seat, key="hold")
    paid = buyer.pay(held.json()["reservationId"], key="pay")
    return [(answer.status, lasting(answer.body)) for answer in (topped_up, joined, held, paid)]


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
    assert buyer.top_up(price + 1, key="top-up").code == "idempotency-key-reused"
    assert buyer.balance().json()["balance"] == 0


def test_a_hold_is_over_at_its_end_and_a_late_payer_is_not_charged(open_server):
    house = open_server("--hold-time", "1s")
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(1)
    buyer.top_up(price)
    held = buyer.hold(show, *seats).json()["reservationId"]
    poll.until("the hold is over", lambda: buyer.reservation(held).json()["status"] == "EXPIRED")
    assert buyer.pay(held).code == "hold-expired"
    assert buyer.balance().json()["balance"] == price
    assert house.buyer().hold(show, *seats).status == 201
