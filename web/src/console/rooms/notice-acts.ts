// Sets and removes the notice of a room. Each asks first.

import { count } from "../../format.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Facts, type Room, factsOf, only, valuesOf } from "./facts.js";
import type { NoticeTexts } from "./notice-text.js";
import { run } from "./send.js";

const NONE = { korean: null, english: null } satisfies Partial<Facts>;

export function setNotice(session: Session, room: Room, texts: NoticeTexts): Promise<boolean> {
  const t = words().rooms;
  const korean = texts.korean.trim();
  const english = texts.english.trim();
  const shown = only(factsOf(room), NONE);
  const wanted: Partial<Facts> = { korean: korean || null, english: english || null };
  const body = { ...(korean && { korean }), ...(english && { english }) };
  return run(session, {
    roomId: room.roomId,
    question: {
      title: t.noticeTitle,
      body: t.noticeText(count(room.waiting)),
      button: t.noticeButton,
      before: valuesOf(shown),
      after: valuesOf(wanted),
    },
    shown,
    wanted,
    send: async (reason) => {
      const path = { roomId: room.roomId };
      await session.call("PUT /v1/operator/rooms/{roomId}/notice", { path, body, reason });
    },
    done: t.noticeShown(room.roomId),
  });
}

export function removeNotice(session: Session, room: Room): Promise<boolean> {
  const t = words().rooms;
  const shown = only(factsOf(room), NONE);
  return run(session, {
    roomId: room.roomId,
    question: {
      title: t.noticeRemoveTitle,
      button: t.noticeRemoveButton,
      before: valuesOf(shown),
      after: valuesOf(NONE),
    },
    shown,
    wanted: NONE,
    send: async (reason) => {
      const path = { roomId: room.roomId };
      await session.call("DELETE /v1/operator/rooms/{roomId}/notice", { path, reason });
    },
    done: t.noticeRemoved(room.roomId),
  });
}
