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
    number = browser.run("purchase", arena.server.url, language=language, scheme=scheme, user=user, title="MOONLIT", seats=seats)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", number)
    assert booked(arena, user) == [f"F2-1-{seat - 252}" for seat in seats]


def test_a_purchase_on_a_narrow_screen(arena, browser):
    browser.run("purchase", arena.server.url, language="en", user=fresh_name(), title="MOONLIT", seats=[269],
                viewport={"width": 320, "height": 640}, access=False)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_purchase_by_the_keyboard_alone(arena, browser, language):
    user = fresh_name()
    spoken = browser.run("keyboard", arena.server.url, language=language, keyboard=True, user=user, concert=CONCERT,
                         viewport={"width": 1000, "height": 800}, section="F3" if language == "ko" else "F1")
    assert spoken == {"ko": "F3구역 1열 1번, VIP석, 198,000원, 선택 가능",
                      "en": "Section F1, row 1, seat 1, VIP, ₩198,000, available"}[language]
    assert len(booked(arena, user)) == 2


def test_a_reload_loses_nothing(arena, browser):
    browser.run("reloads", arena.server.url, user=fresh_name(), concert=CONCERT, seats=[297, 298])


def test_a_second_tab_has_the_same_hold(arena, browser):
    browser.run("secondTab", arena.server.url, user=fresh_name(), concert=CONCERT, seats=[281])


def test_a_seat_that_goes_leaves_the_selection_within_a_second(arena, browser):
    browser.run("seatGoes", arena.server.url, user=fresh_name(), concert=CONCERT, show=SHOW, seats=[285],
                rival=arena.buyer().token)


def test_a_lost_race_offers_similar_seats(arena, browser):
    browser.run("lostRace", arena.server.url, language="en", user=fresh_name(), concert=CONCERT, show=SHOW, seats=[287, 288],
                rival=arena.buyer().token)


def test_a_payment_whose_answer_is_lost_is_made_once(arena, browser):
    user = fresh_name()
    assert browser.run("lostAnswer", arena.server.url, user=user, concert=CONCERT, seats=[289]) == 2
    kinds = [entry["kind"] for entry in arena.buyer(user).ledger().json()["entries"]]
    assert sorted(kinds) == ["PAYMENT", "TOP_UP"]


def test_a_connection_that_is_away_loses_nothing(arena, browser):
    browser.run("offline", arena.server.url, user=fresh_name(), concert=CONCERT, seats=[291], offlineMs=1500)


@pytest.mark.parametrize("minutes", [10, -10])
def test_the_countdown_follows_the_clock_of_the_server(arena, browser, minutes):
    browser.run("wrongClock", arena.server.url, user=fresh_name(), concert=CONCERT, wrongMs=minutes * 60_000)


def test_waiting_paused_closed_and_the_turn(sale, browser):
    running = sale("--room-capacity", 1)
    before = running.buyer()
    browser.run("waits", running.server.url, user=fresh_name(), concert=CONCERT, before=before.token,
                room=f"{running.server.operator_url}/v1/operator/rooms/main", operator=server.OPERATOR)


def test_leaving_the_line(sale, browser):
    running = sale("--room-capacity", 1)
    running.buyer()
    browser.run("leaves", running.server.url, language="en", user=fresh_name(), concert=CONCERT)


def in_seconds(seconds):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)).isoformat()


# Scenarios that wait for real seconds, which pass for all of them at once: flags, the room's change, options.
TIMED = {
    "expires": (("--hold-time", "3s"), None, {"seats": [253]}),
    "timeUp": (("--active-time", "3s"), None, {"language": "en"}),
    "opens": ((), lambda: {"state": "SCHEDULED", "opensAt": in_seconds(6)}, {}),
    "draw": (("--room-capacity", 1), lambda: {"mode": "DRAW", "state": "SCHEDULED", "opensAt": in_seconds(8)}, {}),
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
                running.buyer()  # has the only turn, so that the entry waits once it is drawn
            if change:
                running.change_room(**change())
            started[name] = browser.begin(name, running.server.url, user=fresh_name(), concert=CONCERT, timeout=20_000, **options)
        yield lambda name: browser.end(started[name])


@pytest.mark.parametrize("name", TIMED)
def test_what_comes_with_time(timed, name):
    """A hold and a turn that end; the opening, without a reload; a draw, which the page checks."""
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
    names = re.findall(r'"/assets/([^"]+)"', arena.client.get("/c/x").body.decode())
    assert len(names) >= 2
    for name in names:
        file = arena.client.get(f"/assets/{name}", headers={"Accept-Encoding": "gzip"})
        assert len(gzip.decompress(file.body)) > len(file.body)
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert file.headers["content-type"].startswith(("text/javascript", "text/css"))
    assert arena.client.get("/assets/index.html").code == "not-found"
    assert arena.client.get("/me", headers={"If-None-Match": arena.client.get("/me").headers["etag"]}).status == 304


def test_without_pages_their_addresses_do_not_exist(start):
    running = start("--pages", "off")
    client = Client(running.port)
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
    show = arena.client.get(f"/v1/concerts/{CONCERT}").json()["shows"][0]
    chart = arena.client.get(show["chartUrl"]).json()
    show["categories"][1]["price"] = None
    plan = node(f"""
import {{ planOf }} from "./chart.mjs";
const {{ digest, levels, seats }} = planOf({json.dumps(chart)}, "d", {json.dumps(show)});
console.log(JSON.stringify({{ digest, prices: levels.map(({{ price }}) => price), first: seats[0], count: seats.length }}));
""", tmp_path)
    assert (plan["digest"], plan["prices"], plan["count"]) == ("d", [198000, None, 132000, 99000], 12828)
    assert plan["first"] == {"number": 1, "section": "F1", "row": "1", "label": "F1-1-1", "seat": "1", "level": 0, "x": -1475,
                             "y": 400, "access": None, "rank": 100}


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
