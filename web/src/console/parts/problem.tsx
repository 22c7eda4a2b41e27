// What a refusal or a failure means, in words.

import { NoAnswerError, ProblemError } from "../../../../clients/typescript/src/index.js";
import { words } from "../words/index.js";

/**
 * One sentence: which scope is missing, that the outcome is unknown, or the code with its
 * reference.
 */
export function sentenceOf(error: unknown): string {
  const t = words().frame;
  if (error instanceof NoAnswerError) return t.noAnswer;
  if (!(error instanceof ProblemError)) return t.unreachable;
  const { problem, status } = error;
  if (status === 401) return t.keyEnded;
  if (problem?.code === "scope-required") return t.scopeMissing(String(problem.scope ?? ""));
  if (problem?.code === "outcome-unknown") return t.noAnswer;
  if (status === 503 || status === 429) return t.busy;
  const reference = problem?.instance ? problem.instance.slice(-6) : String(status);
  return t.refused(problem?.code ?? `HTTP ${status}`, problem?.detail ?? "", reference);
}

/** In place of what could not be read. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  return (
    <p class="note warn" role="alert">
      {sentenceOf(error)}{" "}
      {again && (
        <button type="button" class="text" onClick={again}>
          {words().frame.again}
        </button>
      )}
    </p>
  );
}

/** In place of what is not read yet: why not, if that failed. */
export function NotRead({ error, again }: { error: unknown; again: () => void }) {
  if (error !== undefined) return <Trouble error={error} again={again} />;
  return <p class="soft">{words().frame.loading}</p>;
}

/** In place of what the key may not see. */
export function Missing({ scope }: { scope: string }) {
  return <p class="note">{words().frame.scopeMissing(scope)}</p>;
}
