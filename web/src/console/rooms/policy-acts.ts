// Acts on the policy, the opening and the presale of a room. Each asks first.

import { count } from "../../format.js";
import type { Question } from "../parts/ask.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Now, type Warning, changedMembers, entryOf, warningsOf } from "./effect.js";
import {
  type Facts,
  type Policy,
  type Room,
  type RoomChange,
  factsOf,
  only,
  valuesOf,
  when,
} from "./facts.js";
import { changeRoom, run } from "./send.js";

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
  const t = words().rooms;
  const members = changedMembers(room.policy, after);
  const change: RoomChange = Object.fromEntries(members.map((member) => [member, after[member]]));
  const shown = only(factsOf(room), change);
  return run(session, {
    roomId: room.roomId,
    question: {
      ...policyQuestion(room, after),
      before: valuesOf(shown),
      after: valuesOf(change as Partial<Facts>),
    },
    // The state decides what a mode does.
    shown: members.includes("mode") ? { ...shown, state: room.state } : shown,
    wanted: change as Partial<Facts>,
    send: changeRoom(session, room.roomId, change),
    done: t.changed(room.roomId),
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
  const facts = factsOf(room);
  const isMoved = room.state === "SCHEDULED" && mode === room.policy.mode;
  const isDraw = mode === "DRAW" && !isLobby(room);
  const wanted: Partial<Facts> = { state: "SCHEDULED", opensAt, mode };
  const before = only(facts, wanted);
  const question: Omit<Question, "before" | "after"> = isDraw
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
  return run(session, {
    roomId: room.roomId,
    question: { ...question, before: valuesOf(before), after: valuesOf(wanted) },
    shown: before,
    wanted,
    send: changeRoom(session, room.roomId, change),
    done: isDraw
      ? t.drawScheduled(room.roomId, when(opensAt))
      : t.scheduled(room.roomId, when(opensAt)),
  });
}

export function setPresale(
  session: Session,
  room: Room,
  group: string,
  until: string,
): Promise<boolean> {
  const t = words().rooms;
  const wanted: Partial<Facts> = { presaleGroup: group, presaleUntil: until };
  const shown = only(factsOf(room), wanted);
  return run(session, {
    roomId: room.roomId,
    question: {
      title: t.presaleTitle,
      body: t.presaleText,
      button: t.presaleButton,
      before: valuesOf(shown),
      after: valuesOf(wanted),
    },
    shown,
    wanted,
    send: changeRoom(session, room.roomId, { presaleGroup: group, presaleUntil: until }),
    done: t.presaleDone(room.roomId),
  });
}

/** Ends a presale that runs: its end becomes one that has just passed. `now`: the server's time. */
export function endPresale(session: Session, room: Room, now: number): Promise<boolean> {
  const t = words().rooms;
  const group = room.presale?.group ?? "";
  const until = new Date(now - 1000).toISOString();
  const wanted: Partial<Facts> = { presaleGroup: group, presaleUntil: until };
  const shown = only(factsOf(room), wanted);
  return run(session, {
    roomId: room.roomId,
    question: {
      title: t.presaleEndTitle,
      body: t.presaleEndText,
      button: t.presaleEndButton,
      before: valuesOf(shown),
      after: valuesOf(wanted),
    },
    shown,
    wanted,
    send: changeRoom(session, room.roomId, { presaleGroup: group, presaleUntil: until }),
    done: t.presaleEnded(room.roomId),
  });
}
