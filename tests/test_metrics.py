"""`GET /metrics` counts what happened and nothing else, and the alerts and the dashboard of deploy/ ask only for
what it has. A slow request is a line of the log that says where its time went."""

import json
import re
import shutil
import subprocess

import pytest

from harness import poll, raw
from harness import server as servers
from harness.exposition import Figures

PROMETHEUS = servers.ROOT / "deploy/prometheus"
DASHBOARD = servers.ROOT / "deploy/grafana/onsale.json"
NAMES = re.compile(r"\bonsale_[a-z0-9_]+")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

needs_promtool = pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed (package prometheus)")


def figures(running):
    answer = running.operator("GET", "/metrics")
    assert answer.status == 200, answer
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return Figures(answer.body.decode())


def whole_figures(running):
    """With those of the sale, which the server reads a second after its start."""
    return poll.until("the sale was read", lambda: "onsale_seats_paid" in (now := figures(running)).types and now)


def promtool(*arguments, **options):
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, timeout=60, **options)
    assert done.returncode == 0, done.stdout + done.stderr


def test_figures_are_what_happened(open_server, tmp_path):
    # The counts of the second server begin anew. Two of four have a turn from the first: who looked for seats.
    running = open_server("--room-capacity", 4)
    show, seats, price = running.fresh_seats(2)
    running.server.terminate()
    running.server.wait()
    running = open_server("--room-capacity", 4)

    first, second, third = running.buyer(), running.buyer(), running.buyer()
    reservation = first.hold(show, *seats).json()["reservationId"]
    for _ in range(2):
        assert second.hold(show, seats[0]).code == "seat-unavailable"
    assert third.hold(show, *seats).code == "queue-token-waiting"
    assert first.pay(reservation).code == "insufficient-balance"
    assert first.top_up(price).status == 201
    assert first.pay(reservation).status == 201
    assert second.leave().status == 204
    for path in ("/nowhere", "/v1/nowhere"):
        assert running.client.get(path).status == 404

    now = figures(running)
    for call, code, count in (
            ("issueQueueToken", 201, 3), ("holdSeats", 201, 1), ("holdSeats", 409, 2), ("holdSeats", 400, 1),
            ("payReservation", 402, 1), ("payReservation", 201, 1), ("topUpBalance", 201, 1), ("leaveQueue", 204, 1),
            ("none", 404, 2)):
        assert now.get("onsale_requests_total", call=call, code=str(code)) == count, (call, code)
    assert now.get("onsale_request_seconds_count", call="holdSeats") == 4
    assert now.get("onsale_holds_total", result="held") == 1
    assert now.get("onsale_holds_total", result="seat-unavailable") == 2
    assert now.get("onsale_holds_total", result="queue-token-waiting") == 1
    assert now.get("onsale_hold_conflicts_total") == 2
    assert now.get("onsale_problems_total", problem="seat-unavailable") == 2
    assert now.get("onsale_payments_total", result="paid") == 1
    assert now.get("onsale_payments_total", result="insufficient-balance") == 1
    assert now.get("onsale_connections", listener="operators") == 1
    # Each of these calls changed something: a batch that was decided and synced.
    assert now.get("onsale_batch_commands_sum") >= 10
    assert now.get("onsale_sync_seconds_count") >= 7
    assert now.get("onsale_commit_seconds_count") >= now.get("onsale_sync_seconds_count")
    assert 0 < now.get("onsale_journal_free_bytes") <= shutil.disk_usage(tmp_path).total
    assert now.get("onsale_thread_busy_seconds_total", thread="buyers-0") > 0
    assert now.get("onsale_thread_busy_seconds_total", thread="journal") > 0

    def last_look():
        now = figures(running)
        return now if now.get("onsale_seats", show=show, state="sold") == 2 else None
    now = poll.until("the sale was read after the payment", last_look)
    assert now.get("onsale_seats", show=show, state="held") == 0
    assert now.get("onsale_room_payments_total", room="main") == 1
    assert now.get("onsale_room_seats_free", room="main") == sum(
        value for (name, labels), value in now.samples.items()
        if name == "onsale_seats" and ("state", "available") in labels)

    # What is of the sale lasts, what is of the process begins anew.
    running.server.terminate()
    running.server.wait()
    running = open_server("--room-capacity", 3)
    poll.until("the seats are counted", lambda: figures(running).get("onsale_seats_paid") == 2)
    now = figures(running)
    assert now.get("onsale_seats_sold") == 2
    assert now.get("onsale_payments_total", result="paid") == 0


def test_whoever_calls_adds_no_series(house):
    """Not users, tokens, ids or paths that strangers invent."""
    def call(number):
        buyer = house.buyer(f"user-{number}")
        buyer.balance(), buyer.reservation("00000000-0000-0000-0000-%012d" % number)
        raw.send(house.server.port, raw.request("GET", f"/strange/{number}"), wanted=1)
    call(0)
    whole_figures(house)
    before = set(figures(house).samples)
    for number in range(1, 20):
        call(number)
    assert set(figures(house).samples) - before == set()


def test_only_the_operators_address_has_them(house):
    assert raw.send(house.server.port, raw.request("GET", "/metrics"), wanted=1).first.status == 404
    assert house.client.get("/metrics").status == 401
    other = house.operator("POST", "/v1/operator/keys", {"name": "no figures", "scopes": ["audit"]}).json()
    assert house.client.get("/metrics", headers={"Authorization": f"Bearer {other['key']}"}).code == "scope-required"


def names_in(text):
    """The families that PromQL expressions name."""
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in NAMES.findall(text)}


def test_alerts_and_dashboard_ask_for_what_is_served(house):
    served = set(whole_figures(house).types)
    rules = (PROMETHEUS / "onsale.rules.yml").read_text()
    board = json.loads(DASHBOARD.read_text())
    shown = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert names_in(rules) - served == set()
    assert names_in(" ".join(shown)) - served == set()
    assert names_in(" ".join(shown)) >= names_in(rules) - {"onsale_room_open", "onsale_room_capacity", "onsale_room_seats_free",
                                                          "onsale_sale_age_seconds"}
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_the_documentation_lists_all_figures(house):
    listed = re.findall(r"^\| `(onsale_[a-z_]+)", (servers.ROOT / "docs/watching.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(whole_figures(house).types)


@needs_promtool
def test_promtool_accepts_rules_and_figures(house, tmp_path):
    promtool("check", "rules", PROMETHEUS / "onsale.rules.yml")
    promtool("test", "rules", "onsale.rules.test.yml", cwd=PROMETHEUS)
    promtool("check", "metrics", input=house.operator("GET", "/metrics").body.decode())
    for name in ("prometheus.yml", "onsale.rules.yml"):
        shutil.copy(PROMETHEUS / name, tmp_path)
    (tmp_path / "onsale-key").write_text(servers.OWNER_KEY)
    promtool("check", "config", tmp_path / "prometheus.yml")


def test_every_alert_has_a_test_with_its_trouble():
    rules = re.findall(r"alert: (\w+)", (PROMETHEUS / "onsale.rules.yml").read_text())
    tests = (PROMETHEUS / "onsale.rules.test.yml").read_text()
    tried = re.findall(r"alertname: (\w+)\n +exp_alerts:\n +- exp_labels", tests)
    assert set(rules) == set(tried) and len(rules) == len(set(rules))


def test_a_slow_request_is_one_line_that_says_where_its_time_went(open_server):
    running = open_server("--slow-request", "1ms")
    answer = running.client.get("/v1/operator/audit", headers={
        **servers.OPERATOR, "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert answer.status == 200
    running.server.terminate()
    running.server.wait()
    lines = [json.loads(line) for line in running.server.err.splitlines()]
    (line,) = [one for one in lines if one.get("trace") == TRACE]
    assert (line["event"], line["level"], line["method"], line["route"], line["status"]) == (
        "slow request", "warn", "GET", "/v1/operator/audit", 200)
    parts = [line[part + "Micros"] for part in ("queue", "decide", "sync", "read", "write")]
    assert sum(parts) == line["micros"] >= 1000
    assert line["readMicros"] > 0 and line["decideMicros"] == line["syncMicros"] == 0


def test_no_request_is_slow_when_none_is_asked_for(open_server):
    running = open_server("--slow-request", "0s")
    assert running.operator("GET", "/v1/operator/audit").status == 200
    running.server.terminate()
    running.server.wait()
    assert "slow request" not in running.server.err
