"""Fixtures of the black-box tests: a server, its contract, buyers, and unused seats."""

import json
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client
from harness.contract import Contract


def pytest_addoption(parser):
    parser.addoption("--name", default="", help="only tests whose name contains this")


def pytest_collection_modifyitems(config, items):
    name = config.getoption("--name")
    items[:] = [item for item in items if name in item.nodeid]


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


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """The reference hall with a slot for everybody, shared by the tests of a file."""
    key_file = servers.operator_key_file(tmp_path_factory.mktemp("key"))
    with servers.Server(tmp_path_factory.mktemp("data"), "--room-capacity", 100000,
                        "--operator-key-file", key_file) as server:
        yield RunningServer(server.ready())
        assert server.process.poll() is None, f"the server ended by itself:\n{server.err}"


@pytest.fixture
def open_server(start):
    """A server for one test, as a RunningServer: open_server("--room-capacity", 1)."""
    return lambda *arguments, **options: RunningServer(start(*arguments, **options))


@pytest.fixture(scope="session")
def hall():
    """The reference catalogue, parsed."""
    return json.loads(servers.REFERENCE.read_text())
