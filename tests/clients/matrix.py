"""Fixtures of the trial of clients and proxies: one server, each proxy before it, the client programs; at the end a
table of what passed."""

import datetime
import json
import os
import pathlib

import pytest

import programs
import proxies
from conftest import RunningServer
from harness import server as servers

ROUTES = ("direct", *proxies.NAMES)
# What each test has found, in the order of the tests: (row, column) to "pass" or what failed.
TABLE = pytest.StashKey()
LAST = servers.ROOT / "build/test-clients/last.json"


def pytest_configure(config):
    config.stash[TABLE] = {}


@pytest.fixture(scope="session")
def halls(tmp_path_factory):
    """Both sample halls with a slot for everybody."""
    folder = tmp_path_factory.mktemp("halls")
    key_file = servers.owner_key_file(folder)
    with servers.Server(folder / "data", "--room-capacity", 100000, "--owner-key-file", key_file,
                        catalogs=(servers.REFERENCE, servers.ARENA)) as server:
        running = RunningServer(server.ready())
        running.concert = "reference"
        yield running
        assert server.process.poll() is None, f"the server ended unexpectedly:\n{server.err}"


@pytest.fixture(autouse=True)
def _fresh_connection(halls):
    """The test's own connection may have been idle for longer than the server keeps it."""
    halls.client.close()


@pytest.fixture(scope="session")
def fronts(halls):
    """Each proxy as it is published, before the halls."""
    opened = {name: proxies.Proxy(name, halls.server.port) for name in proxies.NAMES}
    yield {name: proxy.ready() for name, proxy in opened.items()}
    for proxy in opened.values():
        proxy.__exit__()


@pytest.fixture(params=ROUTES)
def route(request):
    return request.param


@pytest.fixture(params=proxies.NAMES)
def proxy_name(request):
    return request.param


@pytest.fixture
def port(route, halls, fronts):
    """Where every call can be made on this route."""
    return halls.server.port if route == "direct" else fronts[route].trusted


@pytest.fixture(params=programs.BY_NAME)
def program(request, build_folder):
    return programs.BY_NAME[request.param].build(build_folder)


@pytest.fixture(scope="session")
def build_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("programs")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    if report.when == "call" or report.failed:
        name, _, parameters = item.name.partition("[")
        values = getattr(item, "callspec", None) and item.callspec.params or {}
        column = values.get("route") or values.get("proxy_name") or ""
        row = values.get("program") or name.removeprefix("test_").replace("_", " ")
        others = [str(value) for key, value in values.items() if key not in ("route", "proxy_name", "program")]
        item.config.stash[TABLE][" ".join([row, *others]), column] = "pass" if report.passed else report.outcome


def pytest_terminal_summary(terminalreporter, config):
    table = config.stash[TABLE]
    if not table:
        return
    rows = list(dict.fromkeys(row for row, _ in table))
    width = max(map(len, rows))
    terminalreporter.section("clients and proxies")
    terminalreporter.line(" " * width + "".join(f"  {route:<8}" for route in ROUTES))
    for row in rows:
        cells = [table.get((row, route), table.get((row, ""), "") if route == "direct" else "") for route in ROUTES]
        terminalreporter.line(f"{row:<{width}}" + "".join(f"  {cell:<8}" for cell in cells))
    if config.option.keyword not in ("", "test"):
        return  # a part of the tests
    counts = {outcome: list(table.values()).count(outcome) for outcome in ("pass", "failed", "skipped")}
    LAST.parent.mkdir(parents=True, exist_ok=True)
    LAST.write_text(json.dumps({"when": datetime.datetime.now().isoformat(timespec="minutes"),
                                "binary": os.path.relpath(servers.binary(), servers.ROOT), **counts}) + "\n")


def pytest_report_header():
    known = [f"{program.name} {program.version()}" for program in programs.ALL]
    known += [f"{name} {proxies.version(name)}" for name in proxies.NAMES]
    last = json.loads(LAST.read_text()) if LAST.exists() else None
    return ["tried: " + ", ".join(known),
            "last run: " + (f"{last['when']}, {last['pass']} passed, {last['failed']} failed" if last else "none in this build/")]
