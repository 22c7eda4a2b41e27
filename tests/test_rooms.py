"""Waiting rooms: changes by the operator, openings and ends by the clock, and the verifiable draw.

The policies are tested in src/domain and src/engine/scenarios, `onsale verify-draw` in src/app.
"""

import datetime
import hashlib
import json
import re

from harness import poll
from harness import server as servers
from harness.buyer import Buyer

FAIR_DRAW = servers.ROOT / "docs/fair-draw.md"
FUNNEL = "/v1/operator/rooms/main/funnel"


def room_of(house):
    return house.client.get("/v1/rooms/main").json()


def in_seconds(seconds):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


def test_the_operator_reads_and_changes_a_room(house):
    assert house.client.get("/v1/rooms/main").headers["cache-control"] == "public, max-age=1"
    listed = house.operator("GET", "/v1/operator/rooms").json()["rooms"]
    assert [(room["roomId"], room["policy"]["claimTimeSeconds"]) for room in listed] == [("main", 30)]
    assert house.change_room(claimTimeSeconds=45).json()["policy"]["claimTimeSeconds"] == 45
    read = house.operator("GET", "/v1/operator/rooms/main")
    assert (read.status, read.json()["policy"]["claimTimeSeconds"]) == (200, 45)
    house.change_room(claimTimeSeconds=30)
    show, seats, price = house.fresh_seats(2)
    before = house.operator("GET", FUNNEL).json()
    house.buyer().buy(show, *seats, price=price)
    after = house.operator("GET", FUNNEL).json()
    assert {name: after[name] - before[name]
            for name in ("joined", "admitted", "holds", "paid", "seatsSold")} == {
                "joined": 1, "admitted": 1, "holds": 1, "paid": 1, "seatsSold": 2}


def test_a_fake_user_passes_its_slot_to_the_next_after_the_claim_time(open_server):
    house = open_server("--room-capacity", 1, "--claim-time", "5s")
    fake, honest = Buyer(house.client), Buyer(house.client)
    assert [buyer.join().json()["status"] for buyer in (fake, honest)] == ["ACTIVE", "WAITING"]
    # Turns last ten minutes: only the claim time can end this one. No request is made meanwhile that
    # could admit the next.
    poll.until("the next is admitted", lambda: room_of(house)["lastAdmittedRank"] == 2)
    token = fake.status().json()
    assert (token["status"], token["expiredBecause"]) == ("EXPIRED", "NO_SHOW")
    assert honest.status().json()["status"] == "ACTIVE"
    assert house.operator("GET", FUNNEL).json()["noShows"] == 1


def test_a_room_pauses_closes_and_opens_by_itself(open_server):
    house = open_server()
    house.change_room(state="PAUSED")
    waiting = house.buyer()
    assert waiting.status().json()["status"] == "WAITING"
    waiting.leave()
    house.change_room(state="CLOSED")
    assert Buyer(house.client).join().code == "room-not-open"
    assert house.change_room(state="SCHEDULED", opensAt=in_seconds(3600)).json()["state"] == "SCHEDULED"
    refused = Buyer(house.client).join()
    assert refused.json()["opensAt"] == room_of(house)["opensAt"]
    house.change_room(state="SCHEDULED", opensAt=in_seconds(1))
    poll.until("the room opens", lambda: room_of(house)["state"] == "OPEN")
    assert Buyer(house.client).join().json()["status"] == "ACTIVE"


def test_an_opening_time_in_the_past_is_reported(open_server, tmp_path):
    open_server(data=tmp_path / "data").server.kill()
    catalog = json.loads(servers.REFERENCE.read_text())
    room = {"id": "main", "mode": "draw", "opensAt": in_seconds(3600)}
    (tmp_path / "late.json").write_text(json.dumps(catalog | {"rooms": [room]}))
    house = open_server(data=tmp_path / "data", catalogs=[tmp_path / "late.json"])
    assert room_of(house)["state"] == "OPEN"
    house.server.until_logged("opensAt ignored")


# --- The draw ---

def published(house, folder):
    draw, entries = folder / "draw.json", folder / "entries.txt"
    draw.write_bytes(house.client.get("/v1/rooms/main/draw").body)
    pages = [house.client.get(f"/v1/rooms/main/draw/entries?after={after}&limit=10").body
             for after in (0, 10, 20)]
    entries.write_bytes(b"".join(pages))
    return draw, entries


def verify(draw, entries, *more):
    done = servers.run("verify-draw", "--draw", draw, "--entries", entries, *more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_draw_is_the_one_committed_to(open_server, tmp_path, monkeypatch, capsys):
    """25 users in the lobby, of whom the fifth leaves; three slots. The server is killed before the
    opening."""
    house = open_server("--room-capacity", 3)
    assert house.client.get("/v1/rooms/main/draw").code == "draw-not-found"
    house.change_room(mode="DRAW", state="SCHEDULED", opensAt=in_seconds(3600))
    before = house.client.get("/v1/rooms/main/draw").json()
    assert before["seed"] is None and before["listHash"] is None
    buyers = [house.buyer() for _ in range(25)]
    lobby = buyers[0].status().json()
    assert (lobby["status"], lobby["position"], lobby["admissionRank"]) == ("WAITING", None, None)
    assert house.client.get("/v1/rooms/main/draw/entries").code == "draw-pending"
    buyers[4].leave()
    house.server.kill()
    house = open_server("--room-capacity", 3, data=house.server.data)
    assert house.change_room(mode="FIFO").code == "draw-committed"
    house.change_room(state="SCHEDULED", opensAt=in_seconds(1))
    poll.until("the room opens", lambda: room_of(house)["state"] == "OPEN")

    draw, entries = published(house, tmp_path)
    assert json.loads(draw.read_text())["commitment"] == before["commitment"]
    order = [int(line) for line in verify(draw, entries, "--order").split()]
    assert sorted(order) == list(range(1, 26))
    assert_ranks(house, buyers, order, entries.read_text().splitlines())
    assert f"entry 17 was drawn as number {order.index(17) + 1} of 25" in verify(draw, entries, "--entry", 17)
    assert documented_order(tmp_path, monkeypatch) == order
    assert order[int(capsys.readouterr().out) - 1] == 17


def assert_ranks(house, buyers, order, lines):
    """Every buyer finds their entry in the list, and has the rank of the draw; the first three of
    those who stayed are admitted."""
    statuses = {}
    for number, buyer in enumerate(buyers, 1):
        if number == 5:
            continue
        buyer.client = house.client
        token = buyer.status().json()
        assert token["drawEntry"] == number
        assert lines[number - 1] == f"{number} {token['issuedAt']}"
        assert order[token["admissionRank"] - 1] == number
        statuses[number] = token["status"]
    assert [statuses[number] for number in order if number != 5] == ["ACTIVE"] * 3 + ["WAITING"] * 21


def documented_order(folder, monkeypatch):
    """The order of the entries by the program in docs/fair-draw.md, run in `folder`."""
    program = re.search(r"    import hashlib.*?\n\n", FAIR_DRAW.read_text() + "\n\n", re.S).group(0)
    names = {}
    monkeypatch.chdir(folder)
    exec("\n".join(line[4:] for line in program.splitlines()), names)
    return names["order"]


# With this seed, the values of entries 53,152 and 69,045 begin with the same 32 bits, and the second
# is smaller.
def test_the_documented_program_gives_the_same_order_of_a_large_draw(tmp_path, monkeypatch):
    lines = [f"{entry} 2027-04-01T10:00:00.{entry:06}Z\n" for entry in range(1, 70_001)]
    seed, list_hash = hashlib.sha256(b"seed 2").digest(), bytes(32)
    for line in lines:
        list_hash = hashlib.sha256(list_hash + line.encode()).digest()
    draw, entries = tmp_path / "draw.json", tmp_path / "entries.txt"
    draw.write_text(json.dumps({
        "commitment": hashlib.sha256(seed).hexdigest(), "seed": seed.hex(),
        "listHash": list_hash.hex(), "entryCount": len(lines), "ranksBefore": 100}))
    entries.write_text("".join(lines))
    order = documented_order(tmp_path, monkeypatch)
    assert list(map(int, verify(draw, entries, "--order").split())) == order
