// Sets and removes the notice of a room. Each asks first.

import { count } from "../../format.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import type { Room } from "./facts.js";
import type { NoticeTexts } from "./notice-text.js";
import { runOn } from "./send.js";

export function setNotice(session: Session, room: Room, texts: NoticeTexts): Promise<boolean> {
  const t = words().rooms;
  const path = { roomId: room.roomId };
  const korean = texts.korean.trim();
  const english = texts.english.trim();
  const body = { ...(korean && { korean }), ...(english && { english }) };
  return runOn(session, room, {
    question: {
      title: t.noticeTitle,
      body: t.noticeText(count(room.waiting)),
      button: t.noticeButton,
    },
    wanted: { korean: korean || null, english: english || null },
    send: (reason) =>
      session.call("PUT /v1/operator/rooms/{roomId}/notice", { path, body, reason }),
    done: t.noticeShown(room.roomId),
  });
}

export function removeNotice(session: Session, room: Room): Promise<boolean> {
  const t = words().rooms;
  const path = { roomId: room.roomId };
  return runOn(session, room, {
    question: { title: t.noticeRemoveTitle, button: t.noticeRemoveButton },
    wanted: { korean: null, english: null },
    send: (reason) => session.call("DELETE /v1/operator/rooms/{roomId}/notice", { path, reason }),
    done: t.noticeRemoved(room.roomId),
  });
}
