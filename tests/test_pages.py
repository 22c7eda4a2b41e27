"""The buyers' pages: whole purchases and every state in Chromium, against a real server."""

import contextlib
import datetime
import gzip
import json
import re
import subprocess

import pytest

from conftest import RunningServer
from harness import pages, server
from harness.buyer import fresh_name
from harness.client import Client
from harness.shop import Shop

ARENA = server.ROOT / "catalog/arena.json"
CONCERT = "moonlit-signal"
SHOW = "moonlit-signal-1"
CORNER = server.ROOT / "tests/catalogs/corner_hall.json"
# Bytes of the first use, compressed: the pages alone, and with all that the concert page reads.
PAGES_BYTES_MAX = 60 * 1024
ALL_BYTES_MAX = 80 * 1024


@pytest.fixture(scope="module")
def browser():
    running = pages.Browser()
    yield running
    running.close()


def needs_pages(running):
    if running.client.get("/me").status != 200:
        pytest.skip("the server was built without the pages: npm was missing")
    return running


@pytest.fixture(scope="module")
def arena(module_path):
    """The arena with a turn for everybody."""
    key_file = server.owner_key_file(module_path)
    with server.Server(module_path / "arena", "--room-capacity", 1000, "--owner-key-file", key_file,
                       catalogs=(server.REFERENCE, ARENA)) as started:
        yield needs_pages(RunningServer(started.ready()))


@pytest.fixture
def sale(open_server):
    """A sale of its own: sale("--hold-time", "3s")."""
    return lambda *arguments: needs_pages(open_server(*arguments, catalogs=(ARENA,)))


def booked(running, user):
    """The seats that the user has paid for."""
    buyer = running.buyer(user)
    return [seat["label"] for one in buyer.reservations().json()["reservations"] if one["status"] == "CONFIRMED"
            for seat in one["seats"]]


@pytest.mark.parametrize("language, scheme, seats", [("ko", "light", [261, 262]), ("en", "dark", [265, 266])])
def test_a_purchase_by_touch_from_the_concert_to_the_ticket(arena, browser, language, scheme, seats):
    user = fresh_name()
    axe = ["concerts", "concert", "name", "map", "list"]  # the others are in `states`, in both languages
    number = browser.run("purchase", arena.server.url, language=language, scheme=scheme, user=user, title="MOONLIT", seats=seats,
                         axe=axe if language == "ko" else [])
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", number)
    assert booked(arena, user) == [f"F2-1-{seat - 252}" for seat in seats]


def test_a_purchase_on_a_narrow_screen(arena, browser):
    browser.run("purchase", arena.server.url, language="en", user=fresh_name(), title="MOONLIT", seats=[269],
                viewport={"width": 320, "height": 640})


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_purchase_by_the_keyboard_alone(arena, browser, language):
    user = fresh_name()
    spoken = browser.run("keyboard", arena.server.url, language=language, keyboard=True, user=user, concert=CONCERT,
                         viewport={"width": 1000, "height": 800}, section="F3" if language == "ko" else "F1")
    assert spoken == {"ko": "F3구역 1열 1번, VIP석, 198,000원, 선택 가능",
                      "en": "Section F1, row 1, seat 1, VIP, ₩198,000, available"}[language]
    assert len(booked(arena, user)) == 2


@pytest.mark.alone
def test_a_seat_that_goes_leaves_the_selection_within_a_second(arena, browser):
    browser.run("seatGoes", arena.server.url, user=fresh_name(), concert=CONCERT, show=SHOW, seats=[285, 281, 277],
                rival=arena.buyer().token)


def test_a_lost_race_gets_the_nearest_seats_in_one_tap(arena, browser):
    held = browser.run("lostRace", arena.server.url, language="en", user=fresh_name(), concert=CONCERT, show=SHOW, seats=[287, 288],
                       rival=arena.buyer().token)
    assert re.search(r"F2, row \d, seats \d+–\d+", held), held


def test_a_moving_map_draws_no_text_until_it_rests_or_a_seat_changes(sale, browser):
    """Drawn in each frame, texts took up to 12 ms of it on a slow processor."""
    running = sale()
    found = browser.run("movesMap", running.server.url, user=fresh_name(), concert=CONCERT)
    assert found["moving"] == 0
    assert found["resting"] > 20
    assert found["changed"] > 20


def test_a_payment_whose_answer_is_lost_is_made_once(arena, browser):
    user = fresh_name()
    assert browser.run("lostAnswer", arena.server.url, user=user, concert=CONCERT, seats=[289]) == 2
    kinds = [entry["kind"] for entry in arena.buyer(user).ledger().json()["entries"]]
    assert sorted(kinds) == ["PAYMENT", "TOP_UP"]


def test_the_countdown_follows_the_clock_of_the_server(arena, browser):
    browser.run_both("wrongClock", [(arena.server.url, {"user": fresh_name(), "concert": CONCERT, "wrongMs": minutes * 60_000})
                                    for minutes in (10, -10)])


def through_all_states(start, data, browser, acts, **options):
    """A buyer through every state of a small hall, of which another one has the only turn."""
    running = needs_pages(start("--room-capacity", 1, "--active-time", "10m", data=data, catalogs=(CORNER,)))
    joined = running.operator("POST", "/v1/queue/tokens", {"userId": "early", "access": True})
    return browser.begin("states", running.server.url, user=fresh_name(), concert="corner", before=joined.json()["token"], acts=acts,
                         heldBack=f"{running.server.operator_url}/v1/operator/shows/corner-1/seats/hold-back",
                         room=f"{running.server.operator_url}/v1/operator/rooms/main", operator=server.OPERATOR | {"Onsale-Reason": "a camera"}, **options)


def test_a_reload_a_second_tab_and_a_lost_connection_lose_nothing_in_any_state(open_server, tmp_path, browser):
    """Beside it axe, in every state, in both languages and both colours: on a server of its own, at the same time."""
    walks = [through_all_states(open_server, tmp_path / name, browser, acts, awayMs=300)
             for name, acts in {"acts": ["reload", "tab", "away"], "axe": ["axe"]}.items()]
    for walk in walks:
        browser.end(walk)


def test_the_same_before_the_opening_and_in_the_lobby_of_a_draw(open_server, tmp_path, browser):
    early(open_server, tmp_path, browser, ["reload", "tab", "away", "axe"], awayMs=300)


def early(start, folder, browser, acts, **options):
    """A buyer who joins before the room opens, which it does in an hour."""
    runs = []
    for state, button, mode in (("before", "wait", {}), ("lobby", "draw", {"mode": "DRAW"})):
        running = needs_pages(start(data=folder / state, catalogs=(CORNER,)))
        assert running.change_room(state="SCHEDULED", opensAt=in_an_hour(), **mode).status == 200
        text = "문을 곧 엽니다"
        assert running.operator("PUT", "/v1/operator/rooms/main/notice", {"korean": text}).status == 200
        runs.append((running.server.url, {"user": fresh_name(), "concert": "corner", "state": state, "button": button, "acts": acts, "notice": text,
                                          **options}))
    browser.run_both("early", runs)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_dates_say_what_their_room_allows(open_server, browser, language):
    running = needs_pages(open_server(catalogs=(CORNER,)))
    browser.run("datesOfRoom", running.server.url, language=language, concert="corner", opensAt="2030-04-30T20:00:00+09:00",
                operator=server.OPERATOR, room=f"{running.server.operator_url}/v1/operator/rooms/main",
                viewport={"width": 320, "height": 640})


def test_an_open_list_of_dates_stays_true(open_server, browser):
    running = needs_pages(open_server("--room-capacity", 10, catalogs=(CORNER,)))
    browser.run("datesLeft", running.server.url, user=fresh_name(), concert="corner", show="corner-2", rival=running.buyer().token)


def test_whoever_cannot_join_or_was_not_there_is_told_why(open_server, browser):
    """A presale, a full room, a turn that nobody took: with axe in both languages and both colours."""
    running = needs_pages(open_server("--room-capacity", 1, catalogs=(CORNER,)))
    browser.run("turnedAway", running.server.url, user=fresh_name(), concert="corner", operator=server.OPERATOR,
                room=f"{running.server.operator_url}/v1/operator/rooms/main", status=f"{running.server.operator_url}/v1/operator/status")


def test_refused_seats_are_answered_with_others_in_one_tap(open_server, browser):
    """A single seat, too large a block, and places that this buyer has no right to."""
    running = needs_pages(open_server("--room-capacity", 10, catalogs=(CORNER,)))
    browser.run("corner", running.server.url, user=fresh_name(), concert="corner", show="corner-1",
                rival=running.buyer().token)


def test_whoever_needs_a_wheelchair_place_gets_it_with_the_companion_seat(start, key_file, tmp_path, browser):
    shop = Shop(tmp_path)
    running = start(*shop.flags(key_file), "--pages-token-path", "/session/token", catalogs=(CORNER,))
    if Client(running.port).get("/me").status != 200:
        pytest.skip("the server was built without the pages: npm was missing")
    held = browser.run("corner", running.url, language="en", concert="corner", tokens=[shop.key.token("kim", access=True)])
    assert "L, row 1, seats 1–2" in held


def test_the_server_chooses_the_best_seats(arena, browser):
    wishes = {fresh_name(): {"count": "3", "level": "s"}, fresh_name(): {"count": "2", "accessible": True}}
    browser.run_both("bestSeats", [(arena.server.url, {"user": user, "concert": CONCERT, "wanted": wanted})
                                   for user, wanted in wishes.items()])
    three, pair = (arena.buyer(user).reservations().json()["reservations"][0]["seats"] for user in wishes)
    assert [seat["categoryId"] for seat in three] == ["s"] * 3
    assert [seat["row"] for seat in pair] == ["14"] * 2, "a wheelchair place and its companion seat"


def test_a_challenge_is_computed_by_the_page(sale, browser):
    """And a browser that cannot says so."""
    running = sale("--room-capacity", 1, "--challenge", "always", "--challenge-work", 20)
    running.buyer()
    running.buyer()  # waits
    asked = browser.run_both("challenge", [
        (running.server.url, {"language": language, "user": fresh_name(), "concert": CONCERT, "isUnable": unable})
        for language, unable in (("ko", False), ("en", True))])
    assert asked == [2, 1], "asked, and again with the proof"


# What the screen reader says, in this order: all that a buyer needs on the way by the list.
SPOKEN = {
    "ko": {"concert": ["heading, At the corner, level 1", "1인 12매까지", "heading, 2030. 5. 2.(목) 오후 7:00, level 2", "예매 중", "R석", "2,000원",
                       "button, 예매하기"],
           "pair": ["button, L구역 1열 1번, A석, 1,000원, 휠체어석, 선택됨, pressed",
                    "polite: 휠체어석과 동반자석은 함께 선택됩니다: L구역 1열 1번, 2번"],
           "list": ["link, 목록에서 고르기", "heading, 좌석을 선택해 주세요, level 1", "button, 추천 좌석", "button, 휠체어석, not pressed",
                    "button, L구역 · A석 · 잔여 6석, expanded", "group, 1열", "button, L구역 1열 2번, A석, 1,000원, 동반자석, 선택됨, pressed",
                    "button, L구역 1열 6번, A석, 1,000원, 계단 없음, 선택 가능, not pressed", "2석 · 2,000원", "button, 선택 완료"],
           "held": ["heading, 좌석을 선점했습니다, level 1", "시간 안에 결제하지 않으면 좌석이 풀립니다.", "L구역 1열 1번, 2번", "잔액이 2,000원 부족합니다",
                    "button, 2,000원 충전하고 결제하기"],
           "paying": ["polite: 결제하고 있습니다. 창을 닫지 마세요."],
           "ticket": ["heading, 예매가 완료되었습니다, level 1", "L구역 1열 1번, 2번", "A석 2매", "button, 내 예매"]},
    "en": {"concert": ["heading, At the corner, level 1", "Up to 12 tickets each", "heading, Thu 2 May 2030, 7:00 pm KST, level 2", "On sale", "R",
                       "₩2,000", "button, Book"],
           "pair": ["button, Section L, row 1, seat 1, A, ₩1,000, wheelchair place, selected, pressed",
                    "polite: A wheelchair place and its companion seat are chosen together: L, row 1, seats 1–2"],
           "list": ["link, Choose from a list", "heading, Choose your seats, level 1", "button, Best available", "button, Wheelchair places, not pressed",
                    "button, Section L · A · 6 left, expanded", "group, Row 1",
                    "button, Section L, row 1, seat 2, A, ₩1,000, companion seat, selected, pressed",
                    "button, Section L, row 1, seat 6, A, ₩1,000, step-free, available, not pressed", "2 seats · ₩2,000", "button, Continue"],
           "held": ["heading, Your seats are held, level 1", "Unpaid seats are released when the time is up.", "L, row 1, seats 1–2",
                    "You need ₩2,000 more", "button, Top up ₩2,000 and pay"],
           "paying": ["polite: Paying. Please keep this page open."],
           "ticket": ["heading, Booking confirmed, level 1", "L, row 1, seats 1–2", "A × 2", "button, My bookings"]}}


def test_a_screen_reader_reads_the_whole_purchase(open_server, tmp_path, browser):
    servers = [needs_pages(open_server("--room-capacity", 10, data=tmp_path / language, catalogs=(CORNER,))) for language in SPOKEN]
    heard = browser.run_both("spoken", [(running.server.url, {"language": language, "user": fresh_name(), "concert": "corner"})
                                        for running, language in zip(servers, SPOKEN)])
    for wanted, said in zip(SPOKEN.values(), heard):
        assert set(said) == set(wanted)
        for state, phrases in wanted.items():
            rest = iter(said[state])
            for phrase in phrases:
                assert phrase in rest, f"{state}: {phrase!r} is not said, or not in this order: {said[state]}"
        assert wanted["paying"][0].removeprefix("polite: ") not in said["ticket"], "an announcement of the state before"


def test_leaving_the_line(sale, browser):
    running = sale("--room-capacity", 1)
    running.buyer()
    browser.run("leaves", running.server.url, language="en", user=fresh_name(), concert=CONCERT)


def in_an_hour():
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).isoformat()


# Scenarios that wait for real seconds, which pass for all of them at once: flags, the room's change, options. The times are what
# a page needs on a slow machine to show what is before their end; openings come when the scenario has seen that.
TIMED = {
    "expires": (("--hold-time", "30s"), None, {"seats": [253]}),
    "released": ((), None, {"language": "en", "seats": [253]}),
    "releasedLate": (("--active-time", "60s"), None, {"seats": [253], "otherSeat": 255, "chooseMs": 60_000}),
    "timeUp": (("--active-time", "30s"), None, {"language": "en"}),
    "opens": ((), lambda: {"state": "SCHEDULED", "opensAt": in_an_hour()}, {}),
    "draw": (("--room-capacity", 1), lambda: {"mode": "DRAW", "state": "SCHEDULED", "opensAt": in_an_hour()}, {}),
}


@pytest.fixture(scope="module")
def timed(module_path, browser):
    """The result of each of TIMED, as a function."""
    with contextlib.ExitStack() as servers:
        started = {}
        key_file = server.owner_key_file(module_path)
        for name, (flags, change, options) in TIMED.items():
            running = RunningServer(servers.enter_context(server.Server(
                module_path / name, "--owner-key-file", key_file, *flags, catalogs=(ARENA,))).ready())
            needs_pages(running)
            if name == "draw":
                # Has the only turn and takes it, so that the entry waits once it is drawn.
                assert running.buyer().dates(running.concert).status == 200
            if change:
                running.change_room(**change())
            started[name] = browser.begin(name, running.server.url, user=fresh_name(), concert=CONCERT,
                                          operatorUrl=running.server.operator_url, operator=server.OPERATOR, **options)
        yield lambda name: browser.end(started[name])


@pytest.mark.parametrize("name", TIMED)
def test_what_comes_with_time(timed, name):
    """A hold and a turn that end; a hold that the operator releases; the opening, without a reload; a draw, which the page checks."""
    timed(name)


def test_behind_a_shop_the_shop_says_who_the_buyer_is(start, key_file, tmp_path, browser):
    shop = Shop(tmp_path)
    running = start(*shop.flags(key_file), "--pages-token-path", "/session/token", catalogs=(ARENA,))
    if Client(running.port).get("/me").status != 200:
        pytest.skip("the server was built without the pages: npm was missing")
    browser.run("signedOut", running.url, language="en", concert=CONCERT)
    asked = browser.run("shop", running.url, concert=CONCERT, seats=[261], tokens=[shop.key.token("kim")],
                        topUp=f"{running.url}/v1/users/kim/balance/top-ups", operator=server.OPERATOR)
    assert asked == 1, "a token is kept while it is fresh"


def test_a_token_that_the_server_refuses_is_asked_for_again(start, key_file, tmp_path, browser):
    shop = Shop(tmp_path)
    running = start(*shop.flags(key_file), "--pages-token-path", "/session/token", catalogs=(ARENA,))
    if Client(running.port).get("/me").status != 200:
        pytest.skip("the server was built without the pages: npm was missing")
    tokens = [shop.key.token("kim", age=3600), shop.key.token("kim")]
    asked = browser.run("shop", running.url, language="en", concert=CONCERT, seats=[261], tokens=tokens,
                        topUp=f"{running.url}/v1/users/kim/balance/top-ups", operator=server.OPERATOR)
    assert asked == 2


def test_the_first_use_is_small_and_its_policy_allows_nothing_else(arena, browser):
    found = browser.run("weight", arena.server.url, concert=CONCERT)
    assert found["pages"] <= PAGES_BYTES_MAX and found["all"] <= ALL_BYTES_MAX, found
    assert found["policy"].startswith("default-src 'self';") and "unsafe" not in found["policy"]
    assert found["cache"] == "no-cache" and found["inline"] == []


def test_files_of_the_pages_may_be_kept_for_ever(arena):
    client = arena.new_client()
    names = re.findall(r'"/assets/([^"]+)"', client.get("/c/x").body.decode())
    assert len(names) >= 2
    for name in names:
        file = client.get(f"/assets/{name}", headers={"Accept-Encoding": "gzip"})
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
        if name.endswith(".svg"):
            assert (file.status, file.headers["content-type"]) == (200, "image/svg+xml")
            continue
        assert len(gzip.decompress(file.body)) > len(file.body)
        assert file.headers["content-type"].startswith(("text/javascript", "text/css"))
    assert sum(name.endswith(".svg") for name in names) == 1, "the document names its icon"
    assert client.get("/assets/index.html").code == "not-found"
    assert client.get("/me", headers={"If-None-Match": client.get("/me").headers["etag"]}).status == 304


def test_the_console_is_at_the_operators_address_alone(arena):
    client = Client(arena.server.operator_port)
    document = client.get("/console")
    assert document.status == client.get("/console/live").status == 200
    names = re.findall(r'"/console/assets/([^"]+)"', document.body.decode())
    assert len(names) >= 2 and all(client.get(f"/console/assets/{name}").status == 200 for name in names)
    assert document.headers["content-security-policy"].startswith("default-src 'self'; ")
    assert "frame-ancestors 'none'" in document.headers["content-security-policy"] and b"onsale-demo" not in document.body
    assert b'href="/console"' in client.get("/").body
    for target in ("/console", "/console/live", f"/console/assets/{names[0]}"):
        assert arena.client.get(target).code == "not-found", target


def test_without_pages_their_addresses_do_not_exist(start):
    running = start("--pages", "off")
    client = Client(running.port)
    assert Client(running.operator_port).get("/console").code == "not-found"
    assert client.get("/me").code == "not-found" and b"/openapi.json" in client.get("/").body


def bundled(source, folder):
    """A module of web/ as node runs it."""
    esbuild = server.ROOT / "web/node_modules/.bin/esbuild"
    if not esbuild.exists():
        pytest.skip("the packages of web/ are not installed")
    target = folder / (source.stem + ".mjs")
    subprocess.run([esbuild, source, "--bundle", "--format=esm", f"--outfile={target}"], check=True, capture_output=True)
    return target


def node(script, folder):
    (folder / "script.mjs").write_text(script)
    return json.loads(subprocess.run(["node", folder / "script.mjs"], check=True, capture_output=True, text=True).stdout)


def test_a_chart_gets_the_prices_of_the_show(arena, tmp_path):
    bundled(server.ROOT / "web/src/chart.ts", tmp_path)
    client = arena.new_client()
    show = client.get(f"/v1/concerts/{CONCERT}").json()["shows"][0]
    chart = client.get(show["chartUrl"]).json()
    show["categories"][1]["price"] = None
    plan = node(f"""
import {{ planOf }} from "./chart.mjs";
const {{ digest, levels, seats }} = planOf({json.dumps(chart)}, "d", {json.dumps(show)});
console.log(JSON.stringify({{ digest, prices: levels.map(({{ price }}) => price), first: seats[0], count: seats.length }}));
""", tmp_path)
    assert (plan["digest"], plan["prices"], plan["count"]) == ("d", [198000, None, 132000, 99000], 12828)
    assert plan["first"] == {"number": 1, "section": "F1", "row": "1", "label": "F1-1-1", "seat": "1", "level": 0, "x": -1475,
                             "y": 400, "access": None, "pair": None}


def test_an_answer_of_a_cache_does_not_set_the_clock_back(tmp_path):
    """A room may be a second old, a chart a year: with their `Date` a countdown once showed more time than there was."""
    bundled(server.ROOT / "web/src/clock.ts", tmp_path)
    first, room, chart, later = node("""
import { msUntil, noteDate } from "./clock.mjs";
const now = performance.now();
const take = (second, ageMaxMs) => {
  noteDate(new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toUTCString(), now, now, ageMaxMs);
  return Math.round((msUntil("2030-01-01T01:00:00Z") + performance.now() - now) / 100) / 10;
};
console.log(JSON.stringify([take(20, 0), take(19, 1000), take(5, 31536000000), take(22, 1000)]));
""", tmp_path)
    assert (first, room, chart) == (3579, 3579, 3579)
    assert later == 3576, "a newer answer counts, also of a cache: the clock was behind"


OPENS = "2030-05-01T20:00:00.000+09:00"
LATER = "2030-05-02T20:00:00.000+09:00"


# The state of a show and when its sale opens; state, mode and opening of the room; what a buyer can do.
@pytest.mark.parametrize("show, room, sale", [
    (("ON_SALE", None), ("OPEN", "FIFO", None), {"state": "on-sale"}),
    (("ON_SALE", None), ("PAUSED", "FIFO", None), {"state": "paused"}),
    (("ON_SALE", None), ("OPEN", "DRAW", None), {"state": "on-sale"}),
    (("ON_SALE", None), ("SCHEDULED", "FIFO", OPENS), {"state": "opens", "at": OPENS}),
    (("ON_SALE", None), ("SCHEDULED", "DRAW", OPENS), {"state": "draw", "at": OPENS}),
    (("UPCOMING", LATER), ("OPEN", "FIFO", LATER), {"state": "opens", "at": LATER}),
    (("UPCOMING", LATER), ("PAUSED", "FIFO", LATER), {"state": "opens", "at": LATER}),
    (("UPCOMING", LATER), ("SCHEDULED", "FIFO", OPENS), {"state": "opens", "at": LATER}),
    (("UPCOMING", OPENS), ("SCHEDULED", "NO_QUEUE", LATER), {"state": "opens", "at": LATER}),
    (("SOLD_OUT", None), ("PAUSED", "FIFO", None), {"state": "sold-out"}),
    (("CLOSED", None), ("SCHEDULED", "FIFO", OPENS), {"state": "closed"}),
    (("SOLD_OUT", None), ("CLOSED", "FIFO", None), {"state": "closed"}),
])
def test_a_date_is_sold_as_its_room_allows(tmp_path, show, room, sale):
    bundled(server.ROOT / "web/src/sale.ts", tmp_path)
    assert node(f"""
import {{ saleOf }} from "./sale.mjs";
const [state, saleOpensAt] = {json.dumps(show)};
const [roomState, mode, opensAt] = {json.dumps(room)};
console.log(JSON.stringify(saleOf({{ state, saleOpensAt }}, {{ state: roomState, mode, opensAt }})));
""", tmp_path) == sale


def test_the_button_of_a_concert_has_the_best_of_its_dates(tmp_path):
    bundled(server.ROOT / "web/src/sale.ts", tmp_path)
    later, first, closed, sold = {"state": "opens", "at": LATER}, {"state": "opens", "at": OPENS}, {"state": "closed"}, {"state": "sold-out"}
    assert node(f"""
import {{ bestOf }} from "./sale.mjs";
console.log(JSON.stringify({json.dumps([[closed, later, first, sold], [later, {"state": "on-sale"}], [sold, closed], []])}.map(bestOf)));
""", tmp_path) == [first, {"state": "on-sale"}, sold, closed]


def test_what_is_read_again_is_read_while_somebody_can_see_it(tmp_path):
    """With timers that end when the test says so: the milliseconds of those that are set."""
    bundled(server.ROOT / "web/src/renew.ts", tmp_path)
    assert node("""
import { renew } from "./renew.mjs";
let timer = null;
globalThis.window = {
  setTimeout: (act, ms) => ((timer = { act, ms: Math.ceil(ms / 100) * 100 }), 1),
  clearTimeout: () => (timer = null),
};
globalThis.document = Object.assign(new EventTarget(), { hidden: false });
const found = [];
let read = 0;
const note = (what) => found.push([what, timer?.ms ?? null, read]);
const end = async () => {
  const { act } = timer;
  timer = null;
  act();
  await new Promise((done) => setTimeout(done));
};
const look = (hidden) => {
  document.hidden = hidden;
  document.dispatchEvent(new Event("visibilitychange"));
};
const leave = new AbortController();
renew(leave.signal, () => 10_000, async () => {
  read += 1;
  if (read === 1) throw new Error("no connection");
});
note("start");
await end();
note("failed");
await end();
note("read");
look(true);
note("hidden");
look(false);
note("seen");
await end();
note("read at once");
leave.abort();
note("left");
look(false);
note("left, and seen");
console.log(JSON.stringify(found));
""", tmp_path) == [["start", 10_000, 0], ["failed", 10_000, 1], ["read", 10_000, 2], ["hidden", None, 2], ["seen", 2000, 2],
                   ["read at once", 10_000, 3], ["left", None, 3], ["left, and seen", None, 3]]


def test_both_languages_have_the_same_texts(tmp_path):
    """The compiler checks it too; here also what it does not: nothing empty, and as many parameters."""
    for language in ("ko", "en"):
        bundled(server.ROOT / f"web/src/words/{language}.ts", tmp_path)
    korean, english = node("""
import { ko } from "./ko.mjs";
import { en } from "./en.mjs";
const shape = (words) => Object.fromEntries(Object.entries(words).map(([key, text]) =>
  [key, typeof text === "function" ? text.length : text === "" ? "empty" : "text"]));
console.log(JSON.stringify([shape(ko), shape(en)]));
""", tmp_path)
    assert set(korean) == set(english) and len(english) > 100
    assert all(korean[key] == english[key] != "empty" for key in english), {k for k in english if korean[k] != english[k]}
