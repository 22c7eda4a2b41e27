// Makes a change of a room: asks, checks whether somebody else was faster, sends it, and
// reports the outcome.

import { NoAnswerError, ProblemError } from "../../../../clients/typescript/src/index.js";
import { type Consent, type Question, ask } from "../parts/ask.js";
import { sentenceOf } from "../parts/problem.js";
import { say, sayWrong } from "../parts/say.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import {
  type Facts,
  type Room,
  type RoomChange,
  differing,
  factName,
  factText,
  factsOf,
  only,
  valuesOf,
} from "./facts.js";

export type Act = {
  roomId: string;
  question: Question;
  /** What the question relies on. The change is not made if one of these has changed since. */
  shown: Partial<Facts>;
  /** What holds once the change is made: shows whether a call without an answer made it. */
  wanted: Partial<Facts>;
  send: (reason: string, consent: Consent) => Promise<unknown>;
  /** Said when it is done. */
  done: string;
};

// The look before a change must not hold up a pause while the server is slow.
const LOOK_MS = 3000;

async function readRoom(session: Session, roomId: string): Promise<Room | undefined> {
  if (!session.may("rooms:read")) return undefined;
  try {
    const signal = AbortSignal.timeout(LOOK_MS);
    return (await session.call("GET /v1/operator/rooms/{roomId}", { path: { roomId }, signal }))
      .body;
  } catch {
    return undefined; // the change itself says what is wrong
  }
}

/** Whether the change was made, as far as is known. */
export async function run(session: Session, act: Act): Promise<boolean> {
  const consent = await ask(act.question);
  if (!consent) return false;
  const now = await readRoom(session, act.roomId);
  const conflict = now && conflictOf(act.shown, factsOf(now));
  if (conflict) {
    session.acts.value += 1; // pages read the room again, and show the new value
    sayWrong(conflict);
    return false;
  }
  try {
    await act.send(consent.reason, consent);
  } catch (error) {
    return await explain(session, act, error);
  }
  say(act.done);
  return true;
}

export type RoomAct = Pick<Act, "wanted" | "send" | "done"> & {
  /** It shows what is wanted beside what the room has now. */
  question: Omit<Question, "before" | "after">;
  /** What the question relies on besides. */
  relies?: Partial<Facts>;
};

/** The same for an act on a room that was read. */
export function runOn(session: Session, room: Room, act: RoomAct): Promise<boolean> {
  const { question, relies, ...rest } = act;
  const before = only(factsOf(room), act.wanted);
  return run(session, {
    ...rest,
    roomId: room.roomId,
    question: { ...question, before: valuesOf(before), after: valuesOf(act.wanted) },
    shown: { ...before, ...relies },
  });
}

function conflictOf(shown: Partial<Facts>, now: Facts): string | undefined {
  const t = words().rooms;
  const rows = differing(shown, now).map((fact) =>
    t.conflictRow(factName(fact), factText(fact, shown[fact]), factText(fact, now[fact])),
  );
  return rows.length > 0 ? t.conflict(rows.join("; ")) : undefined;
}

async function explain(session: Session, act: Act, error: unknown): Promise<boolean> {
  const t = words().rooms;
  const isUnknown =
    error instanceof NoAnswerError ||
    (error instanceof ProblemError && error.code === "outcome-unknown");
  if (isUnknown) {
    const now = await readRoom(session, act.roomId);
    if (!now) {
      sayWrong(sentenceOf(error));
      return false;
    }
    const isMade = differing(act.wanted, factsOf(now)).length === 0;
    if (isMade) say(t.noAnswerMade);
    else sayWrong(t.noAnswerNot);
    return isMade;
  }
  const code = error instanceof ProblemError ? (error.code ?? "") : "";
  const sentence = textIn(t.problems, code) ?? sentenceOf(error);
  const toDo = textIn(t.toDo, code) ?? t.toDoElse;
  const isConflict = error instanceof ProblemError && [409, 412].includes(error.status);
  const now = isConflict ? await readRoom(session, act.roomId) : undefined;
  const { states, modes } = words().frame;
  const is = now ? t.roomIsNow(states[now.state], modes[now.policy.mode]) : "";
  sayWrong([sentence, is, toDo].filter(Boolean).join(" "));
  return false;
}

function textIn(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

export function changeRoom(session: Session, roomId: string, change: RoomChange) {
  return async (reason: string) => {
    await session.call("PATCH /v1/operator/rooms/{roomId}", {
      path: { roomId },
      body: change,
      reason,
    });
  };
}
