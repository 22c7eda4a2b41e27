// Acts on the state of a room: pause, resume, open, close. Each asks first.

import { count } from "../../format.js";
import type { Question } from "../parts/ask.js";
import { say } from "../parts/say.js";
import type { Session } from "../session.js";
import { live } from "../stream.js";
import { words } from "../words/index.js";
import { type Facts, type Policy, type RoomState, roomTime, valuesOf } from "./facts.js";
import { changeRoom, run } from "./send.js";

/** What the questions need; of a room as it was read, or as the stream has it. */
export type ActRoom = {
  roomId: string;
  state: RoomState;
  opensAt: string | null;
  waiting: number;
  active: number;
  mode: Policy["mode"];
  /** Undefined: not known. */
  entryPerMinute?: number;
};

type StateAct = {
  room: ActRoom;
  to: RoomState;
  question: Omit<Question, "before" | "after">;
  done: string;
};

function changeState(session: Session, { room, to, question, done }: StateAct): Promise<boolean> {
  const before: Partial<Facts> = { state: room.state };
  const after: Partial<Facts> = { state: to };
  if (room.state === "SCHEDULED") {
    before.opensAt = room.opensAt;
    after.opensAt = null;
  }
  return run(session, {
    roomId: room.roomId,
    question: { ...question, before: valuesOf(before), after: valuesOf(after) },
    // The mode decides whether an opening draws.
    shown: { ...before, mode: room.mode },
    wanted: { state: to },
    send: changeRoom(session, room.roomId, { state: to }),
    done,
  });
}

const scheduled = ({ state, opensAt }: ActRoom) =>
  state === "SCHEDULED" && opensAt ? roomTime(opensAt) : undefined;

/** Also for a key of the keyboard: asks at once, without a call before. */
export async function pauseRoom(session: Session, roomId: string): Promise<boolean> {
  const status = live.value.status?.rooms.find((room) => room.roomId === roomId);
  if (status) return pause(session, status);
  const t = words().rooms;
  return run(session, {
    roomId,
    question: { title: t.pauseTitle, body: t.pauseUnknown, button: t.pause, danger: true },
    shown: {},
    wanted: { state: "PAUSED" },
    send: changeRoom(session, roomId, { state: "PAUSED" }),
    done: t.paused(roomId),
  });
}

export async function pause(session: Session, room: ActRoom): Promise<boolean> {
  const t = words().rooms;
  if (room.state === "PAUSED") {
    say(t.isPaused(room.roomId));
    return true;
  }
  const opening = scheduled(room);
  const isClosed = room.state === "CLOSED";
  const warn = opening ? t.pauseScheduled(opening) : isClosed ? t.pauseClosed : undefined;
  const question = {
    title: t.pauseTitle,
    body: t.pauseText(count(room.waiting), count(room.active)),
    ...(warn !== undefined && { warn }),
    button: t.pause,
    danger: true,
  };
  return changeState(session, { room, to: "PAUSED", question, done: t.paused(room.roomId) });
}

/** From PAUSED or CLOSED. */
export function resume(session: Session, room: ActRoom): Promise<boolean> {
  const t = words().rooms;
  const rate = room.entryPerMinute;
  const isClosed = room.state === "CLOSED";
  const enters =
    room.mode === "NO_QUEUE"
      ? t.everybodyTitle(count(room.waiting))
      : rate
        ? t.resumeRate(count(rate))
        : t.resumeNoLimit;
  return changeState(session, {
    room,
    to: "OPEN",
    question: {
      title: isClosed ? t.reopenTitle : t.resumeTitle,
      body: isClosed ? `${t.reopenText(count(room.waiting))} ${enters}` : enters,
      // A room that was closed or paused before its opening may still have a lobby.
      ...(room.mode === "DRAW" && { warn: t.resumeDraw }),
      button: isClosed ? t.reopen : t.resumeButton,
    },
    done: isClosed ? t.opened(room.roomId) : t.resumed(room.roomId),
  });
}

/** Before the scheduled time. In a lobby this draws. */
export function openNow(session: Session, room: ActRoom): Promise<boolean> {
  const t = words().rooms;
  const question =
    room.mode === "DRAW"
      ? {
          title: t.openDrawTitle,
          warn: t.openDrawText(count(room.waiting)),
          button: t.openDrawButton,
          danger: true,
        }
      : { title: t.openTitle, body: t.openText(scheduled(room) ?? ""), button: t.openNow };
  return changeState(session, { room, to: "OPEN", question, done: t.opened(room.roomId) });
}

export function close(session: Session, room: ActRoom): Promise<boolean> {
  const t = words().rooms;
  const opening = scheduled(room);
  return changeState(session, {
    room,
    to: "CLOSED",
    question: {
      title: t.closeTitle,
      body: t.closeText(count(room.waiting)),
      ...(opening !== undefined && { warn: t.closeScheduled(opening) }),
      button: t.closeButton,
      danger: true,
    },
    done: t.closed(room.roomId),
  });
}
