"""PostgreSQL with one transaction per hold, driven by pgbench over a Unix socket. No HTTP, no JSON,
no token."""

import pathlib
import shutil
import signal
import subprocess
import urllib.parse

from bench.processes import Process
from bench.references import find, servant
from bench.rounds import Round, percentiles

PROGRAM = find("postgres")
_INITDB, _PSQL, _PGBENCH = find("initdb"), find("psql"), find("pgbench")
_HOLD = pathlib.Path(__file__).resolve().parent / "hold_postgres.sql"
_SEATS = 500_000

_SCHEMA = f"""
CREATE TABLE seats (show_id int, number int, status text NOT NULL DEFAULT 'AVAILABLE', reservation_id uuid,
  held_until timestamptz, PRIMARY KEY (show_id, number));
CREATE TABLE reservations (id uuid PRIMARY KEY, user_id text NOT NULL, show_id int NOT NULL, seat int NOT NULL,
  amount bigint NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL, held_until timestamptz NOT NULL);
INSERT INTO seats (show_id, number) SELECT 1, n FROM generate_series(1, {_SEATS}) n;
VACUUM ANALYZE seats;
"""


class Postgres:
    """A cluster with Debian's settings, except 256 MB of shared buffers and more connections."""

    def __init__(self, folder, connections):
        folder.mkdir()
        self._folder = folder
        self._connections = connections
        self._user = servant("postgres")  # PostgreSQL refuses to run as root
        if self._user:
            folder.chmod(0o755)
            shutil.chown(folder, self._user, self._user)
        self._run(_INITDB, "-D", folder / "db", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "-N")
        # On SIGINT PostgreSQL stops fast; on SIGTERM it would wait for every client.
        self._process = Process([PROGRAM, "-D", folder / "db", "-k", folder, "-c", "listen_addresses=",
                                 "-c", f"max_connections={connections + 30}", "-c", "shared_buffers=256MB"],
                                folder, self._user, stop_signal=signal.SIGINT)
        try:
            self._process.wait_until(lambda: "ready to accept connections" in self._process.output)
            self.ask("postgres", _SCHEMA)
        except BaseException:
            self._process.stop()
            raise

    def _run(self, *command):
        identity = {"user": self._user, "group": self._user, "extra_groups": []} if self._user else {}
        done = subprocess.run([str(word) for word in command], cwd=self._folder, capture_output=True, text=True,
                              **identity)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def url(self, database):
        return f"postgresql:///{database}?host={urllib.parse.quote(str(self._folder), safe='')}&user=postgres"

    def ask(self, database, question):
        """Runs each statement separately: together they would be one transaction, which cannot
        contain VACUUM."""
        statements = [word for each in question.split(";") if each.strip() for word in ("-c", each)]
        return self._run(_PSQL, "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self._folder, "-U", "postgres",
                         "-d", database, *statements)

    def cpu_seconds(self):
        return self._process.cpu_seconds()

    def round(self, seconds):
        held_before, cpu_before = self._held(), self._process.cpu_seconds()
        whole = max(1, round(seconds))  # whole seconds, at least one: pgbench takes no others
        self._run(_PGBENCH, "-n", "-h", self._folder, "-U", "postgres", "-c", self._connections, "-j", 1,
                  "-M", "prepared", "-T", whole, "-l", "--log-prefix", self._folder / "hold",
                  "-D", f"seats={_SEATS}", "-f", _HOLD, "postgres")
        held, cpu = self._held() - held_before, self._process.cpu_seconds() - cpu_before
        latencies = sorted(self._latencies())
        if held > len(latencies):
            raise RuntimeError(f"PostgreSQL holds {held} seats after {len(latencies)} transactions")
        return Round(held, whole, cpu, *percentiles(latencies))

    def _latencies(self):
        """Latencies in microseconds, from pgbench's log of all transactions."""
        for log in self._folder.glob("hold.*"):
            yield from (int(line.split()[2]) for line in log.read_text().splitlines())
            log.unlink()

    def _held(self):
        return int(self.ask("postgres", "SELECT count(*) FROM reservations"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stop()
