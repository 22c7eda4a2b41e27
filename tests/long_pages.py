"""The long tests of the buyers' pages (`./dev test-pages`): many pages in a rush, and long silences of the network."""

import json
import subprocess
import time

import pytest

from harness import server
from harness.buyer import fresh_name
from test_pages import browser, early, needs_pages, through_all_states  # noqa: F401  (a fixture)

PAGES, CROWD = 50, 60
SHOWS = "reference-1,reference-2,reference-3"


def rush(started, browser, folder, pages, crowd):
    """What each page ended with, by its buyer, while a crowd of a rehearsal buys beside them; and the crowd's figures."""
    figures = folder / "figures.json"
    beside = subprocess.Popen(
        [server.binary(), "rehearse", "--url", started.server.url, "--buyers", str(crowd), "--arrive", "60s", "--speed", "2", "--seed", "11",
         "--show", SHOWS, "--report", folder / "report.html", "--json", figures], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    users = [fresh_name() for _ in range(pages)]
    # They come half a second after each other: fifty at once take Chromium minutes on two slow cores.
    runs = {user: browser.begin("rush", started.server.url, user=user, language=("ko", "en")[i % 2], concert=started.concert, seconds=600,
                                count=str(1 + i % 4), after=500 * i, timeout=240_000) for i, user in enumerate(users)}
    ends = {user: browser.end(run) for user, run in runs.items()}
    errors = beside.communicate(timeout=500)[1]
    assert beside.returncode in (0, 1), errors
    return ends, json.loads(figures.read_text())


def test_fifty_pages_in_a_rush_each_end_in_a_ticket_or_in_a_true_word(open_server, tmp_path, browser):  # noqa: F811
    started = needs_pages(open_server("--room-capacity", 12, "--active-time", "90s", "--hold-time", "30s", "--limits", "log"))
    begun = time.monotonic()
    ends, figures = rush(started, browser, tmp_path, PAGES, CROWD)
    words = {end: sum(1 for one in ends.values() if one == end) for end in sorted(set(ends.values()))}
    print(f"{PAGES} pages and {figures['endings']} in {time.monotonic() - begun:.0f} s: {words}; {figures['seatsSold']} seats of the crowd")
    started.client = started.new_client()  # the connection has been idle for too long
    for user, end in ends.items():
        bookings = started.operator("GET", f"/v1/users/{user}/reservations").json()["reservations"]
        assert ("CONFIRMED" in [one["status"] for one in bookings]) == (end == "confirmed"), f"{user} ended with {end}: {bookings}"
    assert words.get("confirmed", 0) > 0 and figures["wrongAnswers"] == 0
    audit = started.operator("GET", "/v1/operator/audit").json()
    assert audit["passed"], audit


@pytest.mark.parametrize("language", ["ko", "en"])
def test_ten_seconds_without_a_connection_lose_nothing_in_any_state(open_server, tmp_path, browser, language):  # noqa: F811
    walk = through_all_states(open_server, tmp_path / "data", browser, ["away"], language=language, awayMs=10_000, timeout=30_000)
    early(open_server, tmp_path, browser, ["away"], language=language, awayMs=10_000, timeout=30_000)
    browser.end(walk)


def test_a_page_that_has_given_up_finds_the_server_again(open_server, browser):  # noqa: F811
    started = needs_pages(open_server("--room-capacity", 10))
    browser.run("givesUp", started.server.url, user=fresh_name(), concert=started.concert, timeout=60_000)


def test_a_payment_without_an_answer_is_found_after_a_reload(open_server, browser):  # noqa: F811
    started = needs_pages(open_server("--room-capacity", 10))
    user = fresh_name()
    browser.run("lostForGood", started.server.url, user=user, concert=started.concert, seats=[1], timeout=60_000)
    kinds = [entry["kind"] for entry in started.operator("GET", f"/v1/users/{user}/ledger").json()["entries"]]
    assert sorted(kinds) == ["PAYMENT", "TOP_UP"]
