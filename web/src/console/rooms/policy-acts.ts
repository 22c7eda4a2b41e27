// Acts on the policy, the opening and the presale of a room. Each asks first.

import { count } from "../../format.js";
import type { Question } from "../parts/ask.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Now, type Warning, changedMembers, entryOf, warningsOf } from "./effect.js";
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

/** How many enter with the policy, in a sentence. */
export function entryText(policy: Policy, now: Now): string {
  const t = words().rooms;
  const { atOnce, later } = entryOf(policy, now);
  if (atOnce === 0) return t.entersNobody;
  if (later === 0) return t.entersAtOnce(count(atOnce));
  return t.entersUpTo(count(atOnce), count(later), count(policy.entryPerMinute));
}

const DANGEROUS: readonly Warning[] = ["no-queue", "claim-shorter", "claim-short", "turn-short"];

function policyQuestion(room: Room, after: Policy): Omit<Question, "before" | "after"> {
  const t = words().rooms;
  const now = nowOf(room);
  const before = room.policy;
  const members = changedMembers(before, after);
  const warnings = warningsOf(before, after, now);
  const isShorter = warnings.includes("claim-shorter");
  // What the title says already is not repeated.
  const said = { ...t.warnings, "no-queue": t.everybodyText, "claim-shorter": t.claimShorterText };
  const warn = warnings.map((warning) => said[warning]).join(" ");
  const warned = warn === "" ? {} : { warn };
  if (warnings.includes("no-queue"))
    return {
      title: t.everybodyTitle(count(room.waiting)),
      warn,
      button: t.everybodyButton,
      typeToConfirm: room.roomId,
      danger: true,
    };
  if (room.state === "SCHEDULED" && members.includes("mode") && after.mode === "DRAW")
    return {
      title: t.drawTitle,
      warn: `${t.drawText} ${warn}`.trim(),
      button: t.drawButton,
      danger: true,
    };
  const isAnyway = warnings.some((warning) => DANGEROUS.includes(warning));
  const button = isAnyway ? t.changeAnyway : t.change;
  if (members.length === 1 && members[0] === "capacity") {
    const isLower = after.capacity < before.capacity;
    return {
      title: t.capacityTitle(count(before.capacity), count(after.capacity)),
      body: isLower ? t.lowering : entryText(after, now),
      ...warned,
      button,
    };
  }
  const enters = entryOf(after, now).atOnce > entryOf(before, now).atOnce;
  return {
    title: isShorter ? t.claimShorterTitle : t.changeTitle,
    body: enters ? entryText(after, now) : t.policyNote,
    ...warned,
    button,
    danger: isAnyway,
  };
}

export function changePolicy(session: Session, room: Room, after: Policy): Promise<boolean> {
  const members = changedMembers(room.policy, after);
  const change: RoomChange = Object.fromEntries(members.map((member) => [member, after[member]]));
  return runOn(session, room, {
    question: policyQuestion(room, after),
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
    ? {
        title: t.drawTitle,
        body: t.drawPublish(`/v1/rooms/${room.roomId}/draw`),
        warn: t.drawText,
        button: t.drawButton,
        danger: true,
      }
    : isMoved
      ? { title: t.moveTitle, button: t.moveButton }
      : { title: t.scheduleTitle, body: t.scheduleText, button: t.scheduleButton };
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
    question: { title: t.presaleTitle, body: t.presaleText, button: t.presaleButton },
    done: t.presaleDone(room.roomId),
  });
}

/** Ends a presale that runs: its end becomes one that has just passed. `now`: the server's time. */
export function endPresale(session: Session, room: Room, now: number): Promise<boolean> {
  const t = words().rooms;
  return changePresale(session, room, {
    group: room.presale?.group ?? "",
    until: new Date(now - 1000).toISOString(),
    question: { title: t.presaleEndTitle, body: t.presaleEndText, button: t.presaleEndButton },
    done: t.presaleEnded(room.roomId),
  });
}
