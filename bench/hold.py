#!/usr/bin/python3
"""Holds per second and server CPU per hold, through HTTP, against the embedded store.

Starts a server on loopback with four shows of 100,000 seats, gives 20,000 buyers a turn, then lets wrk hold one fresh seat
a request. What counts is what the store says was held, not what wrk was told. CPU is user and system time of the whole
server process, the fold into sale.db waited for.

    ./dev build release && /usr/bin/python3 bench/hold.py [--connections 64] [--seconds 3]
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUYERS = 20_000
HOLDS_PER_BUYER = 4  # at each show
SHOWS = 4


def catalogue():
    sections = [{"id": f"S{i}", "category": "all", "firstNumber": i * 10_000 + 1, "origin": [0, 1000 * i],
                 "seatSpacing": 50, "rowSpacing": 90,
                 "rows": [{"labels": [str(row) for row in range(1, 101)], "seats": 100}]} for i in range(10)]
    return {"currency": "KRW",
            "charts": [{"id": "hall", "name": "Hall", "sections": sections,
                        "categories": [{"id": "all", "name": "All", "color": "#888888"}]}],
            "concerts": [{"id": "bench", "title": "Bench", "artist": "wrk", "venue": "Hall",
                          "maxSeatsPerUser": HOLDS_PER_BUYER,
                          "shows": [{"id": f"bench-{i + 1}", "startsAt": "2090-01-01T19:00:00+09:00",
                                     "chart": "hall", "prices": {"all": 100000}} for i in range(SHOWS)]}]}


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def issue_tokens(port):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for buyer in range(BUYERS):
        connection.request("POST", "/v1/queue/tokens", json.dumps({"userId": f"buyer{buyer}"}),
                           {"Content-Type": "application/json"})
        answer = json.load(connection.getresponse())
        assert answer["status"] == "ACTIVE", answer
        yield answer["token"]


def run(options, folder):
    (folder / "bench.json").write_text(json.dumps(catalogue()))
    server = subprocess.Popen(
        [options.binary, "serve", "--listen", "127.0.0.1:0", "--data", folder / "data", "--catalog",
         folder / "bench.json", "--room-capacity", str(BUYERS), "--io-threads", str(options.io_threads)],
        stdout=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r":(\d+)$", server.stdout.readline()).group(1))
        (folder / "tokens").write_text("\n".join(issue_tokens(port)) + "\n")
        before = cpu_seconds(server.pid)
        wrk = subprocess.run(
            ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-s", ROOT / "bench/hold.lua",
             f"http://127.0.0.1:{port}", "--", folder / "tokens", str(HOLDS_PER_BUYER), str(SHOWS)],
            capture_output=True, text=True, check=True).stdout
        figures = dict(line.split() for line in wrk.splitlines() if re.match(r"^[a-z0-9_]+ [\d.]+$", line))
        held = wait_for_fold(folder / "data/sale.db", int(figures["requests"]))
        cpu = cpu_seconds(server.pid) - before
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    if held == BUYERS * HOLDS_PER_BUYER * SHOWS:
        print("every seat was held before the time was up: the figures count refusals; use fewer --seconds")
    print(f"holds/s {held / float(figures['seconds']):.0f}, CPU per hold {cpu / held * 1e6:.1f} us, "
          f"p50 {figures['p50_us']} us, p99 {figures['p99_us']} us")


def wait_for_fold(path, requests):
    """Seats HELD in sale.db once the fold has caught up: the count no longer grows."""
    db = sqlite3.connect(path, timeout=10)
    held, again = -1, 0
    while again < 3:
        found = db.execute("SELECT count(*) FROM seats WHERE status = 'HELD'").fetchone()[0]
        again = again + 1 if found == held else 0
        held = found
        subprocess.run(["sleep", "0.7"], check=True)
    assert held <= requests + 4096, "more seats held than asked for"
    return held


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=ROOT / "build/release/src/app/onsale")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--io-threads", type=int, default=1)
    with tempfile.TemporaryDirectory(prefix="onsale-bench-") as folder:
        run(parser.parse_args(), pathlib.Path(folder))


if __name__ == "__main__":
    main()
