"""The operator's console in Chromium, against a real server: what an operator does there, and what buyers see of it."""

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
                             viewport=DESK, **{"concert": running.concert, "show": SHOW, "timeout": 10_000, **options})
    return begin


@pytest.fixture(scope="module")
def run(browser, desk):  # noqa: F811
    """The same to its end: what the scenario returns."""
    return lambda *arguments, **options: browser.end(desk(*arguments, **options))


@pytest.fixture(scope="module")
def hall(module_path):
    """A small hall with a turn for everybody, in which somebody has bought and somebody holds a seat."""
    key_file = server.owner_key_file(module_path)
    with server.Server(module_path / "hall", "--room-capacity", 1000, "--owner-key-file", key_file, catalogs=(CORNER,)) as started:
        running = needs_console(RunningServer(started.ready()))
        running.bought = running.buyer("minji-kim")
        running.bought.buy(SHOW, 13, 14, price=2000)
        running.booking = running.bought.reservations().json()["reservations"][0]["bookingNumber"]
        running.holder = running.buyer("holder")
        assert running.holder.hold("corner-2", 3, 4).status == 201
        yield running


@pytest.fixture
def rush(open_server, tmp_path):
    """A hall that a crowd joins, of which one a second is let in."""
    running = needs_console(open_server("--room-capacity", 20, "--limits", "log"))
    assert running.change_room(entryPerMinute=60, entryBurst=1).status == 200
    crowd = subprocess.Popen([server.binary(), "rehearse", "--url", running.server.url, "--buyers", "300", "--arrive", "30s", "--seed", "11",
                              "--show", "reference-1", "--report", tmp_path / "report.html"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    poll.until("a line is there", lambda: running.client.get("/v1/rooms/main").json()["waiting"] > 30)
    yield running
    crowd.kill()
    crowd.wait()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_entry_is_paused_and_a_notice_shown_in_a_rush_within_two_seconds(rush, run, language):
    run("consolePauses", rush, language=language, user=fresh_name())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_change_of_a_room_asks_puts_one_row_and_can_be_undone(open_server, run, language):
    running = needs_console(open_server("--room-capacity", 10, catalogs=(CORNER,)))
    run("consoleChanges", running, language=language)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_seats_by_hand_and_a_release_that_the_buyer_sees_before_paying(open_server, run, language):
    running = needs_console(open_server("--room-capacity", 10, catalogs=(CORNER,)))
    run("consoleSeats", running, language=language, user="jiwoo-park")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_buyer_is_found_and_gets_an_answer(hall, run, language):
    address = run("consoleBuyer", hall, language=language, user=hall.bought.user, booking=hall.booking)
    assert hall.bought.user not in address and address.endswith(f"#buyer/{hall.booking}".lower().replace("-", "%20")), address


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_viewer_looks_and_touches_nothing(hall, run, language):
    made = hall.operator("POST", "/v1/operator/keys", {"name": f"viewer-{language}", "scopes": ["metrics", "rooms:read", "reservations:read"]}).json()
    run("consoleViewer", hall, language=language, key=made["key"], keyId=made["keyId"], otherKey=server.OTHER_KEY, user=hall.bought.user, show="corner-2")


def test_the_whole_walk_by_the_keyboard_alone(open_server, run):
    running = needs_console(open_server("--room-capacity", 10, catalogs=(CORNER,)))
    user = running.buyer().user
    run("consoleKeyboard", running, language="en", user=user)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_audit_and_the_figures_of_a_rehearsal(hall, run, language):
    checks = len(hall.operator("GET", "/v1/operator/audit").json()["checks"])
    run("consoleReports", hall, language=language, report=console.report(), checks=checks)


def test_axe_finds_nothing_and_no_page_is_too_wide(hall, browser, desk):  # noqa: F811
    """In both languages, dark; the light colours once, which are the same in both."""
    hall.change_room(entryPerMinute=60)
    runs = [desk("consoleLooks", hall, language=language, isLight=language == "ko", otherKey=server.OTHER_KEY, user=hall.bought.user,
                 report=console.report(), show="corner-2", section="K") for language in ("ko", "en")]
    for one in runs:
        browser.end(one)
