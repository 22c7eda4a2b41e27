// What the alerts are computed with: compact samples of the last hour, and six rules over them.
// Pure: no clock, no page, so that a test can call it.

import type { Schemas } from "../../../clients/typescript/src/index.js";

type Status = Schemas["Status"];
type Audit = Schemas["Audit"];

/** What the rules need of a room, at one second. */
export type RoomSample = {
  roomId: string;
  isOpen: boolean;
  isFull: boolean;
  waiting: number;
  active: number;
  capacity: number;
  admitted: number;
  noShows: number;
  seatsPerMinute: number | null;
  soldOut: boolean;
};
export type Sample = {
  /** Milliseconds since 1970, the sale's time. */
  at: number;
  /** Since the server's start, as `overloaded`. */
  answers: number;
  overloaded: number;
  /** Over all rooms, since they were created. */
  admitted: number;
  seatsFree: number;
  rooms: readonly RoomSample[];
};

export function sampleOf(status: Status): Sample {
  const { server, rooms, shows } = status;
  return {
    at: Date.parse(status.countedAt),
    answers: server.answers,
    overloaded: server.overloaded,
    admitted: rooms.reduce((sum, room) => sum + room.admitted, 0),
    seatsFree: shows.reduce((sum, show) => sum + show.seatsFree, 0),
    rooms: rooms.map((room) => ({
      roomId: room.roomId,
      isOpen: room.state === "OPEN",
      isFull: room.mode !== "NO_QUEUE" && room.active >= room.capacity,
      waiting: room.waiting,
      active: room.active,
      capacity: room.capacity,
      admitted: room.admitted,
      noShows: room.noShows,
      seatsPerMinute: room.seatsPerMinute,
      soldOut: room.soldOut,
    })),
  };
}

const DENSE_MS = 310_000; // longer than any rule looks at single seconds
const SPARSE_MS = 10_000;
const KEPT_MS = 3_600_000;

/**
 * The samples with one more: every one of the last five minutes, before it one in ten seconds, of
 * an hour in all.
 */
export function keep(samples: readonly Sample[], added: Sample): readonly Sample[] {
  let lastKept = -Infinity;
  const kept = samples.filter(({ at }) => {
    const age = added.at - at;
    if (age <= 0 || age > KEPT_MS) return false; // one second twice, or a clock that was set back
    if (age > DENSE_MS && at - lastKept < SPARSE_MS) return false;
    lastKept = at;
    return true;
  });
  return [...kept, added];
}

/** The index of the newest sample that passes; -1 without one. */
export function lastIndexWhere(
  samples: readonly Sample[],
  passes: (sample: Sample) => boolean,
): number {
  let at = samples.length - 1;
  while (at >= 0 && !passes(samples[at]!)) at -= 1;
  return at;
}

/** The newest sample that is at least `ageMs` older than the last one. */
export function before(samples: readonly Sample[], ageMs: number): Sample | undefined {
  const last = samples.at(-1);
  return last && samples[lastIndexWhere(samples, ({ at }) => at <= last.at - ageMs)];
}

export type NoEntry = {
  rule: "no-entry";
  roomId: string;
  seconds: number;
  active: number;
  capacity: number;
  waiting: number;
};
export type Alert =
  | { rule: "refusing"; percent: number }
  | { rule: "no-shows"; roomId: string; percent: number }
  | NoEntry
  | { rule: "not-buying"; roomId: string }
  | { rule: "seats-back"; roomId: string; seats: number }
  | { rule: "audit"; violations: number };

export function alertsOf(samples: readonly Sample[], audit: Audit | null): Alert[] {
  const rooms = samples.at(-1)?.rooms ?? [];
  const all = [
    auditFailed(audit),
    refusing(samples),
    ...rooms.flatMap(({ roomId }) => [
      noShows(samples, roomId),
      noEntry(samples, roomId),
      notBuying(samples, roomId),
      seatsBack(samples, roomId),
    ]),
  ];
  return all.filter((alert) => alert !== null);
}

/** One text for one alert: it stays the same while the alert does. */
export function keyOf(alert: Alert): string {
  return "roomId" in alert ? `${alert.rule} ${alert.roomId}` : alert.rule;
}

const REFUSING_MS = 30_000;
const REFUSING_RECENT_MS = 10_000;
const REFUSING_PERCENT = 1;

function percentRefused(from: Sample, to: Sample): number | null {
  const answers = to.answers - from.answers;
  const overloaded = to.overloaded - from.overloaded;
  if (answers <= 0 || overloaded < 0) return null; // no answers, or another server's counts
  return (100 * overloaded) / answers;
}

/** More than 1 % of the answers were 503, over 30 seconds and over the last ten of them. */
export function refusing(samples: readonly Sample[]): Alert | null {
  const last = samples.at(-1);
  const from = before(samples, REFUSING_MS);
  const recent = before(samples, REFUSING_RECENT_MS);
  if (!last || !from || !recent) return null;
  const percent = percentRefused(from, last);
  const percentNow = percentRefused(recent, last);
  if (percent === null || percentNow === null) return null;
  if (percent <= REFUSING_PERCENT || percentNow <= REFUSING_PERCENT) return null;
  return { rule: "refusing", percent };
}

const ADMITTED_COUNT = 500;
const NO_SHOWS_PERCENT = 20;

function roomIn(sample: Sample | undefined, roomId: string): RoomSample | undefined {
  return sample?.rooms.find((room) => room.roomId === roomId);
}

/**
 * More than a fifth of the last 500 who were admitted made no call. Silent before 500 were seen.
 */
export function noShows(samples: readonly Sample[], roomId: string): Alert | null {
  const last = roomIn(samples.at(-1), roomId);
  if (!last || last.admitted < ADMITTED_COUNT) return null;
  const from = lastIndexWhere(samples, (sample) => {
    const room = roomIn(sample, roomId);
    return room !== undefined && room.admitted <= last.admitted - ADMITTED_COUNT;
  });
  const first = roomIn(samples[from], roomId);
  if (!first) return null;
  const percent = (100 * (last.noShows - first.noShows)) / (last.admitted - first.admitted);
  return percent > NO_SHOWS_PERCENT ? { rule: "no-shows", roomId, percent } : null;
}

const NO_ENTRY_MS = 60_000;

/**
 * People wait, the room has been full for a minute, and nobody entered in that time. `seconds`: since
 * the last entry that was seen, as far as the room was open and full.
 */
export function noEntry(samples: readonly Sample[], roomId: string): NoEntry | null {
  const last = samples.at(-1);
  const now = roomIn(last, roomId);
  if (!last || !now) return null;
  const other = lastIndexWhere(samples, (sample) => {
    const room = roomIn(sample, roomId);
    if (!room || room.admitted !== now.admitted) return true;
    return !room.isOpen || !room.isFull || room.soldOut || room.waiting === 0;
  });
  const first = samples[other + 1];
  if (!first || last.at - first.at < NO_ENTRY_MS) return null;
  const { active, capacity, waiting } = now;
  const seconds = Math.floor((last.at - first.at) / 1000);
  return { rule: "no-entry", roomId, seconds, active, capacity, waiting };
}

const FULL_MS = 60_000;
const COMPARED_MS = 300_000;
const RATE_MIN = 10; // below it, half of the rate is chance

/**
 * Full for a minute, and the seats sold a minute are at most half of what they were in the
 * minutes before. Not where more were inside than the capacity: it was lowered, so fewer buy.
 */
export function notBuying(samples: readonly Sample[], roomId: string): Alert | null {
  const last = samples.at(-1);
  const now = roomIn(last, roomId);
  if (!last || !now || now.soldOut || !now.isOpen || now.seatsPerMinute === null) return null;
  const past: number[] = [];
  for (const sample of samples) {
    const age = last.at - sample.at;
    const room = roomIn(sample, roomId);
    if (!room || age > COMPARED_MS) continue;
    if (room.isFull && room.active > room.capacity) return null;
    if (age <= FULL_MS && !room.isFull) return null;
    if (age > FULL_MS && room.seatsPerMinute !== null) past.push(room.seatsPerMinute);
  }
  if (past.length === 0) return null;
  const mean = past.reduce((sum, rate) => sum + rate, 0) / past.length;
  if (mean < RATE_MIN || now.seatsPerMinute > mean / 2) return null;
  return { rule: "not-buying", roomId };
}

const BACK_MS = 300_000;

/**
 * Was sold out, and has had free seats again for less than five minutes. Not if the room was paused or closed
 * meanwhile: then entry resumed because an operator opened it.
 */
export function seatsBack(samples: readonly Sample[], roomId: string): Alert | null {
  const last = samples.at(-1);
  const now = roomIn(last, roomId);
  if (!last || !now || now.soldOut || !now.isOpen) return null;
  const at = lastIndexWhere(samples, (sample) => roomIn(sample, roomId)?.soldOut === true);
  const soldOut = samples[at];
  const back = samples[at + 1];
  if (!soldOut || !back || last.at - back.at > BACK_MS) return null;
  if (samples.slice(at).some((sample) => roomIn(sample, roomId)?.isOpen === false)) return null;
  // Of several rooms, the free seats of all are counted: at least one of this room came back.
  return { rule: "seats-back", roomId, seats: Math.max(1, back.seatsFree - soldOut.seatsFree) };
}

export function auditFailed(audit: Audit | null): Alert | null {
  if (!audit || audit.passed) return null;
  const violations = audit.checks.reduce((sum, check) => sum + check.violations, 0);
  return { rule: "audit", violations };
}
