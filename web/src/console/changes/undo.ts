// Undoing a change: the question before, the answer in words.

import { ProblemError } from "../../../../clients/typescript/src/index.js";
import { ask } from "../parts/ask.js";
import { sentenceOf } from "../parts/problem.js";
import { say, sayWrong } from "../parts/say.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import type { Action } from "./difference.js";
import { callText, linesOf, memberName, seatNumbers, subjectText } from "./texts.js";

export async function undo(session: Session, action: Action): Promise<void> {
  const t = words().changes;
  const lines = linesOf(action);
  const consent = await ask({
    title: t.undoTitle(String(action.number)),
    body: `${[callText(action), subjectText(action)].filter(Boolean).join(", ")}. ${t.undoText}`,
    before: Object.fromEntries(lines.map(({ name, to }) => [name, to])),
    after: Object.fromEntries(lines.map(({ name, from }) => [name, from])),
    button: t.undo,
  });
  if (!consent) return;
  try {
    await session.call("POST /v1/operator/actions/{actionNumber}/undo", {
      path: { actionNumber: action.number },
      reason: consent.reason,
    });
    say(t.undone(String(action.number)));
  } catch (error) {
    sayWrong(refusalOf(error));
  }
}

function refusalOf(error: unknown): string {
  const t = words().changes;
  if (!(error instanceof ProblemError)) return sentenceOf(error);
  const { problem } = error;
  switch (problem?.code) {
    case "undo-conflict":
      return problem.unavailableSeats
        ? t.conflictSeats(seatNumbers(problem.unavailableSeats))
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
