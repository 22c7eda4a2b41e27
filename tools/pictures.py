"""Makes the pictures of the pages in docs/pictures: those of buyers for the READMEs, of a server with the arena, of which a part is
sold; and that of the operator's console for docs/operating.md, beside a rehearsal."""

import base64
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from conftest import RunningServer  # noqa: E402
from harness import console, pages, poll, server  # noqa: E402

SHOW, CONCERT = "moonlit-signal-1", "moonlit-signal"
SOLD, AHEAD, SEED = 450, 31, 7
# The console shows this much of the sale before its picture is taken.
WATCHED_SECONDS = 180
# Seats of the middle of the first section's third row; nobody else gets that row.
SEATS, ROW = [296, 297], range(289, 307)


def sell(running):
    """Other buyers hold blocks of the sections near the stage, by chance."""
    chance = random.Random(SEED)
    for _ in range(SOLD):
        first = 1 + 18 * chance.randrange(14 * 6) + chance.randrange(15)
        seats = [seat for seat in range(first, first + chance.randint(1, 4)) if seat not in ROW]
        if seats:
            buyer = running.buyer(concert=CONCERT)
            buyer.client.post("/v1/reservations", {"showId": SHOW, "seatNumbers": seats}, token=buyer.token)


def write(name, picture):
    file = ROOT / "docs/pictures" / name
    file.write_bytes(base64.b64decode(picture))
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


def console_picture(browser):
    """The console while a crowd joins, waits and buys."""
    with tempfile.TemporaryDirectory() as folder:
        key_file = server.owner_key_file(folder)
        words = str(console.words(folder))
        with server.Server(pathlib.Path(folder) / "data", "--room-capacity", 25, "--owner-key-file", key_file, "--limits", "log",
                           catalogs=(server.ARENA,)) as started:
            running = RunningServer(started.ready())
            running.change_room(entryPerMinute=420, entryBurst=10)
            crowd = subprocess.Popen([server.binary(), "rehearse", "--url", started.url, "--buyers", "4000", "--arrive", "300s", "--arrival", "even",
                                      "--speed", "6", "--seed", str(SEED), "--show", "moonlit-signal-1,moonlit-signal-2", "--report", f"{folder}/report.html"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                poll.until("somebody waits", lambda: running.client.get("/v1/rooms/main").json()["waiting"] > 20, 120)
                shared = {"language": "en", "keyboard": True, "words": words, "key": server.OWNER_KEY, "timeout": 30_000, "beside": started.url}
                write("console.jpg", browser.run("consolePicture", started.operator_url, at="#live", seconds=WATCHED_SECONDS, quality=55,
                                                 viewport={"width": 1280, "height": 860}, **shared))
            finally:
                crowd.kill()
                crowd.wait()


def main():
    browser = pages.Browser()
    console_picture(browser)
    if "--console" in sys.argv:
        return browser.close()
    for language, name in (("en", "pages.jpg"), ("ko", "pages.ko.jpg")):
        with tempfile.TemporaryDirectory() as folder:
            key_file = server.owner_key_file(folder)
            with server.Server(pathlib.Path(folder) / "data", "--room-capacity", 1000, "--owner-key-file", key_file,
                               catalogs=(server.ARENA,)) as started:
                running = RunningServer(started.ready())
                sell(running)
                running.change_room(capacity=1)
                for _ in range(AHEAD):
                    running.buyer(concert=CONCERT)
                picture = browser.run("pictures", started.url, language=language, user="mina", concert=CONCERT, seats=SEATS, scale=2,
                                      position=str(AHEAD + 1), viewport={"width": 390, "height": 780}, timeout=60_000,
                                      room=f"{started.operator_url}/v1/operator/rooms/main", operator=server.OPERATOR)
        write(name, picture)
    browser.close()


if __name__ == "__main__":
    main()
