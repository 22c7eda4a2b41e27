"""The PostgreSQL server of the tests: it can be reached, crashed and paused, and leaves nothing
behind."""

import os
import pathlib
import subprocess
import sys
import urllib.parse

import pytest

from harness import poll, postgres

HARNESS = pathlib.Path(__file__).resolve().parent


def folder_of(url):
    return pathlib.Path(urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["host"][0])


def postmaster_of(folder):
    return int((folder / "data/postmaster.pid").read_text().split("\n", 1)[0])


def is_running(process):
    return pathlib.Path(f"/proc/{process}").exists()


@pytest.fixture(scope="module")
def server():
    with postgres.Server() as started:
        yield started


def test_a_crashed_server_starts_again_with_what_was_committed(server):
    with postgres.Database(server.url) as database:
        database.ask("CREATE TABLE kept (number int)", "INSERT INTO kept VALUES (7)")
        server.crash()
        with pytest.raises(AssertionError):
            database.ask("SELECT 1")
        server.start()
        assert database.ask("SELECT number FROM kept") == ["7"]


def test_a_paused_server_answers_only_after_it_resumes(server):
    server.pause()
    asked = subprocess.Popen(["psql", "-XqAt", "-d", server.url, "-c", "SELECT 1"], stdout=subprocess.PIPE, text=True)
    with pytest.raises(subprocess.TimeoutExpired):
        asked.wait(0.3)
    server.resume()
    assert asked.communicate(timeout=30)[0] == "1\n"


def test_nothing_is_left_when_its_user_is_killed():
    program = ("from harness import postgres\n"
               "print(postgres.shared_url(), flush=True)\n"
               "input()\n")
    environment = {name: value for name, value in os.environ.items() if name != postgres.VARIABLE}
    user = subprocess.Popen([sys.executable, "-B", "-c", program], cwd=HARNESS, env=environment, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)
    folder = folder_of(user.stdout.readline().strip())
    process = postmaster_of(folder)
    user.kill()
    poll.until("its folder is removed", lambda: not folder.exists())
    poll.until("its process has ended", lambda: not is_running(process))


def test_over_tcp_it_listens_on_loopback():
    with postgres.Server(tcp=True) as server:
        assert urllib.parse.urlsplit(server.url).hostname == "127.0.0.1"
        assert postgres.ask(server.url, "SHOW listen_addresses") == ["127.0.0.1"]
