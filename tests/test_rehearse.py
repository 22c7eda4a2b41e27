"""`onsale rehearse`: a crowd against a real server, and a falsified one. Each kind of false answer is
tested in rehearsal/audit and rehearsal/crowd.
"""

import json
import signal
import subprocess

import pytest

from harness import poll
from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client
from harness.lying_proxy import LyingProxy

SHOWS = "reference-1,reference-2,reference-3"


def rehearse(url, *arguments, seconds=600):
    return servers.run("rehearse", "--url", url, *arguments, seconds=seconds)


@pytest.fixture
def hall_server(start):
    """Turns and holds are short, so that buyers who leave do not delay the others."""
    return start("--room-capacity", 40, "--active-time", "15s", "--hold-time", "8s")


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
    page = report.read_text()
    assert f"{summary['seatsSold']} seats" in page and "This sale needs" in page
    calls = summary["calls"]
    assert summary["endings"]["bought"] <= calls["chart"]["answers"] <= 200, "each buyer fetches the chart once"
    assert min(calls[call]["answers"] for call in ("availability", "hold", "best")) > 10
    assert sum(call["bytesRead"] for call in calls.values()) == summary["bytesRead"] > 200 * 1000
    assert sum(second["bytesRead"] for second in summary["everySecond"]) == summary["bytesRead"]
    assert summary["peakBitsPerSecond"] == 8 * max(second["bytesRead"] for second in summary["everySecond"])
    assert summary["bytesReadByPurchase"] > summary["bytesReadByBuyer"] > 1000


@pytest.mark.parametrize("best, chosen, other", [(0, "hold", "best"), (100, "best", "hold")])
def test_a_share_of_the_crowd_lets_the_server_choose(hall_server, tmp_path, best, chosen, other):
    figures = tmp_path / "figures.json"
    done = rehearse(hall_server.url, "--buyers", 20, "--arrive", "200ms", "--arrival", "even", "--speed", 100,
                    "--show", SHOWS, "--best", best, "--json", figures)
    assert done.returncode == 0, done.stdout + done.stderr
    calls = json.loads(figures.read_text())["calls"]
    assert calls[chosen]["answers"] > 0 == calls[other]["answers"]


def test_the_same_seed_is_refused_the_second_time(hall_server, tmp_path):
    report = tmp_path / "report.html"
    few = ("--buyers", 3, "--arrive", "100ms", "--speed", 100, "--show", SHOWS, "--seed", 9,
           "--language", "ko", "--report", report)
    assert rehearse(hall_server.url, *few).returncode in (0, 1)
    assert 'lang="ko"' in report.read_text()
    again = rehearse(hall_server.url, *few)
    assert again.returncode == 2
    assert "choose another --seed" in again.stderr


def test_ctrl_c_ends_early_with_a_report(start, tmp_path):
    server = start("--room-capacity", 1)
    report = tmp_path / "report.html"
    process = subprocess.Popen([servers.binary(), "rehearse", "--url", server.url, "--buyers", "50",
                                "--arrive", "1s", "--show", SHOWS, "--report", str(report),
                                "--json", str(tmp_path / "figures.json"), "--time-limit", "5m"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    client = Client(server.port)
    poll.until("somebody waits", lambda: client.get("/v1/rooms/main").json()["waiting"] > 0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, out + err
    assert "stopped by hand" in out
    assert "stopped by hand" in report.read_text()


@pytest.mark.parametrize("arguments, said", [
    (("--url", "https://127.0.0.1:1", "--show", "a"), "--url: is not the address of a server"),
    (("--url", "http://127.0.0.1:0", "--show", "a"), "--url: is not the address of a server"),
    (("--url", "http://127.0.0.1:1", "--show", "A B"), "a show id consists of"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--arrive", "soon"), "--arrive takes"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--buyers", "0"), "--buyers"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--best", "101"), "--best"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--arrival", "late"), "--arrival"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--report", "/nowhere/r.html"), "cannot write"),
    (("--url", "http://127.0.0.1:1", "--show", "a", "--key-file", "/nowhere"), "there is no such file"),
    (("--show", "a"), "--url"),
    (("--url", "http://127.0.0.1:1", "--show", "a"), "does not answer"),
])
def test_wrong_usage_is_reported(arguments, said):
    done = servers.run("rehearse", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_an_unknown_show_is_reported(hall_server):
    done = rehearse(hall_server.url, "--show", "no-such-show")
    assert done.returncode == 2
    assert "no show 'no-such-show'" in done.stderr


def test_a_show_with_real_sales_is_refused(start, key_file):
    server = start("--owner-key-file", key_file)
    few = ("--buyers", 3, "--arrive", "100ms", "--speed", 100, "--show", "reference-1")
    key = ("--key-file", key_file, "--operator-url", server.operator_url)
    assert rehearse(server.url, *few, *key).returncode in (0, 1)
    again = rehearse(server.url, *few, *key)
    assert again.returncode in (0, 1), "all sold seats are a rehearsal's: " + again.stderr
    buyer = Buyer(Client(server.port), "kim")
    buyer.join("reference")
    buyer.buy("reference-1", 50, price=50_000)
    refused = rehearse(server.url, *few, *key)
    assert refused.returncode == 2
    assert "has sold seats that are not a rehearsal's; give --yes" in refused.stderr
    assert rehearse(server.url, *few, *key, "--yes").returncode in (0, 1)


def test_a_falsified_answer_is_found(hall_server, tmp_path):
    figures = tmp_path / "figures.json"
    with LyingProxy(hall_server.port) as proxy:
        done = rehearse(proxy.url, "--buyers", 12, "--arrive", "200ms", "--speed", 100,
                        "--show", "reference-1", "--yes", "--seed", 3, "--json", figures, "--time-limit", "60s")
    summary = json.loads(figures.read_text())
    violations = {check["question"] for check in summary["audit"] if check["violations"]}
    assert (done.returncode, violations, summary["verdict"]) == (1, {"seat-map"}, "broken"), summary


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
