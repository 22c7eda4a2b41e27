"""`onsale rehearse`: a crowd against a real server, and a falsified one. Each kind of false answer is
tested in rehearsal/audit and rehearsal/crowd.
"""

import html.parser
import json
import signal
import sqlite3
import subprocess
import time

import pytest

from harness import poll
from harness import server as servers
from harness.lying_proxy import LyingProxy

SHOWS = "reference-1,reference-2,reference-3"


def rehearse(url, *arguments, seconds=180):
    return servers.run("rehearse", "--url", url, *arguments, seconds=seconds)


class Reader(html.parser.HTMLParser):
    """Checks that elements are closed in order, and collects their names and text."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.names = set()
        self.text = ""

    def handle_starttag(self, tag, _):
        self.names.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, _):
        self.names.add(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        self.text += data


def read(page):
    reader = Reader()
    reader.feed(page.read_text())
    assert reader.open == []
    return reader


@pytest.fixture
def hall_server(start):
    """Turns and holds are short, so that buyers who leave do not delay the others."""
    return start("--room-capacity", 40, "--active-time", "6s", "--hold-time", "3s")


def test_a_crowd_sells_the_hall_and_the_audit_agrees(hall_server, tmp_path):
    report, figures = tmp_path / "report.html", tmp_path / "figures.json"
    done = rehearse(hall_server.url, "--buyers", 200, "--arrive", "2s", "--speed", 20, "--show", SHOWS,
                    "--seed", 5, "--report", report, "--json", figures, "--connections", 50)
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads(figures.read_text())
    assert summary["verdict"] in ("well", "strained")
    assert sum(summary["endings"].values()) == 200
    assert summary["seatsSold"] > 50
    assert summary["wrongAnswers"] == 0
    checks = {check["question"]: check for check in summary["audit"]}
    assert set(checks) == {"purchases", "one-owner", "seat-map", "balances", "ledgers", "order",
                           "positions"}
    assert checks["purchases"]["checked"] == summary["endings"]["bought"]
    assert checks["one-owner"]["checked"] == summary["seatsSold"]
    assert checks["order"]["checked"] > 150
    page = read(report)
    assert "svg" in page.names and "script" not in page.names
    assert f"{summary['seatsSold']} seats" in page.text


def test_the_same_seed_is_refused_the_second_time(hall_server):
    few = ("--buyers", 3, "--arrive", "100ms", "--speed", 100, "--show", SHOWS, "--seed", 9)
    assert rehearse(hall_server.url, *few).returncode in (0, 1)
    again = rehearse(hall_server.url, *few)
    assert again.returncode == 2
    assert "choose another --seed" in again.stderr


def test_a_server_that_is_killed_and_restarted_loses_nothing(start, tmp_path):
    figures = tmp_path / "figures.json"
    policy = ("--room-capacity", 15, "--active-time", "8s", "--hold-time", "4s")
    first = start(*policy)
    process = subprocess.Popen([servers.binary(), "rehearse", "--url", first.url, "--buyers", "150",
                                "--arrive", "6s", "--speed", "5", "--show", SHOWS, "--json", str(figures)],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    poll.until("somebody has paid", lambda: rows(first, "payments") > 5)
    first.kill()
    # The server is down for two seconds: waiting buyers poll once a second, so each poll fails
    # once.
    back = time.monotonic() + 2
    poll.until("two seconds are over", lambda: time.monotonic() > back)
    start(*policy, data=first.data, listen=f"127.0.0.1:{first.port}")
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, out + err
    summary = json.loads(figures.read_text())
    assert summary["answersLost"] > 0
    assert summary["endings"]["bought"] > 5


def test_ctrl_c_ends_early_with_a_report(start, tmp_path):
    server = start("--room-capacity", 1)
    report = tmp_path / "report.html"
    process = subprocess.Popen([servers.binary(), "rehearse", "--url", server.url, "--buyers", "50",
                                "--arrive", "1s", "--show", SHOWS, "--report", str(report),
                                "--json", str(tmp_path / "figures.json"), "--time-limit", "5m"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    poll.until("somebody waits", lambda: rows(server, "queue_tokens", "status = 'WAITING'") > 0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, out + err
    assert "stopped by hand" in out
    assert "stopped by hand" in read(report).text


def rows(server, table, where="1"):
    with sqlite3.connect(f"file:{server.data}/sale.db?mode=ro", uri=True, timeout=10) as db:
        return db.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]


def test_a_korean_report_is_korean(hall_server, tmp_path):
    report = tmp_path / "report.html"
    rehearse(hall_server.url, "--buyers", 5, "--arrive", "100ms", "--speed", 100, "--show", SHOWS,
             "--language", "ko", "--report", report)
    assert 'lang="ko"' in report.read_text()
    assert "예행연습" in read(report).text


@pytest.mark.parametrize("arguments, said", [
    (("--url", "https://127.0.0.1:1", "--show", "a"), "--url: is not the address of a server"),
    (("--url", "http://127.0.0.1:0", "--show", "a"), "--url: is not the address of a server"),
    (("--url", "http://127.0.0.1:1", "--show", "A B"), "a show id consists of"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--arrive", "soon"), "--arrive takes"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--buyers", "0"), "--buyers"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--report", "/nowhere/r.html"), "cannot write"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--operator-key-file", "/nowhere"), "there is no such file"),
    (("--show", "a"), "--url"),
])
def test_wrong_usage_is_reported(arguments, said):
    done = servers.run("rehearse", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_an_unreachable_server_is_reported():
    done = rehearse("http://127.0.0.1:1", "--show", "a")
    assert done.returncode == 2
    assert "does not answer" in done.stderr


def test_an_unknown_show_is_reported(hall_server):
    done = rehearse(hall_server.url, "--show", "no-such-show")
    assert done.returncode == 2
    assert "no show 'no-such-show'" in done.stderr


@pytest.mark.parametrize("lie, status, verdict", [(None, 0, ("well", "strained")), ("a sold seat is free", 1, ("broken",))])
def test_a_falsified_answer_is_found(lie, status, verdict, hall_server, tmp_path):
    """Through a proxy; without falsification the audit passes."""
    figures = tmp_path / "figures.json"
    with LyingProxy(hall_server.port, lie, always=True) as proxy:
        done = rehearse(proxy.url, "--buyers", 12, "--arrive", "200ms", "--speed", 100, "--show", "reference-1",
                        "--seed", 3, "--json", figures, "--time-limit", "60s")
    summary = json.loads(figures.read_text())
    violations = {check["question"] for check in summary["audit"] if check["violations"]}
    assert (done.returncode, violations) == (status, {"seat-map"} if lie else set()), summary
    assert summary["verdict"] in verdict


# --- ./dev rehearse, with a fake program that only writes its report ---

PROGRAM = """#!/bin/sh
case "$1 $2" in
  serve*) echo http://127.0.0.1:1; exec tail -f /dev/null ;;
esac
for argument; do
  [ "$previous" = --report ] && report=$argument
  case "$argument" in --report=*) report=${argument#--report=} ;; esac
  previous=$argument
done
echo report >"$report"
"""


def dev_rehearse(folder, *arguments):
    """Runs the script in a clone without sources: it installs and builds nothing."""
    tools, program = folder / "tools", folder / "build/release/src/app/onsale"
    tools.mkdir()
    program.parent.mkdir(parents=True)
    (tools / "rehearse.sh").write_text((servers.ROOT / "tools/rehearse.sh").read_text())
    (tools / "common.sh").write_text("install_groups() { :; }\nbuild_kind() { :; }\ndie() { exit 1; }\n")
    program.write_text(PROGRAM)
    program.chmod(0o755)
    return subprocess.run(["bash", tools / "rehearse.sh", *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("arguments, report", [((), "build/rehearsal.html"), (("--report=mine.html",), "mine.html")])
def test_the_script_prints_the_path_of_the_report(arguments, report, tmp_path):
    done = dev_rehearse(tmp_path, *arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"Report: {report}\n")
    assert (tmp_path / report).read_text() == "report\n"
