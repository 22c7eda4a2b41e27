// Acts on the state of a room: pause, resume, open, close. Each asks first.

import { count } from "../../format.js";
import type { Question } from "../parts/ask.js";
import { say } from "../parts/say.js";
import type { Session } from "../session.js";
import { live } from "../stream.js";
import { words } from "../words/index.js";
import { type Facts, type Policy, type Room, type RoomState, roomTime, valuesOf } from "./facts.js";
import { removeNoticeToo, shownText } from "./notice-acts.js";
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
  /** Undefined: there is none, or it is not known. */
  notice?: Room["notice"];
};

type StateAct = {
  room: ActRoom;
  to: RoomState;
  question: Omit<Question, "before" | "after">;
  done: string;
  /** What follows the change if its box was ticked, with the same reason. */
  besides?: (reason: string) => Promise<void>;
};

async function changeState(session: Session, act: StateAct): Promise<boolean> {
  const { room, to, question, done, besides } = act;
  const before: Partial<Facts> = { state: room.state };
  const after: Partial<Facts> = { state: to };
  if (room.state === "SCHEDULED") {
    before.opensAt = room.opensAt;
    after.opensAt = null;
  }
  const change = changeRoom(session, room.roomId, { state: to });
  let wanted: string | undefined;
  const isMade = await run(session, {
    roomId: room.roomId,
    question: { ...question, before: valuesOf(before), after: valuesOf(after) },
    // The mode decides whether an opening draws.
    shown: { ...before, mode: room.mode },
    wanted: { state: to },
    send: (reason, consent) => {
      if (consent.besides) wanted = reason;
      return change(reason);
    },
    done,
  });
  if (isMade && wanted !== undefined) await besides?.(wanted);
  return isMade;
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
    question: { title: t.pauseTitle(roomId), body: t.pauseUnknown, button: t.pause, danger: true },
    shown: {},
    wanted: { state: "PAUSED" },
    send: changeRoom(session, roomId, { state: "PAUSED" }),
    done: t.paused(roomId),
  });
}

/** From OPEN. */
export async function pause(session: Session, room: ActRoom): Promise<boolean> {
  const t = words().rooms;
  if (room.state === "PAUSED") {
    say(t.isPaused(room.roomId));
    return true;
  }
  const question = {
    title: t.pauseTitle(room.roomId),
    body: t.pauseText(count(room.waiting), count(room.active)),
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
      ? t.entersAtOnce(count(room.waiting))
      : rate
        ? t.resumeRate(count(rate))
        : t.resumeNoLimit;
  const { roomId, notice } = room;
  const body = isClosed ? `${t.reopenText(count(room.waiting))} ${enters}` : enters;
  return changeState(session, {
    room,
    to: "OPEN",
    question: {
      title: (isClosed ? t.reopenTitle : t.resumeTitle)(roomId),
      body: notice ? `${body} ${t.noticeStill(shownText(notice))}` : body,
      ...(notice && { besides: t.noticeRemoveToo }),
      // A room that was closed or paused before its opening may still have a lobby.
      ...(room.mode === "DRAW" && { warn: t.resumeDraw }),
      button: isClosed ? t.reopen : t.resumeButton,
    },
    done: isClosed ? t.opened(roomId) : t.resumed(roomId),
    besides: (reason) => removeNoticeToo(session, roomId, reason),
  });
}

/** Before the scheduled time. In a lobby this draws. */
export function openNow(session: Session, room: ActRoom): Promise<boolean> {
  const t = words().rooms;
  const question =
    room.mode === "DRAW"
      ? {
          title: t.openDrawTitle(room.roomId),
          warn: t.openDrawText(count(room.waiting)),
          button: t.openDrawButton,
          danger: true,
        }
      : {
          title: t.openTitle(room.roomId),
          body: t.openText(scheduled(room) ?? ""),
          button: t.openNow,
        };
  return changeState(session, { room, to: "OPEN", question, done: t.opened(room.roomId) });
}

export function close(session: Session, room: ActRoom): Promise<boolean> {
  const t = words().rooms;
  const opening = scheduled(room);
  return changeState(session, {
    room,
    to: "CLOSED",
    question: {
      title: t.closeTitle(room.roomId),
      body: t.closeText(count(room.waiting)),
      ...(opening !== undefined && { warn: t.closeScheduled(opening) }),
      button: t.closeButton,
      danger: true,
    },
    done: t.closed(room.roomId),
  });
}
