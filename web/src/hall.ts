// A show's hall: its seats, levels and sections, and the state of every seat, kept up to date by
// the server's stream. With chart.ts the only module that knows how the API describes them.
//
// Units: centimetres; (0,0) is the middle of the stage's front edge, y grows away from the stage.
// Shape: seats are named by their index in the chart's order; arrays by index.

import { applyChanges, decodeStates } from "../../clients/seat-maps/seat_maps.js";
import { type Schemas, type Show, api, isProblem } from "./api.js";
import { type Level, type Plan, planOf, type Seat } from "./chart.js";

export const AVAILABLE = 0;
export const HELD = 1;
export const SOLD = 2;
export const NOT_FOR_SALE = 3;

export type Row = {
  name: string;
  seats: number[]; // in order of number
  line: number[]; // the same, in the order in which they stand
};
export type Section = {
  name: string;
  level: number; // of most of its seats
  rows: Row[];
  seats: number[];
  outline: [number, number][]; // the convex hull of its seats
  middle: [number, number];
  spacing: number; // the smallest distance between seats of a row
  free: number;
};

const POLL_MS = 2000; // once other tabs have taken this tab's stream
const RETRY_MS = 2000;

export class Hall {
  readonly show: string;
  readonly currency: string;
  readonly levels: Level[];
  readonly sections: Section[] = [];
  readonly size: number;
  readonly numbers: Uint32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly state: Uint8Array;
  readonly levelOf: Uint8Array;
  readonly sectionOf: Uint16Array;
  /** Whether the states have arrived. */
  isKnown = false;
  readonly #plan: Plan;
  #version = 0; // of the last states that were read as a whole
  readonly #byNumber = new Map<number, number>();
  readonly #listeners = new Set<(changed: readonly number[]) => void>();

  constructor(show: string, currency: string, plan: Plan) {
    const { seats } = plan;
    this.#plan = plan;
    this.show = show;
    this.currency = currency;
    this.levels = plan.levels;
    this.size = seats.length;
    this.numbers = Uint32Array.from(seats, (seat) => seat.number);
    this.x = Float32Array.from(seats, (seat) => seat.x);
    this.y = Float32Array.from(seats, (seat) => seat.y);
    this.state = new Uint8Array(this.size).fill(NOT_FOR_SALE);
    this.levelOf = Uint8Array.from(seats, (seat) => seat.level);
    this.sectionOf = new Uint16Array(this.size);
    const sections = new Map<string | null, number>();
    const rows = new Map<string, Row>();
    seats.forEach((seat, index) => {
      this.#byNumber.set(seat.number, index);
      let place = sections.get(seat.section);
      if (place === undefined) {
        place = this.sections.length;
        sections.set(seat.section, place);
        this.sections.push(emptySection(seat.section ?? ""));
      }
      const section = this.sections[place]!;
      const key = `${place}\n${seat.row}`;
      let row = rows.get(key);
      if (!row) {
        row = { name: seat.row ?? "", seats: [], line: [] };
        rows.set(key, row);
        section.rows.push(row);
      }
      row.seats.push(index);
      section.seats.push(index);
      this.sectionOf[index] = place;
    });
    for (const section of this.sections) this.#measure(section);
  }

  #measure(section: Section): void {
    const { seats } = section;
    section.level = this.levelOf[seats[seats.length >> 1]!]!;
    section.outline = hullOf(seats.map((seat) => [this.x[seat]!, this.y[seat]!]));
    const mean = (values: Float32Array) =>
      seats.reduce((sum, seat) => sum + values[seat]!, 0) / seats.length;
    section.middle = [mean(this.x), mean(this.y)];
    let spacing = Infinity;
    for (const row of section.rows) {
      row.line = this.#lineOf(row.seats);
      for (let i = 1; i < row.line.length; i++)
        spacing = Math.min(spacing, this.distance(row.line[i - 1]!, row.line[i]!));
    }
    section.spacing = Number.isFinite(spacing) ? spacing : 50;
  }

  /**
   * The seats of a row in the order in which they stand, as docs/best-seats.md defines it: along the
   * line between its ends, unless the way by number is as short.
   */
  #lineOf(seats: number[]): number[] {
    const farthest = (from: number) =>
      seats.reduce((a, b) => (this.distance(from, b) > this.distance(from, a) ? b : a));
    const one = farthest(seats[0]!);
    const other = farthest(one);
    const [begin, end] = [Math.min(one, other), Math.max(one, other)];
    const along = (seat: number) =>
      (this.x[seat]! - this.x[begin]!) * (this.x[end]! - this.x[begin]!) +
      (this.y[seat]! - this.y[begin]!) * (this.y[end]! - this.y[begin]!);
    const line = [...seats].sort((a, b) => along(a) - along(b));
    const way = (order: number[]) =>
      order.reduce(
        (sum, seat, i) => sum + (i === 0 ? 0 : Math.floor(this.distance(order[i - 1]!, seat))),
        0,
      );
    return way(line) < way(seats) ? line : seats;
  }

  distance(a: number, b: number): number {
    return Math.hypot(this.x[a]! - this.x[b]!, this.y[a]! - this.y[b]!);
  }

  indexOf(number: number): number | undefined {
    return this.#byNumber.get(number);
  }

  priceOf(seat: number): number {
    return this.levels[this.levelOf[seat]!]!.price ?? 0;
  }

  nameOf(seat: number): Seat {
    return this.#plan.seats[seat]!;
  }

  get free(): number {
    return this.sections.reduce((sum, section) => sum + section.free, 0);
  }

  onChange(listener: (changed: readonly number[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follows the stream until the signal; `onEnd` is called when it ends before for good. */
  async follow(signal: AbortSignal, onEnd: () => void): Promise<void> {
    const path = { showId: this.show };
    while (!signal.aborted) {
      try {
        for await (const { event, data } of api.events("GET /v1/shows/{showId}/seats/events", {
          path,
          signal,
        })) {
          if (event === "snapshot") {
            if (!this.takeAll(data)) return onEnd();
          } else if (event === "seats") this.takeChanges(data.changes);
          else if (event === "expired") return onEnd();
          else if (event === "replaced") return await this.#poll(signal, onEnd);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isProblem(error, "queue-token-expired", "queue-token-invalid", "queue-token-waiting"))
          return onEnd();
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** Other tabs have all the streams of the token: this one asks. */
  async #poll(signal: AbortSignal, onEnd: () => void): Promise<void> {
    let tag: string | undefined;
    while (!signal.aborted) {
      try {
        const answer = await api.call("GET /v1/shows/{showId}/availability", {
          path: { showId: this.show },
          signal,
          ...(tag !== undefined && { headers: { "If-None-Match": tag } }),
        });
        if (answer.status === 200) {
          tag = answer.headers.get("ETag") ?? undefined;
          if (!this.takeAll(answer.body)) return onEnd();
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isProblem(error, "queue-token-expired", "queue-token-invalid")) return onEnd();
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Takes the states of all seats. False if they are of another chart. */
  takeAll(all: Schemas["Availability"]): boolean {
    if (all.chart !== this.#plan.digest) return false;
    // An answer from a cache may be older than an event.
    if (all.version >= this.#version) {
      this.#version = all.version;
      this.#take(decodeStates(all, this.size));
    }
    return true;
  }

  /** Takes what an event says has changed. */
  takeChanges(changes: number[]): void {
    const states = this.state.slice();
    applyChanges(states, { changes });
    this.#take(states);
  }

  #take(states: Uint8Array): void {
    const changed: number[] = [];
    for (let seat = 0; seat < this.size; seat++) {
      const [before, now] = [this.state[seat]!, states[seat]!];
      if (before === now) continue;
      const section = this.sections[this.sectionOf[seat]!]!;
      section.free += Number(now === AVAILABLE) - Number(before === AVAILABLE);
      this.state[seat] = now;
      changed.push(seat);
    }
    const isFirst = !this.isKnown;
    this.isKnown = true;
    if (changed.length > 0 || isFirst) for (const listener of this.#listeners) listener(changed);
  }

  /** Runs of neighbours in the row: seats with a wider gap between them are not together. */
  #runs(section: Section, row: Row): number[][] {
    const runs: number[][] = [];
    row.line.forEach((seat, i) => {
      const before = row.line[i - 1];
      const isNext = before !== undefined && this.distance(before, seat) <= 1.5 * section.spacing;
      if (isNext) runs.at(-1)!.push(seat);
      else runs.push([seat]);
    });
    return runs;
  }

  /** The free seats side by side, `count` of one level, nearest to a seat; such that leave no single free seat first. */
  #nearestWindow(from: number, count: number, level: number): number[] | undefined {
    let best: number[] | undefined;
    let bestCost = Infinity;
    for (const section of this.sections) {
      if (section.free < count) continue;
      for (const run of section.rows.flatMap((row) => this.#runs(section, row))) {
        const isFree = (i: number) => i >= 0 && i < run.length && this.#isOrdinary(run[i]!, level);
        for (let at = 0; at + count <= run.length; at++) {
          let to = at;
          while (to < at + count && isFree(to)) to++;
          if (to < at + count) {
            at = to; // not free; the loop goes behind it
            continue;
          }
          const leavesSingle = (isFree(at - 1) && !isFree(at - 2)) || (isFree(to) && !isFree(to + 1));
          const middle = run[at + ((count - 1) >> 1)]!;
          const cost = this.distance(from, middle) + (leavesSingle ? 1e10 : 0);
          if (cost < bestCost) [best, bestCost] = [run.slice(at, to), cost];
        }
      }
    }
    return best;
  }

  /** Free, of the level, and not made for somebody with a wheelchair or who comes along. */
  #isOrdinary(seat: number, level: number): boolean {
    return this.state[seat] === AVAILABLE && this.levelOf[seat] === level && !this.isAccessible(seat);
  }

  /** Whether it is a wheelchair place or a companion seat. */
  isAccessible(seat: number): boolean {
    const { access } = this.nameOf(seat);
    return access === "wheelchair" || access === "companion";
  }

  /** Whether the hall has wheelchair places at all. */
  get hasPlaces(): boolean {
    return this.#plan.seats.some(({ access }) => access === "wheelchair");
  }

  /** The other seat of a wheelchair place and its companion seat. */
  pairOf(seat: number): number | undefined {
    const { pair } = this.nameOf(seat);
    return pair === null ? undefined : this.indexOf(pair);
  }

  /**
   * What a buyer who met a taken seat can have instead: as many free seats side by side, of the level
   * of `wanted`, nearest to them; of a wheelchair place or a companion seat, the nearest such place.
   */
  similar(wanted: readonly number[]): number[] | undefined {
    const first = wanted[0];
    if (first === undefined) return undefined;
    const level = this.levelOf[first]!;
    if (wanted.some((seat) => this.isAccessible(seat))) return this.#nearestPlace(first, level);
    return this.#nearestWindow(first, wanted.length, level);
  }

  /** The nearest free wheelchair place of the level, with its companion seat. */
  #nearestPlace(from: number, level: number): number[] | undefined {
    let best: number[] | undefined;
    this.#plan.seats.forEach(({ access }, seat) => {
      if (access !== "wheelchair" || this.levelOf[seat] !== level) return;
      const pair = this.pairOf(seat);
      const seats = pair === undefined ? [seat] : [seat, pair].sort((a, b) => a - b);
      if (seats.some((one) => this.state[one] !== AVAILABLE)) return;
      if (!best || this.distance(from, seats[0]!) < this.distance(from, best[0]!)) best = seats;
    });
    return best;
  }
}

function emptySection(name: string): Section {
  return { name, level: 0, rows: [], seats: [], outline: [], middle: [0, 0], spacing: 50, free: 0 };
}

/** Andrew's monotone chain. */
function hullOf(points: [number, number][]): [number, number][] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (all: [number, number][]) => {
    const hull: [number, number][] = [];
    for (const p of all) {
      for (;;) {
        const [a, b] = hull.slice(-2);
        if (!a || !b) break;
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        hull.pop();
      }
      hull.push(p);
    }
    hull.pop();
    return hull;
  };
  if (sorted.length < 3) return sorted;
  return [...half(sorted), ...half(sorted.reverse())];
}

/** Reads the hall of a show; its chart never changes, so that a browser keeps it. */
export async function readHall(show: Show, currency: string, signal: AbortSignal): Promise<Hall> {
  const digest = show.chartUrl.split("/").pop() ?? "";
  const { body } = await api.call("GET /v1/charts/{digest}", { path: { digest }, signal });
  return new Hall(show.showId, currency, planOf(body, digest, show));
}
