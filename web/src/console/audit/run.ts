// The audit of this session: it may take minutes, so it continues while other pages are shown.

import { ProblemError, type Schemas } from "../../../../clients/typescript/src/index.js";
import { lastAudit } from "../audited.js";
import type { Session } from "../session.js";
import { Signal } from "../signal.js";

export type AuditReport = Schemas["Audit"];
export type AuditCheck = Schemas["AuditCheck"];

export type AuditState = {
  /** While one runs: when it began, as `Date.now()` counts. */
  since: number | null;
  /** How the last one ended without a report. */
  trouble: { kind: "stopped" | "busy" } | { kind: "failed"; error: unknown } | null;
  /** The last one that was read. */
  last: { report: AuditReport; at: number; tookMs: number } | null;
};

type Run = { state: Signal<AuditState>; stop: () => void };

// By session, so that whoever signs in next does not see it.
const runs = new WeakMap<Session, Run>();

function runOf(session: Session): Run {
  const known = runs.get(session);
  if (known) return known;
  const state = new Signal<AuditState>({ since: null, trouble: null, last: null });
  const run: Run = { state, stop: () => {} };
  runs.set(session, run);
  session.signal.addEventListener("abort", () => (lastAudit.value = null));
  return run;
}

export function auditOf(session: Session): Signal<AuditState> {
  return runOf(session).state;
}

/** Without retries: while the first request is being answered, a second one is refused. */
async function readAudit(session: Session, signal: AbortSignal): Promise<AuditReport> {
  const response = await session.fetch("/v1/operator/audit", {
    headers: { Accept: "application/json" },
    signal,
  });
  if (response.ok) return (await response.json()) as AuditReport;
  const isProblem = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  const problem = isProblem ? ((await response.json()) as Schemas["Problem"]) : undefined;
  throw new ProblemError(response.status, response.headers, problem);
}

export async function runAudit(session: Session): Promise<void> {
  const run = runOf(session);
  const { state } = run;
  if (state.value.since !== null) return;
  const over = new AbortController();
  const stop = () => over.abort();
  run.stop = stop;
  session.signal.addEventListener("abort", stop, { once: true });
  const since = Date.now();
  state.value = { ...state.value, since, trouble: null };
  try {
    const report = await readAudit(session, over.signal);
    const at = Date.now();
    lastAudit.value = report;
    state.value = { since: null, trouble: null, last: { report, at, tookMs: at - since } };
  } catch (error) {
    const isBusy = error instanceof ProblemError && error.code === "audit-running";
    const trouble: AuditState["trouble"] = over.signal.aborted
      ? { kind: "stopped" }
      : isBusy
        ? { kind: "busy" }
        : { kind: "failed", error };
    state.value = { ...state.value, since: null, trouble };
    if (error instanceof ProblemError && error.status === 401) session.end("key-ended");
  } finally {
    session.signal.removeEventListener("abort", stop);
  }
}

/** Stops waiting; the server ends the audit by itself. */
export function stopAudit(session: Session): void {
  runOf(session).stop();
}
