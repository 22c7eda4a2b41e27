// Changes as people read them.

import { count } from "../../format.js";
import { bookingNumberOf } from "../buyer/booking-number.js";
import { seoulDay, seoulMinute, when } from "../parts/time.js";
import type { Facts } from "../rooms/facts.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Action, type Member, membersOf, subjectOf, undoneOf } from "./difference.js";
import { factOf, factsIn, nameOfFact, textOfFact } from "./room-facts.js";
import type { Labels } from "./seat-labels.js";

const SEATS_SHOWN = 8;
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const TIMES = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

type Texts = Readonly<Record<string, string>>;

/** `known`: the changes among which the one that an undo has undone is looked for. */
export function callText(action: Action, known: readonly Action[] = []): string {
  const t = words().changes;
  const undone = undoneOf(action, known);
  if (undone !== undefined) return t.undoes(String(undone));
  return t.calls[action.call] ?? action.call;
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

/** `F1-2-7, F1-2-8 and 3 more`; where a label is not known, the numbers: `no. 25, 26 and 3 more`. */
export function seatsText(seats: readonly number[], labels: Labels = new Map()): string {
  const t = words().changes;
  const shown = seats.slice(0, SEATS_SHOWN);
  const rest = seats.length - SEATS_SHOWN;
  const names = shown.flatMap((seat) => labels.get(seat) ?? []);
  const areKnown = names.length === shown.length;
  const list = (areKnown ? names : shown).join(", ");
  const all = rest > 0 ? t.more(list, count(rest)) : list;
  return areKnown ? all : t.seatNumbers(all);
}

export function subjectText(action: Action): string {
  const t = words().changes.subjects;
  const subject = subjectOf(action);
  if (subject.kind === "other") return "";
  if (subject.kind === "seats") return t.seats(subject.show, count(subject.seats.length));
  if (subject.kind === "reservation") {
    const booking = bookingNumberOf(subject.name);
    return booking === undefined ? t.reservation(subject.name) : t.booking(booking);
  }
  return t[subject.kind](subject.name);
}

export function memberName(name: string): string {
  const fact = factOf(name);
  return fact ? nameOfFact(fact) : (words().changes.members[name] ?? name);
}

/** The words of a status, which are others for seats than for holds. */
function wordsOf(action: Action, name: string): Texts {
  const w = words();
  if (name !== "status") return {};
  return subjectOf(action).kind === "seats" ? w.seats.statuses : w.buyer.reservationStatus;
}

function valueText(action: Action, name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return words().changes.empty;
  if (Array.isArray(value)) return value.join(", ") || words().changes.empty;
  if (typeof value === "number") return count(value);
  if (typeof value !== "string") return JSON.stringify(value);
  if (TIME.test(value)) return when(value);
  return wordsOf(action, name)[value] ?? withSeoulTimes(value);
}

export type Line = { name: string; from: string; to: string };

/** The server's own sentences about a catalogue, with times as the console has them. */
function withSeoulTimes(text: string): string {
  return text.replace(TIMES, (time) => `${seoulDay(time)} ${seoulMinute(time)} KST`);
}

function lineOf(action: Action, { name, from, to }: Member): Line {
  const fact = subjectOf(action).kind === "room" ? factOf(name) : undefined;
  if (fact) {
    const text = (value: unknown) =>
      textOfFact(fact, factsIn({ [name]: value })[fact] as Facts[typeof fact] | undefined);
    return { name: nameOfFact(fact), from: text(from), to: text(to) };
  }
  const text = (value: unknown) => valueText(action, name, value);
  return { name: memberName(name), from: text(from), to: text(to) };
}

/** The members that differ, from one value to the other. */
export function linesOf(action: Action): Line[] {
  return membersOf(action).map((member) => lineOf(action, member));
}
