// The calls of the pages, through the project's client. Every answer sets the clock, and failures
// in a row are shown as trouble with the connection.

import {
  NoAnswerError,
  OnsaleClient,
  ProblemError,
  type Problem,
  type Schemas,
  solveChallenge,
} from "../../clients/typescript/src/index.js";
import { noteDate } from "./clock.js";
import { base } from "./place.js";

export { NoAnswerError, ProblemError };
export type { Problem };
export type { Schemas };
export type Token = Schemas["Token"];
export type Room = Schemas["Room"];
export type Concert = Schemas["Concert"];
export type ConcertDetail = Schemas["ConcertDetail"];
export type Show = Schemas["Show"];
export type Reservation = Schemas["Reservation"];
export type Notice = Schemas["Notice"];

type Listener = (isOnline: boolean) => void;

let online = true;
const listeners = new Set<Listener>();

export function isOnline(): boolean {
  return online;
}

/** Calls back at each change, until the returned function is called. */
export function onConnection(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const AGAIN_MS = 5000;

/** Calls back once when the server can be reached again, or in 5 to 10 s if it can by now; until the returned function is called. */
export function whenReachable(listener: () => void): () => void {
  // Not all pages at once.
  const later = (ms: number) => window.setTimeout(listener, ms * (1 + Math.random()));
  let timer = online ? later(AGAIN_MS) : 0;
  const stop = onConnection((isOnline) => {
    window.clearTimeout(timer);
    if (isOnline) timer = later(AGAIN_MS / 10);
  });
  return () => {
    stop();
    window.clearTimeout(timer);
  };
}

// A page that makes no calls by itself, as a ticket, asks whether the server can be reached again.
const PROBE_MS = 5000;
let probe = 0;

function noteOnline(value: boolean): void {
  window.clearTimeout(probe);
  if (!value) {
    const ask = () => timedFetch(`${base}/v1/concerts`, { cache: "no-store" }).catch(() => {});
    probe = window.setTimeout(() => void ask(), PROBE_MS * (1 + Math.random()));
  }
  if (online === value) return;
  online = value;
  for (const listener of listeners) listener(value);
}

window.addEventListener("offline", () => noteOnline(false));
window.addEventListener("online", () => noteOnline(true));

/** How old the answer may be, because it may have come from a cache. */
function ageMaxMs(response: Response): number {
  const rules = response.headers.get("Cache-Control") ?? "";
  if (rules.includes("no-store")) return 0;
  return 1000 * Number(/max-age=(\d+)/.exec(rules)?.[1] ?? Infinity);
}

async function timedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const sent = performance.now();
  try {
    const response = await fetch(input, init);
    noteDate(response.headers.get("Date"), sent, performance.now(), ageMaxMs(response));
    noteOnline(response.status !== 503 && response.status !== 502 && response.status !== 504);
    return response;
  } catch (error) {
    if (!init?.signal?.aborted) noteOnline(false);
    throw error;
  }
}

/** This browser cannot compute what the server asks of a new buyer. */
export class ChallengeError extends Error {}

let onSolving = () => {};

/** Runs when a call that joins a room has to be computed for: docs/limits.md has the challenges. */
export function whileSolving(listener: () => void): void {
  onSolving = listener;
}

// The browser computes PBKDF2 beside the page's script, which a worker would do no better.
async function solve(...challenge: Parameters<typeof solveChallenge>): Promise<string> {
  onSolving();
  try {
    return await solveChallenge(...challenge);
  } catch (error) {
    throw challenge[1]?.aborted ? error : new ChallengeError("no solution", { cause: error });
  }
}

export const api = new OnsaleClient({ url: base || "/", fetch: timedFetch, solve });

export function isProblem(error: unknown, ...codes: string[]): error is ProblemError {
  return error instanceof ProblemError && codes.includes(error.code ?? "");
}

/** What a buyer may name to the shop's support: the end of the problem's id. */
export function referenceOf(error: unknown): string {
  const instance = error instanceof ProblemError ? error.problem?.instance : undefined;
  return instance ? instance.slice(-6) : error instanceof ProblemError ? `${error.status}` : "-";
}

/** A name for one change, so that a repetition changes nothing twice. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
