"""Makes the pictures of the buyers' pages for the READMEs, in docs/pictures: real pages of a server with the arena, of which a part
is sold."""

import base64
import pathlib
import random
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from conftest import RunningServer  # noqa: E402
from harness import pages, server  # noqa: E402

SHOW, CONCERT = "moonlit-signal-1", "moonlit-signal"
SOLD, AHEAD, SEED = 450, 31, 7
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


def main():
    browser = pages.Browser()
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
        file = ROOT / "docs/pictures" / name
        file.write_bytes(base64.b64decode(picture))
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
    browser.close()


if __name__ == "__main__":
    main()
