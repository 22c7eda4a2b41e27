"""PostgreSQL for black-box tests: one shared server with a database for each test, or a server of
the test's own."""

import atexit
import itertools
import os
import pathlib
import subprocess
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / "tools/postgres.py"
STOP_SECONDS = 60
# The environment variable with the connection string of a running server.
VARIABLE = "ONSALE_TEST_POSTGRES"

_numbers = itertools.count(1)
_shared = None


class Server:
    """A separate server, which ends with this process at the latest. `fsync` is for tests of
    durability; `environment` is added to that of the server's processes."""

    def __init__(self, fsync=False, tcp=False, environment=None):
        command = [PROGRAM] + ([] if fsync else ["--no-fsync"]) + (["--tcp"] if tcp else [])
        command += [word for name, value in (environment or {}).items() for word in ("--environment", f"{name}={value}")]
        # The server's process gets a session of its own: Ctrl-C reaches only the tests, which then
        # end the server.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                         start_new_session=True)
        self.url = self._read()

    def _read(self):
        line = self._process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{PROGRAM.name} ended with {self._process.wait(STOP_SECONDS)}; see its output above")
        return line

    def _tell(self, word):
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        assert self._read() == "done"

    def crash(self):
        """Kills all of its processes."""
        self._tell("crash")

    def start(self):
        """Starts it again after a crash, with the same data and address."""
        self._tell("start")

    def stop(self):
        self._process.stdin.close()
        self._process.wait(STOP_SECONDS)
        self._process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def shared_url():
    """The URL of the server that all tests share. Starts one if there is none; it ends with this
    process."""
    global _shared
    if given := os.environ.get(VARIABLE):
        return given
    if _shared is None:
        _shared = Server()
        atexit.register(_shared.stop)
    return _shared.url


def with_database(url, name):
    """The URL of another database of the same server."""
    return urllib.parse.urlsplit(url)._replace(path=f"/{name}").geturl()


def ask(url, *statements):
    """psql's output: a line per row, `
    ` between columns. Each statement commits separately.
    """
    commands = [word for statement in statements for word in ("-c", statement)]
    done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url, *commands],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=STOP_SECONDS)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


class Database:
    """An empty database, dropped at the end despite open connections. By default on the shared
    server."""

    def __init__(self, server=None):
        self._server = server or shared_url()
        self._name = f"test_{os.getpid()}_{next(_numbers)}"
        ask(self._server, f"CREATE DATABASE {self._name}")
        self.url = with_database(self._server, self._name)

    def ask(self, *statements):
        return ask(self.url, *statements)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        ask(self._server, f"DROP DATABASE {self._name} WITH (FORCE)")
