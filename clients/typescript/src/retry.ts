// When a call is tried again, and how long it waits before.

import { ProblemError } from "./errors.js";

export type RetryPolicy = {
  /** Attempts in all. */
  attempts: number;
  /** No attempt begins later than this after the first one. */
  withinMs: number;
  /** An attempt without an answer for this long counts as failed. */
  attemptMs: number;
};

const PAUSE_MIN_MS = 250;
const PAUSE_MAX_MS = 10_000;

const PASSING = new Set([408, 429, 502, 503, 504]);

/** Whether the same request may succeed later. */
export function isPassing(error: unknown): boolean {
  return (
    !(error instanceof ProblemError) ||
    PASSING.has(error.status) ||
    error.code === "outcome-unknown"
  );
}

/** The milliseconds that a `Retry-After` asks for: seconds or a date; 0 without one. */
export function retryAfterMs(error: unknown): number {
  const value = error instanceof ProblemError ? error.headers.get("Retry-After") : null;
  if (!value) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return ms > 0 ? ms : 0;
}

/** Whether the change may have been made although the attempt failed. */
export function isUnknown(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return true;
  // A proxy that lost the answer; Onsale's own 503 says that nothing was changed.
  return error.status === 502 || error.status === 504 || error.code === "outcome-unknown";
}

/**
 * The pause before the attempt after `failures` failed ones. It doubles, and is spread at random, so
 * that clients which failed together do not return together.
 */
export function pauseMs(failures: number, atLeastMs: number): number {
  const longest = Math.min(PAUSE_MIN_MS * 2 ** failures, PAUSE_MAX_MS);
  return atLeastMs + longest * (atLeastMs > 0 ? Math.random() / 2 : (1 + Math.random()) / 2);
}

/** Resolves after the time; rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, ms);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end, { once: true });
  });
}

/**
 * A signal that is aborted with the caller's, or by `stop`. Node 18 and older browsers lack
 * `AbortSignal.any`. `release` lets go of the caller's signal, which may live long.
 */
export function linked(outer: AbortSignal | undefined) {
  const own = new AbortController();
  const follow = () => own.abort(outer?.reason);
  if (outer?.aborted) follow();
  else outer?.addEventListener("abort", follow, { once: true });
  return {
    signal: own.signal,
    stop: (reason: unknown) => own.abort(reason),
    release: () => outer?.removeEventListener("abort", follow),
  };
}
