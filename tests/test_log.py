"""The log: clients cannot flood it, an unread pipe blocks nothing, and it has what an operator
needs."""

import fcntl
import json
import os
import socket
import struct

from harness import raw
from harness import server as servers
from harness.client import bearer

STRANGE = raw.request("GET", "/", version="HTTP/9.9")
# The lines of this many requests are several times what a one-page pipe and the log's buffer hold.
FLOOD = 12_000


def lines_of(server):
    return [json.loads(line) for line in server.err.splitlines() if line]


def test_an_unread_pipe_blocks_nothing(start):
    """After 447 requests the server once stopped serving, even /livez and SIGTERM."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    server = start("--log-level", "debug", stderr=writer)
    os.close(writer)
    for _ in range(20):
        raw.send(server.port, STRANGE)
    answers = raw.send(server.port, raw.request("GET", "/livez") * FLOOD, wanted=FLOOD, seconds=120)
    assert len(answers.responses) == FLOOD
    assert raw.send(server.port, raw.request("GET", "/v1/concerts"), wanted=1).first.status == 200
    server.process.terminate()
    assert server.wait() == 0
    os.close(reader)


def test_an_operators_change_and_refused_keys_are_logged_without_secrets(open_server):
    operated = open_server()
    wrong, token = "not-the-key-of-the-operator", operated.buyer().token
    assert operated.change_room(capacity=500, holdTimeSeconds=240).status == 200
    for headers in (bearer(wrong), {}):
        assert operated.client.get("/v1/operator/rooms", headers=headers).status == 401
    operated.server.terminate()
    lines = lines_of(operated.server)
    changes = [line for line in lines if line["event"] == "room changed"]
    assert [(line["level"], line["room"], line["from"], line["to"], line["by"]) for line in changes] == [
        ("info", "main", "capacity=100 holdTime=5m", "capacity=500 holdTime=4m", "TestsKey (owner)")]
    refused = [line for line in lines if "key refused" in line["event"]]
    assert [(line["level"], line["key"], line["peer"]) for line in refused] == [
        ("warn", "wrong", "127.0.0.1"), ("warn", "missing", "127.0.0.1")]
    for secret in (wrong, token, servers.OWNER_KEY):
        assert secret not in operated.server.err + operated.server.out


def test_every_row_of_a_change_has_its_line(open_server):
    operated = open_server()
    show, seats, _ = operated.fresh_seats(2)
    back = ("POST", f"shows/{show}/seats/hold-back", {"seatNumbers": seats[:1]})
    held = operated.buyer().hold(show, seats[1]).json()["reservationId"]
    release = ("POST", f"reservations/{held}/release", None)
    notice = ("PUT", "rooms/main/notice", {"english": "Soon"})
    undo = ("POST", "actions/{}/undo", None)
    calls = (notice, notice, undo, back, back, undo, release, release)  # of each pair the second changes nothing
    for method, target, body in calls:
        last = operated.operator("GET", "/v1/operator/actions?limit=1").json()["actions"][0]["number"]
        made = operated.client.request(method, f"/v1/operator/{target.format(last)}", body,
                                       headers=servers.OPERATOR | {"Onsale-Reason": "a reason"})
        assert made.status == 200, made.text
    operated.server.terminate()
    lines = [line for line in lines_of(operated.server) if line.get("reason") == "a reason"]
    with servers.tables(operated.server.data) as database:
        rows = database.execute("SELECT call FROM operator_actions WHERE reason = 'a reason' ORDER BY number").fetchall()
    assert [line["call"] for line in lines] == [call for call, in rows]
    assert len(rows) == len(calls) - 3
    assert [(line["from"], line["to"]) for line in lines if "from" in line] == [
        ("noticeEnglish=none", "noticeEnglish=Soon"), ("noticeEnglish=Soon", "noticeEnglish=none")]
    assert [(line["show"], line["seats"], line["andMore"]) for line in lines if "seats" in line] == [
        (show, str(seats[0]), 0), (show, str(seats[0]), 0), (show, str(seats[1]), 0)]


def test_a_change_is_logged_even_if_the_operator_disconnects(open_server):
    operated = open_server()
    body = b'{"capacity":7}'
    request = raw.request("PATCH", "/v1/operator/rooms/main", "Content-Type: application/json",
                          f"Authorization: Bearer {servers.OWNER_KEY}", f"Content-Length: {len(body)}", body=body)
    with socket.create_connection(("127.0.0.1", operated.server.operator_port), timeout=20) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(request)
    operated.server.terminate()
    with servers.tables(operated.server.data) as database:
        capacity, = database.execute("SELECT capacity FROM rooms WHERE slug = 'main'").fetchone()
    assert ("capacity=7" in operated.server.err) == (capacity == 7)
