"""Fixtures of the black-box tests: a server, its contract, buyers, and unused seats."""

import contextlib
import fcntl
import itertools
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import threading

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from harness import postgres
from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client
from harness.contract import Contract


HAS_FAILED = pytest.StashKey()
# The temporary files of at most this many failed tests are kept; those of other tests are removed.
FOLDERS_KEPT = 3
# A test that takes longer waits for something that does not come, unless one of these asks for more.
TEST_SECONDS = 1500
FULL_SIZE = ("ONSALE_TEST_FAULT_ROUNDS", "ONSALE_TEST_HISTORY", "ONSALE_TEST_RACES", "ONSALE_TEST_HOSTILE", "ONSALE_TEST_HOSTILE_ROWS")


def pytest_addoption(parser):
    parser.addoption("--name", default="", help="only tests whose name contains this")
    parser.addoption("--results", type=pathlib.Path, help="append the result of each test to this file, as JSON lines")


def pytest_configure(config):
    config.addinivalue_line("markers", "alone: measures times; no other test begins or runs meanwhile")
    is_worker = hasattr(config, "workerinput")
    if config.getoption("--results") and not is_worker:
        config.pluginmanager.register(Results(config.getoption("--results")))


def pytest_collection_modifyitems(config, items):
    name = config.getoption("--name")
    items[:] = [item for item in items if name in item.nodeid]


@contextlib.contextmanager
def deadline(item):
    """Fails a test that hangs; the traceback shows what it waits for. In a worker whose tests do not run in its main
    thread, which happens when execnet starts on a busy machine, only ./dev test ends a hang (SILENCE_MAX)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def fail(*_):
        raise AssertionError(f"{item.nodeid} has not ended after {TEST_SECONDS} s")

    is_long = item.path.name.startswith("long_") or any(name in os.environ for name in FULL_SIZE)
    before = signal.signal(signal.SIGALRM, fail)
    # Again every 30 s: what the test does at its end may wait for the same thing.
    signal.setitimer(signal.ITIMER_REAL, 0 if is_long else TEST_SECONDS, 30)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# The run that this worker belongs to; none in a process without workers.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID")
GATE, LOCK = (pathlib.Path(tempfile.gettempdir()) / f"onsale-tests-{RUN}.{name}" for name in ("gate", "lock"))


@contextlib.contextmanager
def turn(item):
    """A test marked `alone` waits until no other worker runs a test, and keeps them waiting."""
    if not RUN:
        yield
        return
    with GATE.open("w") as gate, LOCK.open("w") as lock:
        fcntl.flock(gate, fcntl.LOCK_EX)  # whoever waits to be alone keeps newcomers waiting
        fcntl.flock(lock, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # explicitly: processes that the test has forked have the file open, too


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    with turn(item):
        yield


def pytest_sessionfinish():
    for file in (GATE, LOCK):
        file.unlink(missing_ok=True)  # whoever is left is alone


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_setup(item):
    with deadline(item):
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    with deadline(item):
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    item.stash[HAS_FAILED] = item.stash.get(HAS_FAILED, False) or report.failed


class Results:
    """Writes how many tests were collected and, when a test ends, its outcome: what did not run is
    known even if pytest itself is killed. Files of tests run beside each other, in workers; the reports of all arrive here."""

    def __init__(self, path):
        self._file = path.open("a", buffering=1)
        self._collected = False
        self._tests = {}  # those that run

    def _write(self, line):
        self._file.write(json.dumps(line) + "\n")

    def pytest_collectreport(self, report):
        if report.failed:
            self._write({"collected": 1})
            self._write({"test": report.nodeid, "outcome": "failed", "seconds": 0})

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node, ids):
        if not self._collected:  # each worker collects all tests
            self._write({"collected": len(ids)})
        self._collected = True

    def pytest_runtest_logreport(self, report):
        test = self._tests.setdefault(report.nodeid, {"test": report.nodeid, "outcome": "passed", "seconds": 0})
        test["seconds"] += report.duration
        if report.skipped:
            test |= {"outcome": "skipped", "why": report.longrepr[2]}
        elif report.failed:
            test["outcome"] = "failed"
        if report.when == "teardown":
            self._write(self._tests.pop(report.nodeid))


class Folders:
    """Removes the files of tests, except those of the first that fail: a data directory takes 128
    MB."""

    kept = 0

    @classmethod
    def end(cls, folder, has_failed):
        if has_failed and cls.kept < FOLDERS_KEPT:
            cls.kept += 1
        else:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _remove_files(request, tmp_path):
    yield
    Folders.end(tmp_path, request.node.stash.get(HAS_FAILED, False))


@pytest.fixture(scope="module")
def module_path(request, tmp_path_factory):
    """A folder for the tests of a file."""
    failed = request.session.testsfailed
    folder = tmp_path_factory.mktemp("module")
    yield folder
    Folders.end(folder, request.session.testsfailed > failed)


class RunningServer:
    """A running server, with helpers for its tests."""

    def __init__(self, server):
        self.server = server
        self.contract = Contract(Client(server.port).get("/openapi.json").json())
        self.client = self.new_client()
        self.concert = self.client.get("/v1/concerts").json()["concerts"][0]["concertId"]
        self._unused = None

    def new_client(self):
        return Client(self.server.port, self.contract)

    def operator(self, method, target, json_body=None):
        """A call with the owner's key."""
        return self.client.request(method, target, json_body, headers=servers.OPERATOR)

    def change_room(self, room="main", **members):
        return self.operator("PATCH", f"/v1/operator/rooms/{room}", members)

    def buyer(self, user=None, **options):
        """A buyer with a token: ACTIVE if the room has a free slot."""
        buyer = Buyer(self.client, user)
        answer = buyer.join(**options)
        assert answer.status == 201, answer
        return buyer

    def shows(self, concert=None):
        answer = self.buyer().dates(concert or self.concert)
        assert answer.status == 200, answer
        return [date["showId"] for date in answer.json()["dates"]]

    @property
    def show(self):
        return self.shows()[0]

    def fresh_seats(self, count):
        """(show, seats, price of all) that no test has used yet."""
        if self._unused is None:
            looker = self.buyer()
            self._unused = [(show, [(seat["number"], seat["price"])
                                    for seat in looker.seats(show).json()["seats"]])
                            for show in self.shows()]
        for show, seats in self._unused:
            if len(seats) >= count:
                taken = [seats.pop(0) for _ in range(count)]
                return show, [number for number, _ in taken], sum(price for _, price in taken)
        raise AssertionError("every seat of the reference hall has been used: split the test file")


@pytest.fixture
def start(tmp_path):
    """Starts servers that end with the test: start("--hold-time", "1s", data=..., ...)."""
    running = []

    def start_server(*arguments, data=None, wait=True, **options):
        server = servers.Server(data or tmp_path / "data", *arguments, **options)
        running.append(server)
        return server.ready() if wait else server

    yield start_server
    for server in running:
        server.__exit__()


@pytest.fixture
def database():
    """An empty PostgreSQL database."""
    with postgres.Database() as made:
        yield made


@pytest.fixture
def node(start, database, tmp_path, key_file):
    """Starts one more node over the database: node("--hold-time", "1s", token_key="two.key")."""
    numbers = itertools.count()

    def start_node(*arguments, token_key="token.key", url=None, data=None, **options):
        return start("--store", url or database.url, "--token-key-file", tmp_path / token_key,
                     "--owner-key-file", key_file, *arguments,
                     data=data or tmp_path / f"unused{next(numbers)}", **options)
    return start_node


@pytest.fixture(scope="module")
def house(module_path):
    """The reference hall with a slot for everybody, shared by the tests of a file."""
    key_file = servers.owner_key_file(module_path)
    with servers.Server(module_path / "data", "--room-capacity", 100000,
                        "--owner-key-file", key_file) as server:
        running = RunningServer(server.ready())
        running.owner_key_file = key_file
        yield running
        assert server.process.poll() is None, f"the server ended unexpectedly:\n{server.err}"


@pytest.fixture
def key_file(tmp_path):
    """The owner's key of the servers of open_server."""
    return servers.owner_key_file(tmp_path)


@pytest.fixture
def open_server(start, key_file):
    """A server for one test, as a RunningServer: open_server("--room-capacity", 1)."""
    return lambda *arguments, **options: RunningServer(
        start("--owner-key-file", key_file, *arguments, **options))
