// Undoing a change: the question before, the answer in words.

import { ProblemError } from "../../../../clients/typescript/src/index.js";
import { serverNow } from "../../clock.js";
import { type Question, ask } from "../parts/ask.js";
import { sentenceOf } from "../parts/problem.js";
import { say, sayWrong } from "../parts/say.js";
import type { Room } from "../rooms/facts.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Action, subjectOf } from "./difference.js";
import { type Labels, labelsOf } from "./seat-labels.js";
import { callText, linesOf, memberName, seatsText, subjectText } from "./texts.js";
import { planOf, questionOfPlan, refusalOfPlan } from "./undo-room.js";

const LOOK_MS = 3000; // a slow server must not hold up an undo

/** The room as it is now; undefined if it cannot be read: then the row's own values are shown. */
async function roomOf(session: Session, action: Action): Promise<Room | undefined> {
  const subject = subjectOf(action);
  if (subject.kind !== "room" || !session.may("rooms:read")) return undefined;
  try {
    const { body } = await session.call("GET /v1/operator/rooms/{roomId}", {
      path: { roomId: subject.name },
      signal: AbortSignal.timeout(LOOK_MS),
    });
    return body;
  } catch {
    return undefined; // the undo itself says what is wrong
  }
}

/** What to ask before the undo. */
export function questionOf(action: Action, room: Room | undefined): Question {
  const t = words().changes;
  const lines = linesOf(action);
  const what = `${[callText(action), subjectText(action)].filter(Boolean).join(", ")}.`;
  const plan = room && questionOfPlan(planOf(action, room));
  return {
    title: t.undoTitle(String(action.number)),
    before: Object.fromEntries(lines.map(({ name, to }) => [name, to])),
    after: Object.fromEntries(lines.map(({ name, from }) => [name, from])),
    button: t.undo,
    ...plan,
    body: [what, plan?.body, t.undoText].filter(Boolean).join(" "),
  };
}

export async function undo(session: Session, action: Action): Promise<void> {
  const t = words().changes;
  const room = await roomOf(session, action);
  const refusal = room && refusalOfPlan(planOf(action, room), serverNow());
  if (refusal !== undefined) return sayWrong(refusal);
  const consent = await ask(questionOf(action, room));
  if (!consent) return;
  try {
    await session.call("POST /v1/operator/actions/{actionNumber}/undo", {
      path: { actionNumber: action.number },
      reason: consent.reason,
    });
    say(t.undone(String(action.number)));
  } catch (error) {
    sayWrong(refusalOf(error, await labelsNeeded(session, action, error)));
  }
}

/** The labels of the seats that a refusal names. */
async function labelsNeeded(session: Session, action: Action, error: unknown): Promise<Labels> {
  const subject = subjectOf(action);
  const isNamed = error instanceof ProblemError && error.problem?.unavailableSeats;
  return isNamed && subject.kind === "seats" ? labelsOf(session, subject.show) : new Map();
}

function refusalOf(error: unknown, labels: Labels): string {
  const t = words().changes;
  if (!(error instanceof ProblemError)) return sentenceOf(error);
  const { problem } = error;
  switch (problem?.code) {
    case "undo-conflict":
      if (problem.opensAt) return t.openingPast;
      return problem.unavailableSeats
        ? t.conflictSeats(seatsText(problem.unavailableSeats, labels))
        : t.conflict((problem.differs ?? []).map(memberName).join(", "));
    case "action-not-undoable":
      return t.notUndoable;
    case "room-in-use":
      return t.roomInUse;
    case "draw-committed":
      return t.drawCommitted;
    case "action-not-found":
    case "room-not-found":
      return t.gone;
    default:
      return sentenceOf(error);
  }
}
