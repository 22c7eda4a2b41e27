// Acts on the policy, the opening and the presale of a room. Each asks first.

import { count } from "../../format.js";
import type { Question } from "../parts/ask.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import {
  type Factors,
  type Now,
  type Warning,
  changedMembers,
  entryOf,
  minutesToLast,
  throughputOf,
  warningsOf,
} from "./effect.js";
import { type Facts, type Policy, type Room, type RoomChange, roomTime } from "./facts.js";
import { type RoomAct, changeRoom, runOn } from "./send.js";

export function nowOf(room: Room): Now {
  return {
    state: room.state,
    isHeldUp: room.soldOut || room.opensAt !== null,
    waiting: room.waiting,
    active: room.active,
  };
}

/** A draw whose order is not drawn yet: its mode cannot be changed. */
export function isLobby(room: Room): boolean {
  return room.state === "SCHEDULED" && room.policy.mode === "DRAW";
}

/** Two digits say enough of an estimate: `125`, `4.5`, `0.32`. */
export function about(value: number): string {
  if (value >= 10) return count(Math.round(value));
  return count(Number(value.toPrecision(2)));
}

/** A change of a policy, and what its effect is computed from. */
export type Effect = { before: Policy; after: Policy; factors: Factors; now: Now };

/** How the pace of the entry changes, how long the line takes, and who enters at once. */
export function entryText({ before, after, factors, now }: Effect): string {
  const t = words().rooms;
  const isHeldUp = now.isHeldUp && after.mode !== "NO_QUEUE";
  if (now.state !== "OPEN" || isHeldUp) return t.entersNobody;
  const old = throughputOf(before, factors);
  const next = throughputOf(after, factors);
  const sentences: string[] = [];
  if (old && next) {
    const [from, to] = [about(old.turnsPerMinute), about(next.turnsPerMinute)];
    const changes = next.turnsPerMinute < old.turnsPerMinute ? t.entryFalls : t.entryRises;
    if (from !== to) sentences.push(changes(from, to));
  }
  const { atOnce, later } = entryOf(after, now);
  const minutes = minutesToLast(after, factors, now);
  if (later > 0)
    sentences.push(t.freePlaces(count(atOnce + later), count(atOnce), count(after.entryPerMinute)));
  else if (atOnce > 0) sentences.push(t.entersAtOnce(count(atOnce)));
  if (minutes !== undefined && minutes > 0)
    sentences.push(t.lastEnters(count(now.waiting), about(Math.max(1, Math.round(minutes)))));
  return sentences.join(" ") || t.entersNobody;
}

const DANGEROUS: readonly Warning[] = ["no-queue", "claim-shorter", "claim-short", "turn-short"];

type PolicyQuestion = Omit<Question, "before" | "after">;

function policyQuestion(room: Room, after: Policy, factors: Factors): PolicyQuestion {
  const t = words().rooms;
  const { roomId } = room;
  const now = nowOf(room);
  const before = room.policy;
  const members = changedMembers(before, after);
  const warnings = warningsOf(before, after, now);
  // What the title says already is not repeated.
  const said = { ...t.warnings, "no-queue": t.everybodyText };
  const warn = warnings.map((warning) => said[warning]).join(" ");
  const warned = warn === "" ? {} : { warn };
  if (warnings.includes("no-queue"))
    return {
      title: t.everybodyTitle(roomId, count(room.waiting)),
      warn,
      button: t.everybodyButton,
      typeToConfirm: room.roomId,
      danger: true,
    };
  if (room.state === "SCHEDULED" && members.includes("mode") && after.mode === "DRAW")
    return drawQuestion(roomId, room.opensAt, warn);
  const isAnyway = warnings.some((warning) => DANGEROUS.includes(warning));
  const button = isAnyway ? t.changeAnyway : t.change;
  const isFlow = members.some((member) => FLOW.includes(member));
  const effect = isFlow ? entryText({ before, after, factors, now }) : t.policyNote;
  if (members.length === 1 && members[0] === "capacity") {
    const isLower = after.capacity < before.capacity;
    return {
      title: t.capacityTitle(roomId, count(before.capacity), count(after.capacity)),
      body: isLower ? `${t.lowering} ${effect}` : effect,
      ...warned,
      button,
    };
  }
  return { title: t.changeTitle(roomId), body: effect, ...warned, button, danger: isAnyway };
}

/** The members that say how fast buyers enter. */
const FLOW: readonly (keyof Policy)[] = ["mode", "capacity", "entryPerMinute", "entryBurst"];

/** Before a draw: what happens to buyers, and what the publishing is for. */
function drawQuestion(roomId: string, opensAt: string | null, warn = ""): PolicyQuestion {
  const t = words().rooms;
  return {
    title: t.drawTitle(roomId),
    body: `${t.drawLobby(opensAt ? roomTime(opensAt) : t.nothing)} ${t.drawPublish}`,
    warn: `${t.drawText} ${warn}`.trim(),
    button: t.scheduleDraw,
    danger: true,
  };
}

export type PolicyChange = { after: Policy; factors: Factors };

export function changePolicy(
  session: Session,
  room: Room,
  { after, factors }: PolicyChange,
): Promise<boolean> {
  const members = changedMembers(room.policy, after);
  const change: RoomChange = Object.fromEntries(members.map((member) => [member, after[member]]));
  return runOn(session, room, {
    question: policyQuestion(room, after, factors),
    wanted: change as Partial<Facts>,
    // The state decides what a mode does.
    relies: members.includes("mode") ? { state: room.state } : {},
    send: changeRoom(session, room.roomId, change),
    done: words().rooms.changed(room.roomId),
  });
}

/** Schedules an opening at `opensAt`, or moves it. With DRAW this publishes the commitment. */
export function schedule(
  session: Session,
  room: Room,
  opensAt: string,
  mode: Policy["mode"],
): Promise<boolean> {
  const t = words().rooms;
  const isMoved = room.state === "SCHEDULED" && mode === room.policy.mode;
  const isDraw = mode === "DRAW" && !isLobby(room);
  const question: RoomAct["question"] = isDraw
    ? drawQuestion(room.roomId, opensAt)
    : isMoved
      ? { title: t.moveTitle(room.roomId), button: t.moveButton }
      : {
          title: t.scheduleTitle(room.roomId),
          body: t.scheduleText,
          button: t.scheduleButton,
        };
  const change: RoomChange = { state: "SCHEDULED", opensAt };
  if (mode !== room.policy.mode) change.mode = mode;
  const done = isDraw ? t.drawScheduled : t.scheduled;
  return runOn(session, room, {
    question,
    wanted: { state: "SCHEDULED", opensAt, mode },
    send: changeRoom(session, room.roomId, change),
    done: done(room.roomId, roomTime(opensAt)),
  });
}

type PresaleAct = Pick<RoomAct, "question" | "done"> & { group: string; until: string };

function changePresale(
  session: Session,
  room: Room,
  { group, until, ...rest }: PresaleAct,
): Promise<boolean> {
  const change = { presaleGroup: group, presaleUntil: until };
  const send = changeRoom(session, room.roomId, change);
  return runOn(session, room, { ...rest, wanted: change, send });
}

export function setPresale(
  session: Session,
  room: Room,
  group: string,
  until: string,
): Promise<boolean> {
  const t = words().rooms;
  return changePresale(session, room, {
    group,
    until,
    question: { title: t.presaleTitle(room.roomId), body: t.presaleText, button: t.presaleButton },
    done: t.presaleDone(room.roomId),
  });
}

/** Ends a presale that runs: its end becomes one that has just passed. `now`: the server's time. */
export function endPresale(session: Session, room: Room, now: number): Promise<boolean> {
  const t = words().rooms;
  return changePresale(session, room, {
    group: room.presale?.group ?? "",
    until: new Date(now - 1000).toISOString(),
    question: {
      title: t.presaleEndTitle(room.roomId),
      body: t.presaleEndText,
      button: t.presaleEndButton,
    },
    done: t.presaleEnded(room.roomId),
  });
}
