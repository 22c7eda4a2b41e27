"""Measures the seat map of the buyers' pages in Chromium: script of each frame and frames a second, with 12,828 and
50,000 seats, from afar and from near, without and with a processor that is four times as slow.

Chromium without a GPU draws in software: the frames a second are those of this machine, not of a phone.
"""

import argparse
import json
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from harness import pages, server  # noqa: E402
from harness.buyer import fresh_name  # noqa: E402

SECTIONS, ROWS, SEATS = 167, 15, 20  # 50,100 seats


def large_hall():
    """A catalogue with one concert in a hall of about 50,000 seats."""
    rows = [{"labels": [str(row + 1) for row in range(ROWS)], "seats": SEATS}]
    sections = [{"id": f"S{i + 1}", "category": "s", "firstNumber": 1 + i * ROWS * SEATS, "seatSpacing": 50, "rowSpacing": 90,
                 "origin": [(i % 13 - 6) * 1150, 500 + i // 13 * 1500], "rows": rows} for i in range(SECTIONS)]
    chart = {"id": "large", "name": "Large hall", "categories": [{"id": "s", "name": "S", "color": "#1D4ED8"}], "sections": sections}
    show = {"id": "large-1", "startsAt": "2030-05-01T19:00:00+09:00", "chart": "large", "prices": {"s": 1000}}
    concert = {"id": "large", "title": "Large", "artist": "Many", "venue": "Large hall", "timeZone": "Asia/Seoul", "shows": [show]}
    return {"currency": "KRW", "charts": [chart], "concerts": [concert]}


def arena():
    """The arena's first night alone, so that the page goes to its seats at once."""
    catalog = json.loads((ROOT / "catalog/arena.json").read_text())
    catalog["concerts"][0]["shows"] = catalog["concerts"][0]["shows"][:1]
    return catalog


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seconds", type=float, default=4, help="how long each view is moved")
    seconds = parser.parse_args().seconds
    browser = pages.Browser()
    print("| seats | view | CPU | script p50 | p95 | max (ms a frame) | frames a second |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, catalog in (("arena", arena()), ("large", large_hall())):
            file = pathlib.Path(folder) / f"{name}.json"
            file.write_text(json.dumps(catalog))
            with server.Server(pathlib.Path(folder) / name, "--room-capacity", 1000, catalogs=(file,)) as running:
                running.ready()
                for throttle in (1, 4):
                    for near in (False, True):
                        found = browser.run("frames", running.url, language="en", user=fresh_name(), near=near, throttle=throttle,
                                            concert=catalog["concerts"][0]["id"], seconds=seconds, timeout=60_000)
                        print(f"| {found['seats']:,} | {'near' if near else 'whole'} | {'1' if throttle == 1 else '1/4'} | {found['p50']} "
                              f"| {found['p95']} | {found['max']} | {found['fps']} |", flush=True)
    browser.close()


if __name__ == "__main__":
    main()
