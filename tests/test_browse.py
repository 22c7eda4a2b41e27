"""Calls 2 and 3: concerts, dates, seats and the chart."""


def test_concerts_are_public(house):
    concerts = house.client.get("/v1/concerts").json()["concerts"]
    assert all({"concertId", "title"} <= set(concert) for concert in concerts)


def test_reference_hall_has_three_dates_in_order_of_time(house):
    dates = house.buyer().dates(house.concert).json()["dates"]
    assert len(dates) == 3
    assert dates == sorted(dates, key=lambda date: date["startsAt"])
    assert {date["seatsTotal"] for date in dates} == {50}


def test_dates_of_an_unknown_concert_are_not_found(house):
    answer = house.buyer().dates("no-such-concert")
    assert (answer.status, answer.code) == (404, "concert-not-found")


def test_reference_hall_has_seats_1_to_50(house):
    seats = house.buyer().seats(house.show, "?status=all").json()["seats"]
    assert [seat["number"] for seat in seats] == list(range(1, 51))


def test_held_seat_is_not_listed_as_available(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    before = buyer.seats(show).json()
    buyer.hold(show, *seats)
    after = buyer.seats(show).json()
    assert seats[0] not in [seat["number"] for seat in after["seats"]]
    assert after["seatsAvailable"] == before["seatsAvailable"] - 1


def test_status_all_lists_held_and_sold_seats(house):
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(2)
    buyer.buy(show, seats[0], price=price)
    other = house.buyer()
    other.hold(show, seats[1])
    listed = {seat["number"]: seat["status"]
              for seat in other.seats(show, "?status=all").json()["seats"]}
    assert listed[seats[0]] == "SOLD"
    assert listed[seats[1]] == "HELD"


def test_unknown_status_filter_is_refused(house):
    answer = house.buyer().seats(house.show, "?status=maybe")
    assert (answer.status, answer.code) == (400, "invalid-parameter")


def test_seats_of_an_unknown_show_are_not_found(house):
    answer = house.buyer().seats("no-such-show")
    assert (answer.status, answer.code) == (404, "show-not-found")


def test_unchanged_seats_answer_304(house):
    buyer = house.buyer()
    show = house.show
    etag = buyer.seats(show).headers["etag"]
    again = buyer.seats(show, headers={"If-None-Match": etag})
    assert (again.status, again.body) == (304, b"")


def test_a_hold_changes_the_etag_of_seats(house):
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    etag = buyer.seats(show).headers["etag"]
    buyer.hold(show, *seats)
    assert buyer.seats(show, headers={"If-None-Match": etag}).status == 200


def test_chart_is_public_static_and_cacheable(house):
    target = f"/v1/shows/{house.show}/chart"
    chart = house.client.get(target)
    assert chart.status == 200
    assert "max-age" in chart.headers["cache-control"]
    again = house.client.get(target, headers={"If-None-Match": chart.headers["etag"]})
    assert again.status == 304


def test_chart_of_an_unknown_show_is_not_found(house):
    answer = house.client.get("/v1/shows/no-such-show/chart")
    assert (answer.status, answer.code) == (404, "show-not-found")
