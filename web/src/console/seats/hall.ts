// The seats of a show as the operator reads them: sections, rows, statuses, and what is chosen.

import { type Chart, decodeStates } from "../../../../clients/seat-maps/seat_maps.js";
import type { Schemas } from "../../../../clients/typescript/src/index.js";

export type Seat = Schemas["OperatorSeat"];
export type Status = Seat["status"];
export type Row = { name: string; seats: Seat[] };
/** `count` is how many seats are in each of the states 0 to 3 of docs/seat-maps.md. */
export type Section = { name: string; levels: string[]; count: number[]; total: number };

export const STATUSES: readonly Status[] = ["AVAILABLE", "HELD", "SOLD", "HELD_BACK"];
/** The most seats that one change names. */
export const SEATS_MAX = 300;

const PLACE = /^([^/:]*)(?::([^/]*))?(?:\/(.*))?$/s;

export type Place = { showId: string; section: string; seats: number[] };

/** What an address of the page names: `night-1`, `night-1/F1`, or `night-1:25,26/F1` with seats to choose. */
export function placeOf(id: string): Place {
  const [, showId = "", numbers = "", section = ""] = PLACE.exec(id) ?? [];
  const all = numbers.split(",").map(Number);
  return { showId, section, seats: all.filter((one) => Number.isInteger(one) && one > 0) };
}

/** The address of a section with seats of it. */
export function idOf({ showId, section, seats }: Place): string {
  return `${showId}${seats.length > 0 ? `:${seats.join()}` : ""}/${section}`;
}

/** The seats, if they are one hold: it can be released from them. Undefined of seats of no hold, or of several. */
export function holdOf(seats: readonly Seat[]): string | undefined {
  const first = seats[0];
  if (first?.status !== "HELD" || first.reservationId === null) return undefined;
  const isSame = seats.every(({ reservationId }) => reservationId === first.reservationId);
  return isSame ? first.reservationId : undefined;
}

/** What is printed on the seat: the label without its section and row. */
export function seatOf({ section, row, label }: Seat): string {
  const prefix = `${section}-${row}-`;
  return label.startsWith(prefix) ? label.slice(prefix.length) : label;
}

/** The rows of seats that are in order of number; a row is where its first seat is. */
export function rowsOf(seats: readonly Seat[]): Row[] {
  const rows = new Map<string, Row>();
  for (const seat of seats) {
    const row = rows.get(seat.row);
    if (row) row.seats.push(seat);
    else rows.set(seat.row, { name: seat.row, seats: [seat] });
  }
  return [...rows.values()];
}

/**
 * The sections of a chart with their seats counted, each once, where it first appears: one that the chart has
 * in several pieces, too. Errors: a chart of a later format.
 */
export function sectionsOf(chart: Chart, availability: { states: string }): Section[] {
  if (chart.format !== 1) throw new Error("this console does not know the format of the chart");
  const states = decodeStates(availability, chart.seats);
  const sections = new Map<string, Section>();
  let first = 0;
  for (const { section: name, category, seats } of chart.sections) {
    const known = sections.get(name);
    const section: Section = known ?? { name, levels: [], count: [0, 0, 0, 0], total: 0 };
    const level = chart.categories[category]?.name ?? "";
    if (!section.levels.includes(level)) section.levels.push(level);
    for (const state of states.subarray(first, first + seats)) section.count[state]! += 1;
    section.total += seats;
    sections.set(name, section);
    first += seats;
  }
  return [...sections.values()];
}

/** The numbers from one seat to another, both included, in the order of `seats`. */
export function between(seats: readonly Seat[], one: number, other: number): number[] {
  const numbers = seats.map(({ number }) => number);
  const [a, b] = [numbers.indexOf(one), numbers.indexOf(other)];
  if (a < 0 || b < 0) return b < 0 ? [] : [other];
  return numbers.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** Without seats that are not there any more. */
export function stillThere(chosen: ReadonlySet<number>, seats: readonly Seat[]): Set<number> {
  const numbers = new Set(seats.map(({ number }) => number));
  return new Set([...chosen].filter((number) => numbers.has(number)));
}

/** `F2-1-9, F2-1-10`; of seats that are not known, the number. */
export function labelsOf(numbers: readonly number[], seats: readonly Seat[]): string {
  const labels = new Map(seats.map(({ number, label }) => [number, label]));
  return numbers.map((number) => labels.get(number) ?? `#${number}`).join(", ");
}
