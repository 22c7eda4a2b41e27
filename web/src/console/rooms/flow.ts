// How long a turn of a room lasts, measured over up to ten minutes of the stream.
//
// By Little's law: minutes a turn = people inside on average / people who leave a minute. Leaving
// is counted, not entering, and over a long window: after a change of the capacity nobody enters
// for a while, and the rate of the last minute says nothing about a turn.

import { type Status, live } from "../stream.js";
import type { Room } from "./facts.js";

/** Of one room at one moment. */
export type FlowPoint = { at: number; admitted: number; active: number };

const STEP_MS = 10_000;
const KEPT_MS = 600_000;
const MINUTE_MS = 60_000;
// Fewer say little.
const LEFT_MIN = 10;

/** `points` with a later one: one for each ten seconds of the last ten minutes. */
export function withPoint(points: readonly FlowPoint[], point: FlowPoint): FlowPoint[] {
  const last = points.at(-1);
  // The counts begin again with a server whose data is older.
  if (last && point.admitted < last.admitted) return [point];
  if (last && point.at - last.at < STEP_MS) return [...points];
  return [...points.filter(({ at }) => at >= point.at - KEPT_MS), point];
}

/** Null: too short, or too few left. */
export function turnMinutesOf(points: readonly FlowPoint[]): number | null {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || last.at - first.at < MINUTE_MS) return null;
  const left = last.admitted - first.admitted - (last.active - first.active);
  if (left < LEFT_MIN) return null;
  let personMs = 0;
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    if (before) personMs += ((before.active + point.active) / 2) * (point.at - before.at);
  }
  return personMs > 0 ? personMs / MINUTE_MS / left : null;
}

const flows = new Map<string, FlowPoint[]>();

function note(status: Status): void {
  const at = Date.parse(status.countedAt);
  for (const { roomId, admitted, active } of status.rooms)
    flows.set(roomId, withPoint(flows.get(roomId) ?? [], { at, admitted, active }));
}

live.listen(() => {
  const { status } = live.value;
  if (status) note(status);
  else flows.clear(); // another session
});

// Less is not full: as many leave as enter only while no place is free for long.
const FULL = 0.9;

/** From the last minute alone, while the room is full and a line waits; null otherwise. */
export function minutesWhileFull(room: Room): number | null {
  const { state, soldOut, opensAt, waiting, active, admittedPerMinute, policy } = room;
  const admits = state === "OPEN" && !soldOut && opensAt === null && waiting > 0;
  const isFull = active >= FULL * policy.capacity && active <= policy.capacity;
  return admits && isFull && admittedPerMinute ? active / admittedPerMinute : null;
}

/** Null while unknown. */
export function measuredTurnMinutes(room: Room): number | null {
  return turnMinutesOf(flows.get(room.roomId) ?? []) ?? minutesWhileFull(room);
}
