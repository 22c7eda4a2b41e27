"""Pure functions of the console and of the buyers' pages, in node: days until an opening, names of sections, the effect of a policy, the notice, the alerts, a rehearsal's report, replies to buyers."""

import datetime
import json
import subprocess

import pytest

from harness import console, server

CONSOLE = server.ROOT / "web/src/console"
MODULES = {"effect": "rooms/effect", "flow": "rooms/flow", "notice": "rooms/notice-text", "rules": "rules", "reports": "reports/read", "replies": "buyer/replies",
           "hall": "seats/hall", "undo": "changes/undo", "undoRoom": "changes/undo-room", "difference": "changes/difference", "texts": "changes/texts", "access": "access", "booking": "buyer/booking-number",
           "format": "../format", "units": "../words/units"}


@pytest.fixture(scope="module")
def call(module_path):
    """Calls functions of the console: call([("rules.alertsOf", [samples, None]), ...]) has what each returns. Starts node once a test."""
    entry = "\n".join(f'export * as {name} from "{CONSOLE / path}.js";' for name, path in MODULES.items())
    console.bundle(entry, module_path / "console.mjs")
    (module_path / "call.mjs").write_text("""
import { readFileSync } from "node:fs";
globalThis.navigator ??= { language: "en-GB" }; // node 18 and 20 have none; the texts are in its language
Object.defineProperty(globalThis.navigator, "language", { value: "en-GB" });
const modules = await import("./console.mjs");
const plain = (_, value) => (value instanceof Map ? Object.fromEntries(value) : value);
const results = JSON.parse(readFileSync(0, "utf8")).map(([name, given]) => {
  const [module, member] = name.split(".");
  return modules[module][member](...given) ?? null;
});
console.log(JSON.stringify(results, plain));
""")

    def run(calls):
        done = subprocess.run(["node", module_path / "call.mjs"], input=json.dumps(calls), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return run


def check(call, name, cases):
    """Each case is (arguments, what the function returns)."""
    for (given, wanted), result in zip(cases, call([(name, given) for given, _ in cases])):
        assert result == wanted, f"{name}{tuple(given)}"


def test_the_seats_of_a_section_are_counted_by_state_also_in_pieces(call):
    """The chart and the states of docs/seat-maps.md: 0x21 is HELD, AVAILABLE, SOLD."""
    chart = {"format": 1, "seats": 3, "categories": [{"name": "Standard"}, {"name": "Best"}],
             "sections": [{"section": "Floor", "category": 0, "seats": 2}, {"section": "Floor", "category": 1, "seats": 1}]}
    floor = {"name": "Floor", "levels": ["Standard", "Best"], "count": [1, 1, 1, 0], "total": 3}
    stalls = chart["sections"][:1] + [{"section": "Stalls", "category": 0, "seats": 1}]
    check(call, "hall.sectionsOf", [
        ([chart, {"states": "IQ=="}], [floor]),
        ([chart | {"sections": stalls}, {"states": "Mw=="}], [
            {"name": "Floor", "levels": ["Standard"], "count": [1, 0, 0, 1], "total": 2},
            {"name": "Stalls", "levels": ["Standard"], "count": [0, 0, 0, 1], "total": 1}]),
    ])


POLICY = {"mode": "FIFO", "capacity": 100, "waitingMax": 1000, "activeTimeSeconds": 600, "holdTimeSeconds": 300, "claimTimeSeconds": 30,
          "entryPerMinute": 0, "entryBurst": 1}
NOW = {"state": "OPEN", "isHeldUp": False, "waiting": 500, "active": 40}
FUNNEL = {"admitted": 140, "active": 40, "paid": 80, "seatsSold": 200}


def factors(paid=(0.5, False), seats=(2, False), minutes=(4, False)):
    return {name: {"value": value, "isMeasured": measured}
            for name, (value, measured) in (("paidShare", paid), ("seatsPerPayment", seats), ("turnMinutes", minutes))}


def test_what_a_policy_leads_to_is_measured_or_assumed(call):
    check(call, "effect.factorsOf", [
        ([None, None], factors()),
        ([FUNNEL, 2.5], factors((0.8, True), (2.5, True), (2.5, True))),
        ([FUNNEL | {"admitted": 89}, None], factors(seats=(2.5, True))),
        ([FUNNEL | {"admitted": 90, "paid": 19}, None], factors(paid=(0.38, True))),
        ([FUNNEL | {"paid": 101}, None], factors((1, True), (200 / 101, True))),
    ])


def flow(*points):
    """Points of a room ten seconds apart: (admitted since its creation, inside)."""
    return [{"at": 10_000 * i, "admitted": admitted, "active": active} for i, (admitted, active) in enumerate(points)]


def test_a_turn_is_measured_by_who_leaves_over_minutes(call):
    """A cut of the capacity stops the entry for a while: the admissions of the last minute once made a turn look twice as long."""
    steady = flow(*[(5 * i, 100) for i in range(13)])  # 30 a minute enter and leave, of 100 inside
    cut = flow(*[(30, 100 - 5 * i) for i in range(7)])  # nobody enters, 30 a minute leave, of 85 inside on average
    check(call, "flow.turnMinutesOf", [
        ([steady], 100 / 30), ([cut], 85 / 30), ([steady[:6]], None), ([flow(*[(i, 100) for i in range(10)])], None), ([[]], None)])
    check(call, "flow.withPoint", [
        ([steady[:2], steady[2]], steady[:3]),
        ([steady[:2], steady[1] | {"at": 15_000}], steady[:2]),
        ([steady[:2], steady[2] | {"admitted": 0}], [steady[2] | {"admitted": 0}]),  # the counts began again
        ([steady[:2], steady[2] | {"at": 605_000}], [steady[1], steady[2] | {"at": 605_000}]),
    ])
    room = {"state": "OPEN", "soldOut": False, "opensAt": None, "waiting": 9, "active": 95, "admittedPerMinute": 19, "policy": POLICY}
    check(call, "flow.minutesWhileFull", [([room | change], minutes) for change, minutes in [
        ({}, 5), ({"active": 101}, None), ({"active": 89}, None), ({"waiting": 0}, None), ({"state": "PAUSED"}, None), ({"soldOut": True}, None),
        ({"admittedPerMinute": None}, None)]])


def test_the_seats_a_minute_are_limited_by_the_capacity_or_the_rate(call):
    def of(turns, limit, capacity=None):
        return {"turnsPerMinute": turns, "byCapacity": capacity or turns, "seatsPerMinute": turns, "limitedBy": limit}
    check(call, "effect.throughputOf", [
        ([POLICY, factors()], of(25, "capacity")),
        ([POLICY | {"entryPerMinute": 24}, factors()], of(24, "entry-rate", 25)),
        ([POLICY | {"entryPerMinute": 25}, factors()], of(25, "capacity")),
        ([POLICY | {"activeTimeSeconds": 60, "holdTimeSeconds": 60}, factors()], of(50, "capacity")),
        ([POLICY | {"mode": "NO_QUEUE"}, factors()], None),
        ([POLICY, factors(minutes=(0, True))], None),
    ])


def test_how_many_enter_with_a_policy(call):
    check(call, "effect.entryOf", [
        ([POLICY, NOW], {"atOnce": 60, "later": 0}),
        ([POLICY | {"capacity": 1000}, NOW], {"atOnce": 500, "later": 0}),
        ([POLICY | {"capacity": 10}, NOW], {"atOnce": 0, "later": 0}),
        ([POLICY | {"entryPerMinute": 30, "entryBurst": 5}, NOW], {"atOnce": 5, "later": 55}),
        ([POLICY, NOW | {"state": "PAUSED"}], {"atOnce": 0, "later": 0}),
        ([POLICY, NOW | {"isHeldUp": True}], {"atOnce": 0, "later": 0}),
        ([POLICY | {"mode": "NO_QUEUE"}, NOW | {"isHeldUp": True}], {"atOnce": 500, "later": 0}),
    ])


def test_when_the_last_of_those_who_wait_enters(call):
    of = factors(minutes=(4, True))  # 100 inside are 25 a minute
    full = NOW | {"waiting": 167, "active": 100}
    check(call, "effect.minutesToLast", [
        ([POLICY, of, full], 167 / 25),
        ([POLICY | {"entryPerMinute": 12}, of, full], 167 / 12),
        ([POLICY | {"entryPerMinute": 12}, of, full | {"active": 66}], 166 / 12),
        ([POLICY | {"capacity": 50}, of, full], 217 / 12.5),  # 50 must leave first
        ([POLICY | {"capacity": 500}, of, full], 0),
        ([POLICY, of, full | {"waiting": 0}], None),
        ([POLICY, of, full | {"state": "PAUSED"}], None),
        ([POLICY, of, full | {"isHeldUp": True}], None),
        ([POLICY | {"mode": "NO_QUEUE"}, of, full], None),
    ])


def test_a_change_of_the_policy_is_warned_about(call):
    crowd = NOW | {"waiting": 1000}
    check(call, "effect.warningsOf", [([POLICY, POLICY | change, now], warnings) for change, now, warnings in [
        ({}, NOW, []),
        ({"capacity": 200}, NOW, []),
        ({"capacity": 39}, NOW, ["capacity-below-active"]),
        ({"mode": "NO_QUEUE", "capacity": 39}, NOW, ["no-queue"]),
        ({"mode": "DRAW"}, NOW, ["draw-later"]),
        ({"mode": "DRAW"}, NOW | {"state": "SCHEDULED"}, []),
        ({"claimTimeSeconds": 20}, NOW, ["claim-shorter"]),
        ({"claimTimeSeconds": 20}, NOW | {"waiting": 0}, []),
        ({"claimTimeSeconds": 4}, NOW, ["claim-shorter", "claim-short"]),
        ({"claimTimeSeconds": 0}, NOW, ["claim-none"]),
        ({"activeTimeSeconds": 359}, crowd, ["turn-short"]),
        ({"activeTimeSeconds": 359}, NOW, []),
        ({"activeTimeSeconds": 360}, crowd, []),
        ({"waitingMax": 500}, NOW, ["line-full"]),
        ({"waitingMax": 501}, NOW, []),
    ]])
    check(call, "effect.changedMembers", [([POLICY, POLICY | {"capacity": 9, "mode": "DRAW"}], ["mode", "capacity"]), ([POLICY, POLICY], [])])


def test_what_is_wrong_with_a_notice(call):
    check(call, "notice.faultOf", [([text], fault) for text, fault in [
        ("", None), ("  ", "spaces"), (" 10분간 멈춥니다. ", None), ("a\nb", "unseen"), ("a\u200bb", "unseen"), ("ㅤ", "unseen"),
        ("a\u2028b", "unseen"), ("👩‍👩‍👧", None), ("가" * 166 + "ab", None), ("가" * 166 + "abc", "long"), (" " + "a" * 500 + " ", None), ("a" * 501, "long")]])
    check(call, "notice.bytesOf", [([" 가나 "], 6), ([""], 0)])


def sample(second, room=None, **members):
    """One of the alerts' samples, at a second."""
    one = {"roomId": "main", "isOpen": True, "isFull": True, "waiting": 0, "active": 6, "capacity": 6, "admitted": 0, "noShows": 0, "seatsPerMinute": 100, "soldOut": False}
    return {"at": second * 1000, "answers": 0, "overloaded": 0, "admitted": 0, "seatsFree": 0, "rooms": [one | (room or {})]} | members


def refused(*counts):
    """Samples ten seconds apart: (answers, of them refused for load) since the start."""
    return [sample(10 * i, answers=answers, overloaded=overloaded) for i, (answers, overloaded) in enumerate(counts)]


def test_an_alert_of_refusals(call):
    fires = {"rule": "refusing", "percent": 2}
    check(call, "rules.refusing", [
        ([refused((0, 0), (1000, 20), (2000, 40), (3000, 60))], fires),
        ([refused((0, 0), (1000, 10), (2000, 20), (3000, 30))], None),  # 1 %, not more
        ([refused((0, 0), (1000, 20), (2000, 40))], None),  # 20 seconds
        ([refused((0, 0), (1000, 60), (2000, 60), (3000, 60))], None),  # it is over
        ([refused((0, 0), (0, 0), (0, 0), (0, 0))], None),
        ([refused((5000, 900), (0, 0), (2000, 40), (3000, 60))], None),  # another server's counts
    ])


def test_an_alert_of_missed_turns(call):
    def missed(*counts):
        return [sample(i, {"admitted": admitted, "noShows": missed}) for i, (admitted, missed) in enumerate(counts)]
    check(call, "rules.noShows", [
        ([missed((0, 0), (500, 101)), "main"], {"rule": "no-shows", "roomId": "main", "percent": 20.2}),
        ([missed((0, 0), (500, 100)), "main"], None),
        ([missed((0, 0), (499, 400)), "main"], None),
        ([missed((1000, 900), (1400, 1300)), "main"], None),  # 400 were seen
        ([missed((0, 0), (1000, 900), (1500, 900)), "main"], None),  # of the last 500 nobody
        ([missed((0, 0), (500, 500)), "other"], None),
    ])


def test_an_alert_of_people_who_are_in_and_do_not_buy(call):
    def sold(then, now, **room):
        return [sample(at, {"seatsPerMinute": then if at < 60 else now} | room) for at in range(0, 121, 10)]
    check(call, "rules.notBuying", [
        ([sold(100, 50), "main"], {"rule": "not-buying", "roomId": "main"}),
        ([sold(100, 51), "main"], None),
        ([sold(9, 0), "main"], None),  # too few to judge
        ([sold(100, 0, soldOut=True), "main"], None),
        ([sold(100, 0, isOpen=False), "main"], None),
        ([sold(100, 0, isFull=False), "main"], None),
        ([sold(100, None), "main"], None),
        ([sold(100, 50)[6:], "main"], None),  # nothing to compare with
        ([sold(100, 50, active=7), "main"], None),  # the capacity was lowered: fewer are let in
    ])


def test_an_alert_of_entry_that_stands_still(call):
    """A capacity was lowered below the number inside: nobody entered for 104 seconds, and only "people are not buying" was said."""
    def full(*admitted, **room):
        return [sample(20 * i, {"admitted": count, "waiting": 110} | room) for i, count in enumerate(admitted)]
    stands = {"rule": "no-entry", "roomId": "main", "seconds": 60, "active": 6, "capacity": 6, "waiting": 110}
    check(call, "rules.noEntry", [
        ([full(5, 5, 5, 5), "main"], stands),
        ([full(4, 5, 5, 5, 5, 5, 5), "main"], stands | {"seconds": 100}),
        ([full(5, 5, 5, 5, active=9), "main"], stands | {"active": 9}),
        ([full(5, 5, 5), "main"], None),  # 40 seconds
        ([full(4, 4, 4, 5), "main"], None),  # somebody has entered
        ([full(5, 5, 5, 5, waiting=0), "main"], None),
        ([full(5, 5, 5, 5, isFull=False), "main"], None),
        ([full(5, 5, 5, 5, isOpen=False), "main"], None),
        ([full(5, 5, 5, 5, soldOut=True), "main"], None),
        ([full(5, 5, isOpen=False) + full(5, 5, 5, 5, 5)[2:], "main"], None),  # it was paused until 40 seconds ago
        ([full(5, 5, 5, 5), "other"], None),
    ])
    lowered = [sample(10 * i, {"admitted": 5, "waiting": 110, "active": 9, "seatsPerMinute": 100 if i < 6 else 10}) for i in range(13)]
    check(call, "rules.alertsOf", [([lowered, None], [stands | {"seconds": 120, "active": 9}])])


def test_an_alert_of_seats_that_came_back(call):
    def soldout(*seconds, **room):
        return [sample(at, {"soldOut": at in seconds} | room, seatsFree=0 if at in seconds else 4) for at in (0, 10, 20, 310, 321)]
    back = {"rule": "seats-back", "roomId": "main", "seats": 4}
    check(call, "rules.seatsBack", [
        ([soldout(0, 10)[:3], "main"], back),
        ([soldout(10)[:4], "main"], back),
        ([soldout(10), "main"], None),  # more than five minutes ago
        ([soldout(0, 10, 20)[:3], "main"], None),
        ([soldout(), "main"], None),
        ([soldout(0, isOpen=False)[:3], "main"], None),
    ])
    # Sold out, then paused; seats were free again during the pause, and the operator resumed.
    paused = [sample(0, {"soldOut": True}), sample(1, {"soldOut": True, "isOpen": False}), sample(2, {"isOpen": False}), sample(3)]
    reopened = [sample(0, {"soldOut": True}), sample(1), sample(2, {"isOpen": False}), sample(3)]
    check(call, "rules.seatsBack", [([paused, "main"], None), ([reopened, "main"], None), ([reopened[:2], "main"], back | {"seats": 1})])


ROOM = {"roomId": "main", "state": "OPEN", "opensAt": None, "opensInSeconds": None, "lastAdmittedRank": 0, "admittedPerMinute": None, "waiting": 110,
        "active": 9, "soldOut": False, "policy": POLICY | {"capacity": 40, "entryPerMinute": 12}}


def changed(before, after, **members):
    """A row of the changes about the room."""
    room = {"room": "main"}
    return {"number": 7, "at": "2027-05-01T11:00:00.000Z", "keyId": "k", "call": "changeRoom", "reason": "", "undoable": True,
            "before": room | before, "after": room | after, **members}


def test_an_undo_asks_with_the_values_that_the_room_has_now(call):
    """Undoing 6 -> 40 with 9 inside stopped entry for 104 seconds; the question had neither effect nor warning."""
    lowers, slow, slower, paused, turn = call([("undo.questionOf", [row, ROOM]) for row in (
        changed({"capacity": 6}, {"capacity": 40}), changed({"entryPerMinute": 0}, {"entryPerMinute": 12}),
        changed({"mode": "NO_QUEUE"}, {"mode": "FIFO"}), changed({"state": "PAUSED"}, {"state": "OPEN"}),
        changed({"claimTime": "20s", "capacity": 80}, {"claimTime": "30s", "capacity": 40}))])
    assert (lowers["before"], lowers["after"]) == ({"Capacity": "40"}, {"Capacity": "6"}), lowers
    assert "Entry falls from about 10 to 1.5 a minute." in lowers["body"], lowers
    assert lowers["warn"].startswith("More are inside than the new capacity."), lowers
    assert (slow["before"], slow["after"]) == ({"Entry rate": "12 a minute"}, {"Entry rate": "no limit"}), slow
    assert "31 people enter at once." in slow["body"] and "warn" not in slow, slow
    assert slower["before"] == {"Order": "In order of arrival"} and slower["danger"] and slower["typeToConfirm"] == "main", slower
    assert "110 people keep their places; the 9 inside" in paused["body"], paused
    assert turn["after"] == {"Claim time": "20 s", "Capacity": "80"} and turn["danger"] and "may miss their turn" in turn["warn"], turn
    # A key that may not read the room sees the values of the row.
    (blind,) = call([("undo.questionOf", [changed({"entryPerMinute": 0}, {"entryPerMinute": 12}), None])])
    assert (blind["before"], blind["after"]) == ({"Entry rate": "12 a minute"}, {"Entry rate": "no limit"}), blind


def test_an_undo_that_can_only_be_refused_is_not_asked_for(call):
    """Capacity 6 -> 20 was offered while it was 40, and refused afterwards."""
    now = 1_809_169_200_000  # 2027-05-01T11:00:00Z
    opening = "2027-05-01T12:00:00.000Z"
    lobby = ROOM | {"state": "SCHEDULED", "opensAt": opening, "policy": ROOM["policy"] | {"mode": "DRAW"}}
    rows = [
        (changed({"capacity": 6}, {"capacity": 20}), ROOM, "Capacity (the change left 20, now it is 40)"),
        (changed({"capacity": 6}, {"capacity": 40}), ROOM, None),
        (changed({"activeTime": "5m"}, {"activeTime": "10m"}), ROOM, None),
        (changed({"mode": "FIFO"}, {"mode": "DRAW"}), lobby, "the draw of the room is published"),
        (changed({"state": "OPEN", "opensAt": None}, {"state": "SCHEDULED", "opensAt": opening}), lobby, "the draw of the room is published"),
        (changed({"opensAt": "2027-05-01T10:59:00.000Z"}, {"opensAt": opening}), lobby, "has passed"),
        (changed({"opensAt": "2027-05-01T13:00:00.000Z"}, {"opensAt": opening}), lobby, None),
    ]
    plans = call([("undoRoom.planOf", [row, room]) for row, room, _ in rows])
    for (row, _, wanted), refusal in zip(rows, call([("undoRoom.refusalOfPlan", [plan, now]) for plan in plans])):
        assert refusal is None if wanted is None else wanted in (refusal or ""), (row, refusal)
    draw = {"state": "SCHEDULED", "opensAt": opening, "mode": "DRAW"}
    check(call, "difference.isUndoOffered", [
        ([changed({"state": "OPEN", "opensAt": None, "mode": "FIFO"}, draw), now], False),
        ([changed({"state": "OPEN", "opensAt": None}, {"state": "SCHEDULED", "opensAt": opening}), now], True),
        ([changed({"state": "SCHEDULED", "opensAt": opening}, {"state": "OPEN", "opensAt": None}), now], True),
        ([changed({"state": "SCHEDULED", "opensAt": opening}, {"state": "OPEN", "opensAt": None}), now + 3_600_000], False),
        ([changed({"capacity": 6}, {"capacity": 20}, undoable=False), now], False),
    ])


def test_changes_are_read_in_the_words_of_the_pages(call):
    rate = changed({"entryPerMinute": 0, "mode": "FIFO", "holdTime": "5m"}, {"entryPerMinute": 12, "mode": "DRAW", "holdTime": "90s"})
    sale = {"catalogue": "sale", "concerts": 1}
    becomes = 'show "a": saleOpensAt at once becomes 2027-05-01T11:00:00Z'
    catalogue = changed({}, {}) | {"call": "applyCatalogue", "before": sale | {"seats": 30}, "after": sale | {"seats": 33, "changes": becomes}}
    undone = changed({"capacity": 40}, {"capacity": 6}, number=9, call="undoOperatorAction")
    rows = [changed({"capacity": 6}, {"capacity": 40}, number=number) for number in (7, 5)]
    lines, loaded, text, alone = call([("texts.linesOf", [rate]), ("texts.linesOf", [catalogue]), ("texts.callText", [undone, [undone, *rows]]),
                                       ("texts.callText", [undone, [undone]])])
    assert lines == [{"name": "Entry rate", "from": "no limit", "to": "12 a minute"}, {"name": "Order", "from": "In order of arrival", "to": "Draw"},
                     {"name": "Hold time", "from": "5 min", "to": "90 s"}], lines
    assert loaded == [{"name": "Seats", "from": "30", "to": "33"},
                      {"name": "What the catalogue changed", "from": "none", "to": 'show "a": saleOpensAt at once becomes 2027-05-01 20:00 KST'}], loaded
    assert (text, alone) == ("Undone: change 7", "Undone"), (text, alone)


def test_an_alert_of_an_audit_and_all_alerts_together(call):
    def audit(*violations):
        return {"passed": not any(violations), "checks": [{"violations": count} for count in violations]}
    check(call, "rules.auditFailed", [
        ([audit(0, 1, 2)], {"rule": "audit", "violations": 3}), ([audit(0, 0)], None), ([None], None)])
    samples = refused((0, 0), (1000, 20), (2000, 40), (3000, 60))
    check(call, "rules.alertsOf", [
        ([samples, audit(1)], [{"rule": "audit", "violations": 1}, {"rule": "refusing", "percent": 2}]), ([samples[:1], None], []), ([[], None], [])])


def test_samples_are_kept_thinner_with_age(call):
    minutes = [sample(at) for at in range(0, 700, 5)]
    kept, again, late = call([("rules.keep", [minutes, sample(700)]), ("rules.keep", [minutes[:3], sample(5)]), ("rules.keep", [minutes, sample(4000)])])
    seconds = [one["at"] // 1000 for one in kept]
    assert seconds[:3] == [0, 10, 20] and seconds[-3:] == [690, 695, 700]
    assert [one["at"] for one in again] == [0, 5000], "the same second, and one after it, are not kept twice"
    assert late[0]["at"] == 400_000


LATENCIES = {"answers": 10, "p50_us": 100, "p99_us": 200, "p999_us": 250, "max_us": 300, "bytesRead": 5000}
CHECK = {"question": "balances", "name": "", "checked": 10, "of": 10, "violations": 0, "notMade": "", "soldOut": "", "examples": []}


def test_a_report_is_read_and_a_wrong_file_is_refused_with_its_reason(call):
    good = console.report()
    (read,) = call([("reports.parseReport", [json.dumps(good)])])
    assert (read["verdict"], read["buyers"], read["seatsSold"]) == (good["verdict"], good["buyers"], good["seatsSold"]), read
    assert len(read["everySecond"]) == len(good["everySecond"]) and set(read["calls"]) == set(good["calls"])

    def without(member):
        return {name: value for name, value in good.items() if name != member}
    refused = [
        ("", {"kind": "not-json"}), ("<html>", {"kind": "not-json"}), ("[]", {"kind": "not-a-report"}), ("{}", {"kind": "not-a-report"}),
        (without("verdict"), {"kind": "not-a-report"}), *[(without(one), {"kind": "member", "member": one}) for one in ("calls", "audit", "seatsSold")],
        (good | {"seatsSold": -1}, {"kind": "member", "member": "seatsSold"}), (good | {"seatsSold": "9"}, {"kind": "member", "member": "seatsSold"}),
        (good | {"verdict": "splendid"}, {"kind": "member", "member": "verdict"}), (good | {"verdict": "broken"}, {"kind": "contradiction"}),
        (good | {"wrongAnswers": 1}, {"kind": "contradiction"}), (good | {"everySecond": [1]}, {"kind": "member", "member": "everySecond[0]"})]
    check(call, "reports.parseReport", [([text if isinstance(text, str) else json.dumps(text)], fault) for text, fault in refused])


HELD, ENDED = "2027-05-01T11:04:31.000Z", "2027-05-01T11:09:31.000Z"
RESERVATION = {"status": "EXPIRED", "createdAt": HELD, "heldUntil": ENDED, "paidAt": None, "endedAt": ENDED, "endedBecause": "EXPIRED", "timeZone": "Asia/Seoul",
               "bookingNumber": "M7K2-9QXP", "amount": 396000, "currency": "KRW",
               "seats": [{"section": "F2", "row": "1", "seat": seat, "label": f"F2-1-{seat}"} for seat in ("9", "10")]}
TOKEN = {"status": "EXPIRED", "expiredBecause": "TIME_UP", "issuedAt": HELD, "admittedAt": HELD, "turnEndsAt": ENDED, "claimBefore": None, "position": None}


def test_replies_to_buyers_say_what_happened_and_what_was_paid(call):
    def of(**change):
        return {"reservation": RESERVATION | change}

    def token(**change):
        return {"token": TOKEN | change}
    english = [
        (of(), "Your seats were held from 20:04:31 to 20:09:31 KST on 1 May and released because no payment arrived. You paid nothing."),
        (of(endedBecause="CANCELLED_BY_OPERATOR"), "The organiser released your seats at 20:09:31 KST on 1 May. You paid nothing."),
        (of(endedBecause="CANCELLED_BY_BUYER"), "You gave your seats up at 20:09:31 KST on 1 May. You paid nothing for them."),
        (of(endedBecause="LEFT_QUEUE"), "You left the line at 20:09:31 KST on 1 May, and your unpaid seats were released. You paid nothing for them."),
        (of(endedBecause="TURN_ENDED"),
         "Your turn ended with the payment of another booking at 20:09:31 KST on 1 May, and the unpaid seats were released. You paid nothing for them."),
        (of(endedAt=None), "The seats that you held at 20:04:31 KST on 1 May were released without payment. You paid nothing for them."),
        (of(status="HELD"), "Your seats are held for you until 20:09:31 KST on 1 May. Please pay by then; unpaid seats are released."),
        (of(status="CONFIRMED", paidAt=ENDED),
         "Your booking is confirmed. Booking no. M7K2-9QXP, F2, row 1, seats 9, 10, paid ₩396,000 at 20:09:31 KST on 1 May."),
        (token(), "Your turn to choose seats was from 20:04:31 to 20:09:31 KST on 1 May and is over. You can join the line again while booking is open."),
        (token(expiredBecause="PAID"), "Your turn ended when you paid. Your booking is under My bookings."),
        (token(status="WAITING", position=3214), "You are number 3,214 in line. Your place is kept, also when you reload or return later."),
        (token(status="WAITING"), "You are in the draw. When booking opens, the order is drawn at random."),
        ({"ledgerEntry": {"kind": "TOP_UP", "amount": 5000, "balanceAfter": 6000, "createdAt": HELD}},
         "You topped up ₩5,000 at 20:04:31 KST on 1 May. Your balance was ₩6,000 afterwards."),
    ]
    replies = call([("replies.replyTo", [entry, "KRW"]) for entry, _ in english])
    assert [reply["en"] for reply in replies] == [text for _, text in english]
    (waits,) = call([("replies.replyTo", [token(status="WAITING", position=3214), "KRW"])])
    assert waits["en"].startswith("You are number 3,214 in line. Your place is kept, "), waits
    assert replies[0]["ko"] == "고객님의 좌석 선점은 5월 1일 20:04:31에 시작되어 20:09:31까지 결제되지 않아 해제되었습니다. 결제된 금액은 없습니다."
    check(call, "replies.replyTo", [([entry, "KRW"], None) for entry in (of(status="CONFIRMED"), token(turnEndsAt=None), token(status="ACTIVE", turnEndsAt=None), {})])


def test_both_languages_have_the_same_texts(module_path):
    """The compiler checks it too; here also what it does not: nothing empty, and no parameter that English lacks."""
    console.words(module_path)
    done = subprocess.run(["node", "--input-type=module", "-e", f"""
import {{ ko, en }} from "{module_path}/console-words.mjs";
const shape = (words, path = "") => Object.entries(words).flatMap(([key, text]) =>
  typeof text === "object" && !Array.isArray(text) ? shape(text, `${{path}}${{key}}.`)
    : [[path + key, typeof text === "function" ? text.length : text === "" ? null : 0]]);
console.log(JSON.stringify([shape(ko), shape(en)]));
"""], capture_output=True, text=True, timeout=60, check=True)
    korean, english = map(dict, json.loads(done.stdout))
    # Of the audit's own sentences only Korean needs a translation; a gap between words may be none.
    keys = {key for key in korean if not key.startswith("audit.proves.")} - {"reports.gap"}
    assert keys == set(english) - {"reports.gap"} and len(keys) > 500
    wrong = {key for key in keys if korean[key] is None or english[key] is None or korean[key] > english[key]}
    assert not wrong, wrong


def test_a_booking_number_is_the_one_that_the_server_computes(call):
    """The pairs of src/base/booking_number_test.cc."""
    check(call, "booking.bookingNumberOf", [(["0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d"], "CMP5-ZVRF"), (["11111111-1111-1111-1111-111111111111"], "9X7H-UN3G"),
                                            (["night-1"], None)])
    check(call, "texts.seatsText", [([[25, 26]], "no. 25, 26"), ([list(range(1, 11))], "no. 1, 2, 3, 4, 5, 6, 7, 8 and 2 more")])


def test_a_key_begins_at_the_first_page_that_it_may_use(call):
    roles = {"box-office": ["buyers:speak-for", "wallet:top-up", "wallet:read", "reservations:read", "rooms:read"], "viewer": ["rooms:read", "metrics"],
             "rooms": ["rooms:read"], "none": ["backup"]}
    check(call, "access.startOf", [([roles["box-office"]], "buyer"), ([roles["viewer"]], "live"), ([roles["rooms"]], "rooms"), ([roles["none"]], "reports")])
    check(call, "access.mayUse", [([roles["box-office"], "changes"], False), ([roles["box-office"], "seats"], True), ([roles["none"], "reports"], True)])


def test_an_address_names_seats_to_choose(call):
    cases = [("night-1", {"showId": "night-1", "section": "", "seats": []}), ("night-1/F1/a:2", {"showId": "night-1", "section": "F1/a:2", "seats": []}),
             ("night-1:25,26/F1", {"showId": "night-1", "section": "F1", "seats": [25, 26]}), ("", {"showId": "", "section": "", "seats": []})]
    check(call, "hall.placeOf", [([text], place) for text, place in cases])
    check(call, "hall.idOf", [([place], text) for text, place in cases[1:3]])

    def seat(reservation, status="HELD"):
        return {"status": status, "reservationId": reservation}
    check(call, "hall.holdOf", [([[seat("a"), seat("a")]], "a"), ([[seat("a"), seat("b")]], None), ([[seat("a", "SOLD")]], None), ([[]], None)])


def test_days_until_an_opening_are_those_of_the_calendar_at_the_venue(call):
    """19:00 of 1 May to 20:00 of 3 May are 49 hours, and D-2."""
    def ms(text):
        return int(datetime.datetime.fromisoformat(text).timestamp() * 1000)
    check(call, "format.daysBetween", [
        ([ms("2027-05-01T19:00:00+09:00"), "2027-05-03T20:00:00+09:00", "Asia/Seoul"], 2),
        ([ms("2027-05-01T23:59:00+09:00"), "2027-05-02T00:01:00+09:00", "Asia/Seoul"], 1),
        ([ms("2027-05-01T23:59:00+09:00"), "2027-05-02T00:01:00+09:00", "America/New_York"], 0),
        ([ms("2027-03-13T12:00:00-05:00"), "2027-03-15T12:00:00-04:00", "America/New_York"], 2)])  # one day has 23 hours


def test_a_name_that_has_its_unit_gets_no_second_one(call):
    check(call, "units.withUnit", [(["A", "구역"], "A구역"), (["A구역", "구역"], "A구역"), (["3열", "열"], "3열"), (["VIP", "석"], "VIP석")])
