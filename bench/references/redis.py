"""Redis with a hold as a Lua script, each write synced before its answer. No HTTP, no JSON, no
token."""

import csv
import io
import shutil
import socket
import subprocess

from bench.processes import Process, free_port
from bench.references import find, servant
from bench.rounds import Round
from bench.wrk import LUA

PROGRAM = find("redis-server")
BENCHMARK = find("redis-benchmark")
_SEATS = 1_000_000_000  # the keys' range: random keys are nearly always unused
_FIRST = 20_000


class Redis:
    def __init__(self, folder, connections):
        folder.mkdir()
        user = servant("redis")
        if user:
            folder.chmod(0o755)
            shutil.chown(folder, user, user)
        self.port = free_port()
        self._connections = connections
        self._rate = None
        self._runs = 0
        self._process = Process([PROGRAM, "--port", self.port, "--bind", "127.0.0.1", "--dir", folder,
                                 "--appendonly", "yes", "--appendfsync", "always", "--save", "",
                                 "--auto-aof-rewrite-percentage", "0", "--daemonize", "no"], folder, user)
        try:
            self._process.wait_for_port(self.port)
            self._process.wait_until(lambda: self._say("PING") == "PONG")
            script = (LUA / "hold_redis.lua").read_text()
            self._script = self._say("SCRIPT", "LOAD", script)
        except BaseException:
            self._process.stop()
            raise

    def _say(self, *words):
        """Sends one command and returns its one-line answer."""
        message = f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as opened:
            opened.sendall(message.encode())
            answer = opened.makefile("rb")
            line = answer.readline().decode().strip()
            return answer.readline().decode().strip() if line.startswith("$") else line.lstrip("+:")

    def round(self, seconds):
        """redis-benchmark counts requests, not seconds: a short first run shows how many fill a
        round."""
        if self._rate is None:
            self._rate = self._run(int(_FIRST * min(1, seconds))).rate
        return self._run(int(self._rate * seconds))

    def _run(self, requests):
        self._runs += 1  # part of the keys: two runs may draw the same numbers
        held_before, cpu_before = self._held(), self._process.cpu_seconds()
        done = subprocess.run(
            [BENCHMARK, "-h", "127.0.0.1", "-p", str(self.port), "-c", str(self._connections), "-n", str(requests),
             "-r", str(_SEATS), "--csv", "EVALSHA", self._script, "2", f"seat:{self._runs}:__rand_int__",
             f"reservation:{self._runs}:__rand_int__", "buyer:__rand_int__", "1000"],
            capture_output=True, text=True, check=True)
        held = self._held() - held_before
        if not 0.98 * requests <= held <= requests:
            raise RuntimeError(f"Redis holds {held} seats after {requests} requests:\n{done.stdout}{done.stderr}")
        figures = list(csv.DictReader(io.StringIO(done.stdout)))[0]
        return Round(held, requests / float(figures["rps"]), self._process.cpu_seconds() - cpu_before,
                     float(figures["p50_latency_ms"]) * 1000, float(figures["p99_latency_ms"]) * 1000)

    def _held(self):
        """The number of holds: each has two keys."""
        return int(self._say("DBSIZE")) // 2

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stop()
