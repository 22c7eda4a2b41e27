"""Waiting rooms: the public view, changes by the operator, and the verifiable draw."""

import datetime
import hashlib
import json
import re
import time

import pytest

from harness import poll
from harness import server as servers
from harness.buyer import Buyer

FAIR_DRAW = servers.ROOT / "docs/fair-draw.md"
KEY = {"Authorization": f"Bearer {servers.OPERATOR_KEY}"}


@pytest.fixture
def rooms(open_server, tmp_path):
    """A server with an operator key: rooms("--room-capacity", 1)."""
    key_file = servers.operator_key_file(tmp_path)
    return lambda *arguments, **options: open_server("--operator-key-file", key_file, *arguments,
                                                    **options)


def catalog_naming_main(folder, **members):
    """The reference catalogue, with members of the room `main` added."""
    catalog = json.loads(servers.REFERENCE.read_text())
    file = folder / "names_main.json"
    file.write_text(json.dumps(catalog | {"rooms": [{"id": "main", **members}]}))
    return file


def change(house, room="main", **members):
    return house.client.request("PATCH", f"/v1/operator/rooms/{room}", members, headers=KEY)


def room_of(house, room="main"):
    return house.client.get(f"/v1/rooms/{room}").json()


def funnel_of(house, room="main"):
    return house.client.get(f"/v1/operator/rooms/{room}/funnel", headers=KEY).json()


def in_seconds(seconds):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


def test_a_room_is_public_and_may_be_cached_for_a_second(house):
    answer = house.client.get("/v1/rooms/main")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert answer.json()["state"] == "OPEN"


def test_an_unknown_room_is_not_found(house):
    for path in ("/v1/rooms/vip", "/v1/rooms/vip/draw", "/v1/rooms/vip/draw/entries"):
        answer = house.client.get(path)
        assert (answer.status, answer.code) == (404, "room-not-found"), path
    answer = change(house, room="vip", capacity=1)
    assert (answer.status, answer.code) == (404, "room-not-found")


def test_a_room_without_a_draw_has_none(house):
    for path in ("/v1/rooms/main/draw", "/v1/rooms/main/draw/entries"):
        answer = house.client.get(path)
        assert (answer.status, answer.code) == (404, "draw-not-found"), path


def test_only_the_operator_may_change_a_room(house):
    answer = house.client.request("PATCH", "/v1/operator/rooms/main", {"capacity": 1})
    assert (answer.status, answer.code) == (401, "operator-key-required")
    answer = house.client.get("/v1/operator/rooms", headers={"Authorization": "Bearer guess"})
    assert (answer.status, answer.code) == (401, "operator-key-invalid")


def test_the_operator_sees_every_room_with_its_policy(house):
    answer = house.client.get("/v1/operator/rooms", headers=KEY).json()
    assert [room["room"] for room in answer["rooms"]] == ["main"]
    assert answer["rooms"][0]["policy"]["activeTime"] == "10m"


def test_a_changed_policy_is_in_force_from_the_next_admission(rooms):
    house = rooms("--room-capacity", 1)
    first, second = house.buyer(), house.buyer()
    assert second.status().json()["status"] == "WAITING"
    assert change(house, capacity=2).json()["policy"]["capacity"] == 2
    assert second.status().json()["status"] == "ACTIVE"
    change(house, capacity=1)
    assert first.status().json()["status"] == "ACTIVE"


def test_a_changed_policy_outlasts_a_restart(rooms, tmp_path):
    house = rooms("--room-capacity", 1, data=tmp_path / "data")
    change(house, capacity=7, claimTime="45s")
    house.server.kill()
    again = rooms("--room-capacity", 1, data=tmp_path / "data")
    policy = again.client.get("/v1/operator/rooms/main", headers=KEY).json()["policy"]
    assert (policy["capacity"], policy["claimTime"]) == (7, "45s")


def test_a_catalogues_policy_of_main_outlasts_a_start_without_it(rooms, tmp_path):
    rooms(data=tmp_path / "data", catalogs=[catalog_naming_main(tmp_path, capacity=7)]).server.kill()
    again = rooms("--room-capacity", 3, data=tmp_path / "data")
    policy = again.client.get("/v1/operator/rooms/main", headers=KEY).json()["policy"]
    assert policy["capacity"] == 7


def test_an_opening_time_in_the_past_is_reported(rooms, tmp_path):
    rooms(data=tmp_path / "data").server.kill()
    late = catalog_naming_main(tmp_path, mode="DRAW", opensAt=in_seconds(3600))
    house = rooms(data=tmp_path / "data", catalogs=[late])
    assert room_of(house)["state"] == "OPEN"
    poll.until("it is logged", lambda: "opensAt ignored" in house.server.err)


def test_a_freed_slot_is_filled_without_a_request(rooms):
    house = rooms("--room-capacity", 1)
    first, second = house.buyer(), house.buyer()
    first.leave()
    assert room_of(house)["lastAdmitted"] == second.status().json()["place"]


def test_a_no_show_passes_its_slot_to_the_next(rooms):
    house = rooms("--room-capacity", 1, "--claim-time", "1s")
    first, second = house.buyer(), house.buyer()
    poll.until("the next is admitted", lambda: room_of(house)["lastAdmitted"] == 2, seconds=10)
    token = first.status().json()
    assert (token["status"], token["expiredBecause"]) == ("EXPIRED", "NO_SHOW")
    assert second.status().json()["status"] == "ACTIVE"
    assert funnel_of(house)["noShows"] >= 1


def test_by_default_a_turn_is_claimed_within_thirty_seconds(rooms):
    house = rooms()
    policy = house.client.get("/v1/operator/rooms/main", headers=KEY).json()["policy"]
    assert policy["claimTime"] == "30s"


def test_fake_users_delay_others_only_for_the_claim_time(rooms):
    house = rooms("--room-capacity", 3, "--claim-time", "1s")
    invented = [Buyer(house.client).join().json() for _ in range(3)]
    assert [token["status"] for token in invented] == ["ACTIVE"] * 3
    honest = Buyer(house.client)
    assert honest.join().json()["status"] == "WAITING"
    began = time.monotonic()
    poll.until("an honest buyer is admitted", lambda: honest.status().json()["status"] == "ACTIVE", seconds=20)
    assert time.monotonic() - began < 10, "turns last ten minutes"


def test_a_turn_is_not_lost_while_nobody_else_waits(rooms):
    house = rooms("--room-capacity", 1, "--claim-time", "200ms")
    buyer = Buyer(house.client)
    token = buyer.join().json()
    assert (token["status"], token["pollAfterSeconds"]) == ("ACTIVE", 1)
    begun = time.monotonic()
    poll.until("ten claim times are over", lambda: time.monotonic() > begun + 2)
    assert buyer.status().json()["status"] == "ACTIVE"
    assert funnel_of(house)["noShows"] == 0


def test_an_unclaimed_token_has_a_claim_deadline(rooms):
    house = rooms("--claim-time", "30s")
    buyer = Buyer(house.client)
    assert buyer.join().json()["claimBefore"] is not None
    assert buyer.status().json()["claimBefore"] is None


def test_the_entry_rate_admits_without_requests(rooms):
    house = rooms("--entry-per-minute", 60)
    buyers = [house.buyer() for _ in range(3)]
    assert buyers[2].status().json()["status"] == "WAITING"
    began = time.monotonic()
    poll.until("all are admitted", lambda: room_of(house)["lastAdmitted"] == 3, seconds=20)
    assert time.monotonic() - began < 10


def test_a_paused_room_admits_nobody_and_a_closed_one_takes_no_joins(rooms):
    house = rooms()
    change(house, state="PAUSED")
    waiting = house.buyer()
    assert waiting.status().json()["status"] == "WAITING"
    change(house, state="CLOSED")
    assert Buyer(house.client).join().code == "room-not-open"
    change(house, state="OPEN")
    assert waiting.status().json()["status"] == "ACTIVE"


def test_a_sold_out_room_reports_it_and_reopens(rooms):
    house = rooms("--room-capacity", 3, catalogs=(servers.TWO_ROOMS,))
    change(house, room="side-room", capacity=3)
    holders = [house.buyer(concert="side-concert") for _ in range(3)]
    waiting = house.buyer(concert="side-concert")
    for holder, seats in zip(holders, ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10))):
        assert holder.hold("side-show", *seats).status == 201
    assert waiting.status().json()["soldOut"] is True
    assert room_of(house, "side-room")["soldOut"] is True
    holders[0].leave()
    token = waiting.status().json()
    assert (token["status"], token["soldOut"]) == ("ACTIVE", False)


def test_a_scheduled_room_opens_by_itself(rooms):
    house = rooms()
    assert change(house, state="SCHEDULED", opensAt=in_seconds(2)).json()["state"] == "SCHEDULED"
    refused = Buyer(house.client).join()
    assert (refused.status, refused.code) == (409, "room-not-open")
    assert refused.json()["opensAt"] == room_of(house)["opensAt"]
    poll.until("the room opens", lambda: room_of(house)["state"] == "OPEN", seconds=10)
    assert Buyer(house.client).join().json()["status"] == "ACTIVE"


def test_a_mode_without_a_queue_admits_everybody(rooms):
    house = rooms("--room-capacity", 1)
    change(house, mode="OPEN")
    assert [house.buyer().status().json()["status"] for _ in range(5)] == ["ACTIVE"] * 5


def test_the_funnel_follows_a_buyer(rooms):
    house = rooms()
    show, seats, price = house.fresh_seats(2)
    before = funnel_of(house)
    buyer = house.buyer()
    buyer.buy(show, *seats, price=price)
    after = funnel_of(house)
    assert {name: after[name] - before[name]
            for name in ("joined", "admitted", "holds", "paid", "seatsSold")} == {
                "joined": 1, "admitted": 1, "holds": 1, "paid": 1, "seatsSold": 2}


# --- The draw ---

@pytest.fixture
def drawn(rooms):
    """A server whose room `main` was drawn among 25 users: (house, buyers, the draw before it)."""
    house = rooms("--room-capacity", 3)
    change(house, mode="DRAW", state="SCHEDULED", opensAt=in_seconds(3600))
    before = house.client.get("/v1/rooms/main/draw").json()
    buyers = [house.buyer() for _ in range(25)]
    lobby = buyers[0].status().json()
    assert (lobby["status"], lobby["position"], lobby["place"]) == ("WAITING", None, None)
    assert house.client.get("/v1/rooms/main/draw/entries").code == "draw-pending"
    buyers[4].leave()
    change(house, state="SCHEDULED", opensAt=in_seconds(1))
    poll.until("the room opens", lambda: room_of(house)["state"] == "OPEN", seconds=10)
    return house, buyers, before


def published(house, folder):
    draw, entries = folder / "draw.json", folder / "entries.txt"
    draw.write_bytes(house.client.get("/v1/rooms/main/draw").body)
    pages = [house.client.get(f"/v1/rooms/main/draw/entries?after={after}&limit=10").body
             for after in (0, 10, 20)]
    entries.write_bytes(b"".join(pages))
    return draw, entries


def verify(draw, entries, *more):
    return servers.run("verify-draw", "--draw", draw, "--entries", entries, *more)


def test_the_draw_is_the_one_committed_to(drawn, tmp_path):
    house, buyers, before = drawn
    assert before["seed"] is None and before["listHash"] is None
    draw, entries = published(house, tmp_path)
    assert json.loads(draw.read_text())["commitment"] == before["commitment"]
    assert verify(draw, entries).returncode == 0


def test_ranks_match_the_published_files(drawn, tmp_path):
    house, buyers, _ = drawn
    draw, entries = published(house, tmp_path)
    order = [int(line) for line in verify(draw, entries, "--order").stdout.split()]
    assert sorted(order) == list(range(1, 26))
    for buyer in buyers[:4] + buyers[5:]:
        token = buyer.status().json()
        assert order[token["place"] - 1] == token["drawEntry"]


def test_the_first_in_the_order_are_admitted(drawn, tmp_path):
    house, buyers, _ = drawn
    draw, entries = published(house, tmp_path)
    order = [int(line) for line in verify(draw, entries, "--order").stdout.split()]
    present = [entry for entry in order if entry != 5]  # the fifth left the lobby
    statuses = [buyers[entry - 1].status().json()["status"] for entry in present]
    assert statuses == ["ACTIVE"] * 3 + ["WAITING"] * 21


def test_every_buyer_finds_their_entry(drawn, tmp_path):
    house, buyers, _ = drawn
    lines = published(house, tmp_path)[1].read_text().splitlines()
    token = buyers[7].status().json()
    number, issued_at = lines[token["drawEntry"] - 1].split(" ")
    assert int(number) == token["drawEntry"]
    assert issued_at == token["issuedAt"]


def test_one_entry_gets_its_rank(drawn, tmp_path):
    house, buyers, _ = drawn
    place = buyers[16].status().json()["place"]
    said = verify(*published(house, tmp_path), "--entry", 17).stdout
    assert f"entry 17 was drawn as number {place} of 25" in said


def documented_order(folder, monkeypatch):
    """The order of the entries by the program in docs/fair-draw.md, run in `folder`."""
    program = re.search(r"    import hashlib.*?\n\n", FAIR_DRAW.read_text() + "\n\n", re.S).group(0)
    names = {}
    monkeypatch.chdir(folder)
    exec("\n".join(line[4:] for line in program.splitlines()), names)
    return names["order"]


def test_the_documented_program_gives_the_same_order(drawn, tmp_path, monkeypatch, capsys):
    house, _, _ = drawn
    order = verify(*published(house, tmp_path), "--order").stdout.split()
    assert list(map(str, documented_order(tmp_path, monkeypatch))) == order
    assert order[int(capsys.readouterr().out) - 1] == "17"


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
        "listHash": list_hash.hex(), "entries": len(lines), "placesBefore": 100}))
    entries.write_text("".join(lines))
    verified = verify(draw, entries, "--order")
    assert verified.returncode == 0, verified.stderr
    order = documented_order(tmp_path, monkeypatch)
    assert list(map(int, verified.stdout.split())) == order


def test_altered_files_are_detected(drawn, tmp_path):
    house, _, _ = drawn
    draw, entries = published(house, tmp_path)
    text, facts = entries.read_text(), json.loads(draw.read_text())
    entries.write_text(text.replace("Z\n", "z\n", 1))
    assert verify(draw, entries).returncode == 1
    entries.write_text("".join(text.splitlines(True)[:-1]))
    assert verify(draw, entries).returncode == 1
    entries.write_text(text)
    draw.write_text(json.dumps({**facts, "seed": facts["commitment"]}))
    assert verify(draw, entries).returncode == 1


def test_the_flag_of_an_unreadable_file_is_named(tmp_path):
    missing = verify(tmp_path / "no.json", tmp_path / "no.txt")
    assert missing.returncode == 2
    assert "--draw: cannot be read" in missing.stderr
    draw = tmp_path / "draw.json"
    draw.write_text("{}")
    assert "commitment" in verify(draw, tmp_path / "no.txt").stderr


def test_an_announced_draw_survives_a_crash(rooms, tmp_path):
    house = rooms(data=tmp_path / "data")
    change(house, mode="DRAW", state="SCHEDULED", opensAt=in_seconds(3600))
    commitment = house.client.get("/v1/rooms/main/draw").json()["commitment"]
    tokens = [house.buyer().token for _ in range(5)]
    house.server.kill()
    again = rooms(data=tmp_path / "data")
    draw = again.client.get("/v1/rooms/main/draw").json()
    assert (draw["commitment"], draw["entries"]) == (commitment, 5)
    assert change(again, mode="FIFO").code == "draw-committed"
    change(again, state="OPEN")
    places = {again.client.get("/v1/queue/tokens/me", token=token).json()["place"]
              for token in tokens}
    assert places == {1, 2, 3, 4, 5}
    assert verify(*published(again, tmp_path)).returncode == 0
