"""The server under test: starts and stops it, and checks its data afterwards."""

import contextlib
import json
import re
import sqlite3
import subprocess
import time

from bench import catalogue, wire
from bench.crowd import Crowd
from bench.processes import Process
from bench.rounds import Round
from tests.harness import poll

MARKER = "bench-marker"
FOLD_SECONDS = 120


class Sale:
    """`onsale serve` on a free port. A successful exit of the context checks the data left behind.
    """

    def __init__(self, bench, name, *settings, room_capacity=1_000_000, **catalog):
        self.binary = bench.binary
        self.folder = bench.folder / name
        self.folder.mkdir()
        self.data = self.folder / "data"
        self._settings = [*bench.scale.serve, *bench.serve, "--room-capacity", room_capacity,
                          "--waiting-max", 10_000_000, *settings]
        self._markers = 0
        self._process = self.port = None
        self.start("--catalog", catalogue.write(self.folder / "catalog.json", **catalog))

    def start(self, *arguments):
        """Seconds from the start to the printed address."""
        begun = time.monotonic()
        self._process = Process([self.binary, "serve", "--listen", "127.0.0.1:0", "--data", self.data,
                                 *self._settings, *arguments], self.folder)
        try:
            said = self._process.wait_until(lambda: re.search(r"at http://[\d.]+:(\d+)\n", self._process.output))
        except BaseException:
            self._process.stop()
            raise
        self.port = int(said.group(1))
        return time.monotonic() - begun

    def stop(self):
        status = self._process.stop()
        if status != 0:
            raise RuntimeError(f"onsale ended with {status}:\n{self._process.output}")

    def kill(self):
        self._process.kill()

    def cpu_seconds(self):
        return self._process.cpu_seconds()

    def resident_bytes(self):
        return self._process.resident_bytes()

    def ask(self, requests, expected=201):
        with Crowd(self.port) as crowd:
            return list(crowd.ask(requests, expected))

    def join(self, users):
        """A queue token for each user."""
        return [json.loads(body)["token"] for body in self.ask(map(wire.join, users))]

    def settle(self):
        """Waits until sale.db has everything, marked by a last top-up. Returns the number of
        commits so far."""
        with Crowd(self.port, 1) as one:
            list(one.ask([wire.top_up(MARKER, 1)], 201))
        self._markers += 1
        poll.until("the fold has caught up", self._marker_is_folded, FOLD_SECONDS, 0.01)
        return self.count("SELECT value FROM store_meta WHERE name = 'folded_batch'")

    def _marker_is_folded(self):
        return self.count("SELECT coalesce(max(entries), 0) FROM wallets WHERE user_id = ?", MARKER) >= self._markers

    def measured(self, load, counts="requests"):
        """A round of what `load()` reports. The server's CPU time includes the fold after it."""
        before = self.cpu_seconds()
        found = load()
        self.settle()
        return Round(found[counts], found["seconds"], self.cpu_seconds() - before, found["p50_us"], found["p99_us"])

    def select(self, question, *values):
        """Rows of sale.db."""
        with contextlib.closing(sqlite3.connect(f"file:{self.data / 'sale.db'}?mode=ro", uri=True, timeout=10)) as db:
            return db.execute(question, values).fetchall()

    def count(self, question, *values):
        return self.select(question, *values)[0][0]

    def rows(self):
        """The number of rows of all tables."""
        tables = [name for name, in self.select("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(self.count(f"SELECT count(*) FROM {table}") for table in tables)

    def audit(self):
        """Runs `onsale audit` on the data directory."""
        done = subprocess.run([self.binary, "audit", "--data", self.data], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"onsale audit failed:\n{done.stdout}{done.stderr}")

    def __enter__(self):
        return self

    def __exit__(self, failed, *_):
        if failed:
            self._process.stop()
            return
        self.stop()
        self.audit()
