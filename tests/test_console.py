"""The operator's console in Chromium, against a real server: what an operator does there, and what buyers see of it.

A server makes the console's files ready at their first use, which takes seconds in a build with sanitizers. So tests
share three kinds of servers, and both languages of a scenario run at the same time where they do not disturb each other.
"""

import contextlib
import subprocess

import pytest

from conftest import RunningServer
from harness import console, pages, poll, server
from harness.buyer import fresh_name
from harness.client import Client
from test_pages import browser  # noqa: F401  (a fixture)

CORNER = server.ROOT / "tests/catalogs/corner_hall.json"
SHOW = "corner-1"
DESK = {"width": 1280, "height": 900}


def needs_console(running):
    if Client(running.server.operator_port).get("/console").status != 200:
        pytest.skip("the server was built without the console: npm was missing")
    return running


@pytest.fixture(scope="module")
def words(module_path):
    return str(console.words(module_path))


@pytest.fixture(scope="module")
def desk(browser, words):  # noqa: F811
    """Starts a scenario of the console at a server: desk("consoleSeats", running, ...); its number."""
    def begin(scenario, running, key=server.OWNER_KEY, **options):
        return browser.begin(scenario, running.server.operator_url, beside=running.server.url, words=words, key=key, operator=server.OPERATOR, keyboard=True,
                             viewport=DESK, **{"concert": running.concert, "show": SHOW, **options})
    return begin


@pytest.fixture(scope="module")
def run(browser, desk):  # noqa: F811
    """The same to its end: what the scenario returns."""
    return lambda *arguments, **options: browser.end(desk(*arguments, **options))


@pytest.fixture(scope="module")
def run_both(browser, desk):  # noqa: F811
    """In both languages at once, each with its server and its own options: what they return."""
    def to_their_ends(scenario, runs, **options):
        numbers = [desk(scenario, running, language=language, **own, **options) for language, (running, own) in runs.items()]
        return [browser.end(number) for number in numbers]
    return to_their_ends


@pytest.fixture(scope="module")
def hall(module_path):
    """Two rooms; a small hall with a turn for everybody, in which somebody has bought and somebody holds a seat."""
    key_file = server.owner_key_file(module_path)
    with server.Server(module_path / "hall", "--room-capacity", 1000, "--owner-key-file", key_file, catalogs=(CORNER, server.TWO_ROOMS)) as started:
        running = needs_console(RunningServer(started.ready()))
        running.concert = "corner"
        running.bought = running.buyer("minji-kim", concert=running.concert)
        running.bought.buy(SHOW, 13, 14, price=2000)
        running.booking = running.bought.reservations().json()["reservations"][0]["bookingNumber"]
        running.holder = running.buyer("holder", concert=running.concert)
        assert running.holder.hold("corner-2", 3, 4).status == 201
        yield running


@pytest.fixture(scope="module")
def corners(module_path):
    """A small hall with one room for each language, which the scenarios below change one after the other; the last one closes the room."""
    with contextlib.ExitStack() as servers:
        key_file = server.owner_key_file(module_path, "corners.key")
        flags = ("--room-capacity", 10, "--owner-key-file", key_file)
        started = {language: servers.enter_context(server.Server(module_path / language, *flags, catalogs=(CORNER,))) for language in ("ko", "en")}
        yield {language: needs_console(RunningServer(one.ready())) for language, one in started.items()}


@pytest.fixture(scope="module")
def rush(module_path):
    """A hall that a crowd joins, of which one a second is let in."""
    flags = ("--room-capacity", 20, "--limits", "log", "--owner-key-file", server.owner_key_file(module_path, "rush.key"))
    with server.Server(module_path / "rush", *flags) as started:
        running = needs_console(RunningServer(started.ready()))
        assert running.change_room(entryPerMinute=60, entryBurst=1).status == 200
        crowd = subprocess.Popen([server.binary(), "rehearse", "--url", running.server.url, "--buyers", "300", "--arrive", "30s", "--seed", "11",
                                  "--show", "reference-1", "--report", module_path / "report.html"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        poll.until("a line is there", lambda: running.client.get("/v1/rooms/main").json()["waiting"] > 30, 180)
        yield running
        crowd.kill()
        crowd.wait()


@pytest.mark.alone
@pytest.mark.parametrize("language", ["ko", "en"])
def test_entry_is_paused_and_a_notice_shown_in_a_rush_within_two_seconds(run, rush, language):  # the browser first: the line does not last for ever
    run("consolePauses", rush, language=language, user=fresh_name())


def test_seats_by_hand_and_a_release_that_the_buyer_sees_before_paying(corners, run_both):
    run_both("consoleSeats", {language: (one, {}) for language, one in corners.items()}, user="jiwoo-park")


def test_the_whole_walk_by_the_keyboard_alone(corners, run):
    run("consoleKeyboard", corners["en"], language="en", user=corners["en"].buyer().user)


def test_a_notice_is_removed_with_the_resume_if_that_is_wanted(corners, run_both):
    run_both("consoleResumes", {language: (one, {}) for language, one in corners.items()})


def test_each_change_of_a_room_asks_puts_one_row_and_can_be_undone(corners, run_both):
    run_both("consoleChanges", {language: (one, {}) for language, one in corners.items()})


def test_the_key_names_its_room_and_asks_which_of_several(hall, run):
    run("consoleKeyOfRooms", hall, language="en", room="side-room")


def test_a_second_room_is_scheduled_and_drawn_by_hand_and_the_first_stays_as_it_is(hall, run):
    run("consoleSecondRoom", hall, language="ko", room="side-room", roomConcert="side-concert", user=fresh_name())


def test_a_buyer_is_found_and_gets_an_answer(hall, run_both):
    for address in run_both("consoleBuyer", {"ko": (hall, {}), "en": (hall, {})}, user=hall.bought.user, booking=hall.booking):
        assert hall.bought.user not in address and address.endswith(f"#buyer/{hall.booking}".lower().replace("-", "%20")), address


def test_a_viewer_looks_and_touches_nothing(hall, run_both):
    def viewer(language):
        made = hall.operator("POST", "/v1/operator/keys", {"name": f"viewer-{language}", "scopes": ["metrics", "rooms:read", "reservations:read"]}).json()
        return hall, {"key": made["key"], "keyId": made["keyId"]}
    run_both("consoleViewer", {language: viewer(language) for language in ("ko", "en")}, otherKey=server.OTHER_KEY, user=hall.bought.user,
             show="corner-2", title="At the corner")


def test_the_box_office_begins_where_its_key_may_and_comes_to_the_seats_of_a_booking(hall, run_both):
    def key(language):
        made = hall.operator("POST", "/v1/operator/keys", {"name": f"box-office-{language}", "role": "box-office"}).json()
        return hall, {"key": made["key"]}
    run_both("consoleBoxOffice", {language: key(language) for language in ("ko", "en")}, user=hall.holder.user)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_audit_and_the_figures_of_a_rehearsal(hall, run, language):
    checks = len(hall.operator("GET", "/v1/operator/audit").json()["checks"])
    run("consoleReports", hall, language=language, report=console.report(), checks=checks)


def test_axe_finds_nothing_and_no_page_is_too_wide(hall, run_both):
    """In both languages, dark; the light colours once, which are the same in both."""
    hall.change_room(entryPerMinute=60)
    run_both("consoleLooks", {"ko": (hall, {"isLight": True}), "en": (hall, {})}, otherKey=server.OTHER_KEY, user=hall.bought.user,
             report=console.report(), show="corner-2", section="K")
