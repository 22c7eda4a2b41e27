// Sets and removes the notice of a room. Each asks first.

import { count } from "../../format.js";
import { sentenceOf } from "../parts/problem.js";
import { say, sayWrong } from "../parts/say.js";
import type { Session } from "../session.js";
import { chosenLanguage, words } from "../words/index.js";
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
      title: t.noticeTitle(room.roomId),
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
    question: { title: t.noticeRemoveTitle(room.roomId), button: t.noticeRemoveButton },
    wanted: { korean: null, english: null },
    send: (reason) => session.call("DELETE /v1/operator/rooms/{roomId}/notice", { path, reason }),
    done: t.noticeRemoved(room.roomId),
  });
}

/** After another act, which has asked. */
export async function removeNoticeToo(
  session: Session,
  roomId: string,
  reason: string,
): Promise<void> {
  const t = words().rooms;
  try {
    const path = { roomId };
    await session.call("DELETE /v1/operator/rooms/{roomId}/notice", { path, reason });
    say(t.noticeRemoved(roomId));
  } catch (error) {
    sayWrong(`${t.noticeStays} ${sentenceOf(error)}`);
  }
}

/** In the language of the console, else in the other one. */
export function shownText({ korean, english }: NonNullable<Room["notice"]>): string {
  const [own, other] = chosenLanguage.value === "ko" ? [korean, english] : [english, korean];
  return own || other || "";
}
