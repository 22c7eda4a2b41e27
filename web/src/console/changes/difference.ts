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
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
}

/** The scope that undoing needs beside `audit`. */
export function scopeOfUndo(action: Action): "seats:write" | "rooms:write" {
  return subjectOf(action).kind === "seats" ? "seats:write" : "rooms:write";
}
