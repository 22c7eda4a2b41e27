"""Call 4: holding seats, all or none, and cancelling."""

from harness import poll


def test_hold_has_what_the_contract_names(house):
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(2)
    answer = buyer.hold(show, *seats)
    held = answer.json()
    assert answer.status == 201
    assert answer.headers["location"] == f"/v1/reservations/{held['reservationId']}"
    assert held["status"] == "HELD"
    assert held["userId"] == buyer.user
    assert [seat["number"] for seat in held["seats"]] == seats
    assert held["amount"] == price


def test_location_opens_the_reservation(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    held = buyer.hold(show, *seats)
    read = house.client.get(held.headers["location"], token=buyer.token)
    assert read.status == 200
    assert read.json()["reservationId"] == held.json()["reservationId"]


def test_second_buyer_is_refused_with_the_unavailable_seats(house):
    show, seats, _ = house.fresh_seats(3)
    house.buyer().hold(show, seats[1])
    answer = house.buyer().hold(show, *seats)
    assert (answer.status, answer.code) == (409, "seat-unavailable")
    assert answer.json()["unavailableSeats"] == [seats[1]]


def test_refused_hold_takes_no_seat(house):
    show, seats, _ = house.fresh_seats(2)
    house.buyer().hold(show, seats[0])
    house.buyer().hold(show, *seats)
    assert house.buyer().hold(show, seats[1]).status == 201


def test_own_held_seat_is_unavailable_too(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    buyer.hold(show, *seats)
    assert buyer.hold(show, *seats).code == "seat-unavailable"


def test_more_seats_than_a_user_may_have_are_refused(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(5)
    answer = buyer.hold(show, *seats)
    assert (answer.status, answer.code) == (409, "too-many-seats")
    assert answer.json()["limit"] == 4


def test_limit_counts_seats_already_held(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(5)
    assert buyer.hold(show, *seats[:4]).status == 201
    assert buyer.hold(show, seats[4]).code == "too-many-seats"


def test_unknown_seat_is_refused_by_number(house):
    answer = house.buyer().hold(house.show, 51)
    assert (answer.status, answer.code) == (422, "seat-unknown")
    assert answer.json()["unknownSeats"] == [51]


def test_unknown_show_is_not_found(house):
    answer = house.buyer().hold("no-such-show", 1)
    assert (answer.status, answer.code) == (404, "show-not-found")


def test_cancelled_reservation_releases_its_seats(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    reservation = buyer.hold(show, *seats).json()["reservationId"]
    answer = buyer.cancel(reservation)
    assert (answer.status, answer.json()["status"]) == (200, "CANCELLED")
    assert house.buyer().hold(show, *seats).status == 201


def test_cancelling_twice_changes_nothing_more(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    reservation = buyer.hold(show, *seats).json()["reservationId"]
    buyer.cancel(reservation)
    answer = buyer.cancel(reservation)
    assert (answer.status, answer.json()["status"]) == (200, "CANCELLED")


def test_paid_reservation_cannot_be_cancelled(house):
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(1)
    reservation = buyer.buy(show, *seats, price=price)
    answer = buyer.cancel(reservation)
    assert (answer.status, answer.code) == (400, "queue-token-expired")
    buyer.join()
    answer = buyer.cancel(reservation)
    assert (answer.status, answer.code) == (409, "already-paid")


def test_reservations_of_other_users_are_not_found(house):
    show, seats, _ = house.fresh_seats(1)
    reservation = house.buyer().hold(show, *seats).json()["reservationId"]
    stranger = house.buyer()
    for answer in (stranger.reservation(reservation), stranger.cancel(reservation),
                   stranger.pay(reservation)):
        assert (answer.status, answer.code) == (404, "reservation-not-found")


def test_list_has_own_reservations_only(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(2)
    mine = buyer.hold(show, seats[0]).json()["reservationId"]
    house.buyer().hold(show, seats[1])
    listed = buyer.reservations().json()["reservations"]
    assert [reservation["reservationId"] for reservation in listed] == [mine]


def test_hold_is_over_at_its_end(open_server):
    house = open_server("--hold-time", "1s")
    buyer, other = house.buyer(), house.buyer()
    show, seats, _ = house.fresh_seats(1)
    reservation = buyer.hold(show, *seats).json()["reservationId"]
    poll.until("the hold is over",
               lambda: buyer.reservation(reservation).json()["status"] == "EXPIRED")
    assert other.hold(show, *seats).status == 201
