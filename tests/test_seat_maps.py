"""Charts, availability, events and summaries as docs/seat-maps.md has them, by the reference decoders in clients/seat-maps."""

import gzip
import json
import pathlib
import subprocess

import pytest

from conftest import RunningServer
from harness import server as servers
from harness import typescript
from harness.buyer import Buyer
from harness.events import Stream
from harness.seat_maps import FOLDER, seat_maps

ODD_HALL = pathlib.Path(__file__).resolve().parent / "catalogs/odd_hall.json"
# The shows of each sample catalogue and of a hall with rows of every form.
SHOWS = {"reference": "reference-1", "moonlit-signal": "moonlit-signal-1", "odd": "odd-1"}
GZIP = {"Accept-Encoding": "gzip"}
EXACT = ("number", "section", "row", "label", "categoryId")


@pytest.fixture(scope="module")
def halls(module_path):
    key_file = servers.owner_key_file(module_path)
    with servers.Server(module_path / "data", "--owner-key-file", key_file,
                        catalogs=(servers.REFERENCE, servers.ARENA, ODD_HALL)) as server:
        yield RunningServer(server.ready())


def chart_url(house, concert):
    shows = house.client.get(f"/v1/concerts/{concert}").json()["shows"]
    return next(show["chartUrl"] for show in shows if show["showId"] == SHOWS[concert])


def content(house, concert):
    return house.client.get(chart_url(house, concert)).json()


def availability(buyer, show, headers=None):
    return buyer.client.get(f"/v1/shows/{show}/availability", token=buyer.token, headers=headers)


def statuses(buyer, show):
    """The status of each seat by its number, as the list of objects has it."""
    return {seat["number"]: seat["status"] for seat in buyer.seats(show, "?status=all").json()["seats"]}


def decoded(house, concert, answer):
    seats = seat_maps.decode_chart(content(house, concert))
    states = seat_maps.decode_states(answer.json(), len(seats))
    return {seat["number"]: seat_maps.STATES[state] for seat, state in zip(seats, states)}


@pytest.mark.parametrize("concert", SHOWS)
def test_the_columns_say_what_the_list_of_seats_says(halls, concert):
    seats = seat_maps.decode_chart(content(halls, concert))
    listed = halls.client.get(f"/v1/shows/{SHOWS[concert]}/chart").json()["seats"]
    assert len(seats) == len(listed)
    for seat, wanted in zip(seats, listed):
        assert [seat[name] for name in EXACT] == [wanted[name] for name in EXACT]
        assert abs(seat["xCm"] - wanted["xCm"]) <= 1 and abs(seat["yCm"] - wanted["yCm"]) <= 1, wanted


def test_the_decoder_in_typescript_reads_the_same(halls, tmp_path):
    typescript.package()  # has the compiler
    typescript.tool("tsc", FOLDER / "seat_maps.ts", "--strict", "--noUncheckedIndexedAccess", "--target", "ES2022",
                    "--lib", "ES2022,DOM", "--types", "", "--module", "ES2022", "--outDir", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "run.js").write_text("""
        import * as maps from "./seat_maps.js";
        import { readFileSync } from "node:fs";
        const { chart, availability, event } = JSON.parse(readFileSync(0, "utf8"));
        const seats = maps.decodeChart(chart);
        const states = maps.decodeStates(availability, seats.length);
        const before = [...states];
        maps.applyChanges(states, event);
        console.log(JSON.stringify({ seats, before, after: [...states] }));
    """)
    for concert, show in SHOWS.items():
        buyer = halls.buyer(concert=concert)
        sent = {"chart": content(halls, concert), "availability": availability(buyer, show).json(),
                "event": {"changes": [0, 2, 1, 3, 1, 2]}}
        done = subprocess.run(["node", tmp_path / "run.js"], input=json.dumps(sent), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        read = json.loads(done.stdout)
        assert read["seats"] == seat_maps.decode_chart(sent["chart"])
        states = seat_maps.decode_states(sent["availability"], len(read["seats"]))
        assert read["before"] == states
        seat_maps.apply_changes(states, sent["event"])
        assert read["after"] == states


def test_a_chart_is_small_and_kept_for_ever(halls):
    url = chart_url(halls, "moonlit-signal")
    plain = halls.client.get(url)
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    packed = {coding: halls.client.get(url, headers={"Accept-Encoding": coding}) for coding in ("gzip", "br")}
    for coding, answer in packed.items():
        assert answer.headers["content-encoding"] == coding and answer.headers["vary"] == "Accept-Encoding"
        again = halls.client.get(url, headers={"Accept-Encoding": coding, "If-None-Match": answer.headers["etag"]})
        assert again.status == 304
    assert gzip.decompress(packed["gzip"].body) == plain.body
    assert len(packed["gzip"].body) <= 16_000 and len(packed["br"].body) <= 12_000
    assert halls.client.get("/v1/charts/" + "0" * 32).code == "not-found"
    dates = halls.buyer(concert="moonlit-signal").dates("moonlit-signal").json()["dates"]
    assert {date["chartUrl"] for date in dates} == {url}


def test_the_availability_follows_holds_and_payments(open_server):
    house = open_server(catalogs=(servers.ARENA,))
    show = SHOWS["moonlit-signal"]
    buyer = house.buyer()
    before = availability(buyer, show)
    assert availability(buyer, show, {"If-None-Match": before.headers["etag"]}).status == 304
    buyer.top_up(10_000_000)
    held = [house.buyer().hold(show, *range(first, first + 4)).status for first in (1, 101, 5001)]
    assert held == [201] * 3
    assert buyer.pay(buyer.hold(show, 3001, 3002).json()["reservationId"]).status == 201
    looker = house.buyer()
    after = availability(looker, show)
    assert decoded(house, "moonlit-signal", after) == statuses(looker, show)
    assert after.json()["seatsAvailable"] == sum(after.json()["sections"]) == 12_828 - 14
    assert len(after.body) <= 8_000
    packed = availability(looker, show, GZIP)
    assert packed.headers["content-encoding"] == "gzip" and len(packed.body) <= 4_000
    chart = house.client.get("/v1/concerts/moonlit-signal").json()["shows"][0]["chartUrl"]
    assert after.json()["chart"] == chart.rpartition("/")[2]
    stream = Stream(house.server.port, f"/v1/shows/{show}/seats/events", looker.token, house.contract)
    assert stream.next().data == after.json()
    stream.close()


def test_nobody_gets_a_copy_from_before_an_own_change(halls):
    """A compressed map may be a quarter of a second old for others."""
    buyer = halls.buyer(concert="odd")
    for seat in range(5000, 5020):
        held = buyer.hold("odd-1", seat).json()["reservationId"]
        assert decoded(halls, "odd", availability(buyer, "odd-1", GZIP))[seat] == "HELD"
        buyer.cancel(held)
        listed = buyer.seats("odd-1", headers=GZIP).json()["seats"]
        assert seat in [one["number"] for one in listed]


def test_a_summary_needs_no_token_and_counts_every_seat(halls):
    seats = seat_maps.decode_chart(content(halls, "odd"))
    answer = halls.client.get("/v1/shows/odd-1/summary")
    assert answer.headers["cache-control"] == "public, max-age=1"
    summary = answer.json()
    assert summary["chart"] == chart_url(halls, "odd").rpartition("/")[2]
    for name, parts in (("categoryId", summary["categories"]), ("section", summary["sections"])):
        for part in parts:
            assert part["seatsTotal"] == sum(seat[name] == part[name] for seat in seats), part
            assert part["seatsTotal"] == sum(part[count] for count in ("seatsAvailable", "seatsHeld", "seatsSold"))
        assert sum(part["seatsTotal"] for part in parts) == summary["seatsTotal"] == len(seats)
    assert [part["section"] for part in summary["sections"]] == [part["section"] for part in content(halls, "odd")["sections"]]


def test_a_part_of_the_seats_is_listed_by_section_and_category(halls):
    buyer = halls.buyer(concert="odd")
    seats = seat_maps.decode_chart(content(halls, "odd"))
    for query, is_in in (("?section=%EA%B0%80", lambda seat: seat["section"] == "가"),
                         ("?category=far&status=all", lambda seat: seat["categoryId"] == "far"),
                         ("?section=Block%20A-1&category=near", lambda seat: False)):
        listed = buyer.seats("odd-1", query).json()
        assert [seat["number"] for seat in listed["seats"]] == [seat["number"] for seat in seats if is_in(seat)]
        assert listed["seatsAvailable"] == len(listed["seats"])
    assert buyer.seats("odd-1", "?section=nowhere").code == "invalid-parameter"


def test_a_purchase_after_the_chart_takes_at_most_15_kilobytes(open_server):
    house = open_server(catalogs=(servers.ARENA,))
    show = SHOWS["moonlit-signal"]
    taken = []

    def count(answer):
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items()) + 20
        taken.append(head + len(answer.body))
        return answer

    buyer = Buyer(house.client)
    count(buyer.join())
    count(house.client.get("/v1/concerts/moonlit-signal", headers=GZIP))
    count(buyer.dates("moonlit-signal"))
    count(availability(buyer, show, GZIP))
    held = count(buyer.hold(show, 1, 2, 3, 4)).json()["reservationId"]
    count(buyer.top_up(1_000_000))
    assert count(buyer.pay(held)).status == 201
    assert sum(taken) <= 15_000, taken
