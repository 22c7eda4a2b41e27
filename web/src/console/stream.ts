// The sale, second by second: follows `GET /v1/operator/stream` and keeps what was received last.

import { readEvents } from "../../../clients/typescript/src/event-stream.js";
import { ProblemError, type Schemas } from "../../../clients/typescript/src/index.js";
import { pause, pauseMs, retryAfterMs } from "../../../clients/typescript/src/retry.js";
import { type Sample, keep, sampleOf } from "./rules.js";
import type { Session } from "./session.js";
import { Signal } from "./signal.js";

export type Status = Schemas["Status"];
/**
 * `connecting`: not open yet, or lost and being opened again. `paused`: the page is hidden.
 * `replaced`: too many consoles with this key; `refused`: the key lacks the scope. The last two
 * stay until `followAgain`.
 */
export type Connection = "connecting" | "open" | "paused" | "replaced" | "refused";
export type Live = {
  connection: Connection;
  /** Null before the first event. */
  status: Status | null;
  /** When it was received, as `performance.now()` counts. */
  receivedAt: number;
  /** Earlier ones, for the alerts; oldest first. */
  samples: readonly Sample[];
};

const NOTHING: Live = { connection: "connecting", status: null, receivedAt: 0, samples: [] };
export const live = new Signal<Live>(NOTHING);

const SILENCE_MS = 10_000; // the server writes an event every second

function note(change: Partial<Live>): void {
  live.value = { ...live.value, ...change };
}

let again = () => {};

/** After `replaced`: opens the stream again. */
export function followAgain(): void {
  again();
}

/** Follows while the page is seen, until the session ends or the returned function is called. */
export function follow(session: Session): () => void {
  let link = new AbortController();
  const open = () => {
    link.abort();
    if (!session.may("metrics")) return note({ connection: "refused" });
    if (document.hidden) return note({ connection: "paused" });
    link = new AbortController();
    void run(session, link.signal);
  };
  const seen = () => {
    const { connection } = live.value;
    if (connection !== "replaced" && connection !== "refused") open();
  };
  live.value = NOTHING;
  again = open;
  document.addEventListener("visibilitychange", seen);
  const stop = () => {
    again = () => {};
    document.removeEventListener("visibilitychange", seen);
    session.signal.removeEventListener("abort", stop);
    link.abort();
  };
  session.signal.addEventListener("abort", stop);
  open();
  return stop;
}

type End = "lost" | "replaced" | "ended";

async function run(session: Session, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    let waitMs = 0;
    note({ connection: "connecting" });
    try {
      const end = await listen(session, signal, () => (failures = 0));
      if (end === "ended") return session.end("key-ended");
      if (end === "replaced") return note({ connection: "replaced" });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ProblemError && error.status === 401) return session.end("key-ended");
      if (error instanceof ProblemError && error.status === 403)
        return note({ connection: "refused" });
      waitMs = retryAfterMs(error);
    }
    if (signal.aborted) return;
    note({ connection: "connecting" });
    await pause(pauseMs(Math.max(1, failures), waitMs), signal).catch(() => {});
  }
}

async function listen(session: Session, signal: AbortSignal, opened: () => void): Promise<End> {
  const own = new AbortController();
  const stop = () => own.abort();
  signal.addEventListener("abort", stop, { once: true });
  const inTime = async <T>(awaited: Promise<T>): Promise<T> => {
    const timer = window.setTimeout(stop, SILENCE_MS);
    try {
      return await awaited;
    } finally {
      window.clearTimeout(timer);
    }
  };
  try {
    const headers = { Accept: "text/event-stream" };
    const response = await inTime(
      session.fetch("/v1/operator/stream", { headers, signal: own.signal }),
    );
    if (!response.ok || !response.body)
      throw new ProblemError(response.status, response.headers, undefined);
    for await (const { event, data } of readEvents(
      response.body,
      { lastId: "", retryMs: 0 },
      inTime,
    )) {
      if (signal.aborted) return "lost";
      if (event === "ended" || event === "replaced") return event;
      if (event !== "status") continue;
      opened();
      receive(JSON.parse(data) as Status);
    }
    return "lost";
  } finally {
    signal.removeEventListener("abort", stop);
    own.abort();
  }
}

function receive(status: Status): void {
  const sample = sampleOf(status);
  note({
    connection: "open",
    status,
    receivedAt: performance.now(),
    samples: keep(live.value.samples, sample),
  });
}
