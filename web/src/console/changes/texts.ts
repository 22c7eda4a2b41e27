// Changes as people read them.

import { count } from "../../format.js";
import { when } from "../parts/time.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Action, type Member, membersOf, subjectOf } from "./difference.js";

const SEATS_SHOWN = 8;
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

type Texts = Readonly<Record<string, string>>;

export function callText({ call }: Action): string {
  return words().changes.calls[call] ?? call;
}

/** Who made the change: the name of its key as far as it is known, else the key's id. */
export function whoText(
  { keyId }: Action,
  session: Session,
  names: ReadonlyMap<string, string>,
): string {
  if (keyId === null) return words().changes.server;
  if (keyId === session.key.keyId) return session.key.name;
  return names.get(keyId) ?? keyId;
}

export function seatNumbers(seats: readonly number[]): string {
  const t = words().changes;
  const shown = seats.slice(0, SEATS_SHOWN).join(", ");
  const rest = seats.length - SEATS_SHOWN;
  return t.seatNumbers(rest > 0 ? t.more(shown, count(rest)) : shown);
}

export function subjectText(action: Action): string {
  const t = words().changes.subjects;
  const subject = subjectOf(action);
  if (subject.kind === "other") return "";
  if (subject.kind === "seats") return t.seats(subject.show, count(subject.seats.length));
  return t[subject.kind](subject.name);
}

export function memberName(name: string): string {
  return words().changes.members[name] ?? name;
}

/** The words of a member whose values are names; those of a status are another's for seats than for holds. */
function wordsOf(action: Action, name: string): Texts {
  const w = words();
  if (name === "state") return w.frame.states;
  if (name === "mode") return w.frame.modes;
  if (name !== "status") return {};
  return subjectOf(action).kind === "seats" ? w.seats.statuses : w.buyer.reservationStatus;
}

function valueText(action: Action, name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return words().changes.empty;
  if (Array.isArray(value)) return value.join(", ") || words().changes.empty;
  if (typeof value === "number") return count(value);
  if (typeof value !== "string") return JSON.stringify(value);
  return TIME.test(value) ? when(value) : (wordsOf(action, name)[value] ?? value);
}

export type Line = { name: string; from: string; to: string };

/** The members that differ, from one value to the other. */
export function linesOf(action: Action): Line[] {
  return membersOf(action).map(({ name, from, to }: Member) => ({
    name: memberName(name),
    from: valueText(action, name, from),
    to: valueText(action, name, to),
  }));
}
