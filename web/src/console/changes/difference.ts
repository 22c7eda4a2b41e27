// What a change changed: its subject, and the members that differ, from one value to the other.
//
// Source: src/domain/operator_action.cc writes `before` and `after`.

import type { Schemas } from "../../../../clients/typescript/src/index.js";

export type Action = Schemas["OperatorAction"];
export type Kind = "room" | "seats" | "reservation" | "key" | "other";
export type Subject =
  | { kind: "room" | "reservation" | "key"; name: string }
  | { kind: "seats"; show: string; seats: number[] }
  | { kind: "other" };
export type Member = { name: string; from: unknown; to: unknown };

type Values = Readonly<Record<string, unknown>>;

const NAMING: readonly string[] = ["room", "show", "reservation", "key"];

export function subjectOf(action: Action): Subject {
  const values: Values = { ...action.before, ...action.after };
  for (const kind of ["room", "reservation", "key"] as const) {
    const name = values[kind];
    if (typeof name === "string") return { kind, name };
  }
  const { show, seats } = values;
  if (typeof show === "string" && Array.isArray(seats))
    return { kind: "seats", show, seats: seats.filter((seat) => typeof seat === "number") };
  return { kind: "other" };
}

/** The members that differ; those that name the subject do not. */
export function membersOf(action: Action): Member[] {
  const before: Values = action.before;
  const after: Values = action.after;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => !NAMING.includes(name))
    .map((name) => ({ name, from: before[name] ?? null, to: after[name] ?? null }))
    .filter(({ from, to }) => !isSame(from, to));
}

/**
 * The change that an undo has undone: its row does not name it, so it is the newest one before it that changed
 * the same to the contrary. Undefined: `action` is no undo, or `known` does not go back so far.
 */
export function undoneOf(action: Action, known: readonly Action[]): number | undefined {
  if (action.call !== "undoOperatorAction") return undefined;
  const isContrary = ({ number, before, after }: Action) =>
    number < action.number && isSame(before, action.after) && isSame(after, action.before);
  const numbers = known.filter(isContrary).map(({ number }) => number);
  return numbers.length > 0 ? Math.max(...numbers) : undefined;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Whether to offer the undo. Not where the server can only refuse: an opening that has passed does not come back, and a
 * draw that is committed cannot be undone. `now`: the server's time.
 */
export function isUndoOffered({ undoable, before, after }: Action, now: number): boolean {
  const was: Values = before;
  const is: Values = after;
  const committed = is.state === "SCHEDULED" && is.mode === "DRAW";
  const isPast = typeof was.opensAt === "string" && Date.parse(was.opensAt) <= now;
  return undoable && !committed && !isPast;
}

/** The scope that undoing needs beside `audit`. */
export function scopeOfUndo(action: Action): "seats:write" | "rooms:write" {
  return subjectOf(action).kind === "seats" ? "seats:write" : "rooms:write";
}
