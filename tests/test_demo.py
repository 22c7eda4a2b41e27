"""`onsale demo`: a sale to try, which keeps nothing."""

import os
import re
import signal
import socket
import subprocess
import time

import pytest

from harness import pages, poll, server
from harness.client import Client, bearer

MOVES_WITHIN = 5


class Demo:
    """The process, with a temporary directory of its own."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        folder.mkdir()
        self._out = (folder.parent / "out").open("w+b")
        self.process = subprocess.Popen([server.binary(), "demo", *map(str, arguments)], stdin=subprocess.DEVNULL,
                                        stdout=self._out, stderr=subprocess.STDOUT,
                                        env={**os.environ, "TMPDIR": str(folder)})
        self.port = self.operator_port = None

    @property
    def out(self):
        return os.pread(self._out.fileno(), 1 << 20, 0).decode(errors="replace")

    def ready(self):
        def addresses():
            if "without the pages" in self.out:
                pytest.skip("the program was built without the pages: npm was missing")
            assert self.process.poll() is None, self.out
            return re.search(r"ready at http://127\.0\.0\.1:(\d+)\n.*http://127\.0\.0\.1:(\d+)\n(?:.*\n)*.*demo at http://127\.0\.0\.1:\1/demo\n",
                             self.out)
        found = poll.until("the demo prints its addresses", addresses, server.START_SECONDS)
        self.port, self.operator_port = map(int, found.groups())
        return self

    def room(self):
        return Client(self.port).get("/v1/rooms/main").json()

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(server.STOP_SECONDS)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(server.STOP_SECONDS)
        self._out.close()


@pytest.fixture
def demo(tmp_path):
    running = []

    def start(*arguments):
        running.append(Demo(tmp_path / "tmp", *arguments))
        return running[-1]
    yield start
    for one in running:
        one.close()


def get(port, target, **headers):
    return Client(port).get(target, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.alone
def test_the_line_moves_at_once_and_ctrl_c_leaves_nothing(demo):
    started = demo("--port", 0).ready()
    ready = time.monotonic()
    poll.until("somebody waits", lambda: started.room()["waiting"] > 0, server.START_SECONDS)
    first = started.room()["lastAdmittedRank"]
    poll.until("the next are admitted", lambda: started.room()["lastAdmittedRank"] > first, server.START_SECONDS)
    took = time.monotonic() - ready
    assert took < MOVES_WITHIN * (6 if server.is_sanitized() else 1), f"the line moved after {took:.1f} s"
    assert list(started.folder.iterdir()), "the sale is somewhere else"
    assert started.end(signal.SIGINT) == 0, started.out
    assert not list(started.folder.iterdir())
    said = [line for line in started.out.splitlines() if "slow request" not in line]
    assert not [line for line in said if "warn" in line or "error" in line], started.out


def test_sigterm_ends_it_as_well(demo):
    started = demo("--port", 0, "--buyers", 10).ready()
    assert started.end(signal.SIGTERM) == 0, started.out
    assert not list(started.folder.iterdir())


def test_the_page_frames_the_phone_and_the_console_and_hands_over_the_key(demo):
    started = demo("--port", 0, "--buyers", 10).ready()
    origin, operators = f"http://127.0.0.1:{started.port}", f"http://127.0.0.1:{started.operator_port}"

    def policy(port, target):
        answer = get(port, target)
        assert answer.status == 200, answer
        rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["content-security-policy"].split(";"))
        return rules["frame-ancestors"], rules.get("frame-src"), answer.body.decode()

    ancestors, frames, page = policy(started.port, "/demo")
    assert (ancestors, frames) == ("'none'", f"'self' {operators}")
    assert f'<meta name="onsale-demo-console" content="{operators}/console">' in page
    assert policy(started.port, "/")[:2] == ("'self'", None)
    ancestors, frames, console = policy(started.operator_port, "/console")
    assert (ancestors, frames) == (origin, None)
    assert f'<meta name="onsale-demo" content="{origin}">' in console

    answer = get(started.port, "/demo/key")
    assert answer.headers["cache-control"] == "no-store" and "ons_" not in page + console
    key = Client(started.operator_port).get("/v1/operator/key", headers=bearer(answer.json()['key']))
    assert key.status == 200 and key.json()["kind"] == "test" and "keys:write" in key.json()["scopes"]
    for port, target, headers in ((started.port, "/demo/key", {"X_Forwarded_For": "192.0.2.1"}),
                                  (started.operator_port, "/demo/key", {}), (started.operator_port, "/demo", {})):
        assert get(port, target, **headers).status == 404, target


@pytest.mark.parametrize("language", ["ko", "en"])
def test_in_a_browser_the_phone_and_the_console_are_side_by_side(demo, language):
    browser = pages.Browser()  # first: its packages may take longer than the demo's line lasts
    try:
        started = demo("--port", 0).ready()
        key = get(started.port, "/demo/key").json()["key"]
        origin = f"http://127.0.0.1:{started.port}"
        poll.until("somebody waits", lambda: started.room()["waiting"] > 0, server.START_SECONDS)
        received = browser.run("demo", origin, language=language, keyboard=True, user="a-visitor",
                               beside=f"http://127.0.0.1:{started.operator_port}", viewport={"width": 1280, "height": 960})
    finally:
        browser.close()
    assert received == {"origin": origin, "type": "onsale-demo-key", "key": key, "language": language}


def test_taken_ports_are_skipped(demo):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        started = demo("--port", port, "--buyers", 10).ready()
        assert port < started.port < started.operator_port <= port + 100


def test_another_server_has_no_demo(house):
    for target in ("/demo", "/demo/key"):
        assert house.client.get(target).status == 404
