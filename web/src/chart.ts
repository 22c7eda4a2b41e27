// The two forms in which the API gives a hall and its states (docs/seat-maps.md), as one.
//
// Shape: seats in the chart's order; what is known of the states as pieces of that order.

import type { Chart, Show } from "./api.js";
import type { SeatName } from "./format.js";

export type Level = { id: string; name: string; color: string; price: number | null };
export type Seat = SeatName & { number: number; level: number; x: number; y: number };
export type Plan = { levels: Level[]; currency: string; seats: Seat[]; digest: string | undefined };

/** The chart of a show: an object for each seat. */
export function planOf(chart: Chart): Plan {
  const levels = chart.categories.map(({ categoryId, name, color, price }) => {
    return { id: categoryId, name, color, price };
  });
  const places = new Map(levels.map(({ id }, index) => [id, index]));
  const seats = chart.seats.map(({ number, section, row, label, categoryId, xCm, yCm }) => {
    const prefix = `${section}-${row}-`;
    const seat = label.startsWith(prefix) ? label.slice(prefix.length) : null;
    return { number, section, row, label, seat, level: places.get(categoryId) ?? 0, x: xCm, y: yCm };
  });
  return { levels, currency: chart.currency, seats, digest: undefined };
}

type Columns = {
  format: number;
  seats: number;
  categories: { categoryId: string; name: string; color: string }[];
  sections: { section: string; category: number; rows: number }[];
  rows: { labels: string[]; seats: number[] };
  numbers: number[];
  positions: { seats: number[]; x: number[]; y: number[]; dx: number[]; dy: number[]; steps: number[] };
  tickets: { seats: number[]; first: number[]; step: number[]; texts: string[] };
};

/** The chart in columns, which has no prices; those are the show's. */
export function planOfColumns(json: unknown, digest: string, show: Show, currency: string): Plan {
  const chart = json as Columns;
  if (chart.format !== 1) throw new Error("a chart of a later version");
  const prices = new Map(show.categories.map(({ categoryId, price }) => [categoryId, price]));
  const levels = chart.categories.map(({ categoryId, name, color }) => {
    return { id: categoryId, name, color, price: prices.get(categoryId) ?? null };
  });
  const spots = positions(chart.positions);
  const texts = tickets(chart.tickets);
  const numbers = chart.numbers.flatMap((first, i, all) =>
    i % 2 === 0 ? Array.from({ length: all[i + 1]! }, (_, n) => first + n) : [],
  );
  const seats: Seat[] = [];
  let row = 0;
  for (const { section, category, rows } of chart.sections) {
    for (const end = row + rows; row < end; row++) {
      const name = chart.rows.labels[row]!;
      for (let i = 0; i < chart.rows.seats[row]!; i++) {
        const [x, y] = spots.next().value ?? [0, 0];
        const ticket = texts.next().value ?? "";
        const isPlain = typeof ticket === "number";
        const seat = isPlain ? String(ticket) : null;
        const label = isPlain ? `${section}-${name}-${ticket}` : ticket;
        seats.push({ number: numbers[seats.length]!, section, row: name, label, seat, level: category, x, y });
      }
    }
  }
  if (seats.length !== chart.seats) throw new Error("a damaged chart");
  return { levels, currency, seats, digest };
}

function* positions(all: Columns["positions"]): Generator<[number, number], undefined> {
  const between = (distance: number, i: number, count: number) =>
    Math.floor((distance * i) / (count - 1) + 0.5);
  let [x, y, line, step] = [0, 0, 0, 0];
  for (const [piece, count] of all.seats.entries()) {
    x += all.x[piece]!;
    y += all.y[piece]!;
    yield [x, y];
    if (count > 0) {
      for (let i = 1; i < count; i++)
        yield [x + between(all.dx[line]!, i, count), y + between(all.dy[line]!, i, count)];
      line += 1;
    } else {
      let [toX, toY] = [x, y];
      for (let i = 1; i < -count; i++) {
        toX += all.steps[step++]!;
        toY += all.steps[step++]!;
        yield [toX, toY];
      }
    }
  }
}

function* tickets(all: Columns["tickets"]): Generator<number | string, undefined> {
  let [numbered, text] = [0, 0];
  for (const count of all.seats) {
    for (let i = 0; i < Math.abs(count); i++)
      yield count < 0 ? all.texts[text++]! : all.first[numbered]! + i * all.step[numbered]!;
    if (count > 0) numbered += 1;
  }
}

type Numbers = { AVAILABLE: number[]; HELD: number[]; SOLD: number[] };
type States = {
  chart?: string; // of a snapshot
  states?: string; // two bits a seat, in Base64
  changes?: number[]; // triples: index, count, state
  seatNumbersByStatus?: Numbers;
};

/**
 * Calls `set` with the index and the state (0 to 3) of each seat that an event or an answer names.
 * False if it is about another chart.
 */
export function readStates(
  data: unknown,
  plan: Plan,
  indexOf: (number: number) => number | undefined,
  set: (index: number, state: number) => void,
): boolean {
  const { chart, states, changes, seatNumbersByStatus } = data as States;
  if (chart !== undefined && plan.digest !== undefined && chart !== plan.digest) return false;
  if (states !== undefined) {
    const packed = atob(states);
    for (let i = 0; i < plan.seats.length; i++)
      set(i, (packed.charCodeAt(i >> 2) >> (2 * (i & 3))) & 3);
  }
  for (let i = 0; changes && i + 2 < changes.length; i += 3)
    for (let seat = changes[i]!; seat < changes[i]! + changes[i + 1]!; seat++) set(seat, changes[i + 2]!);
  (["AVAILABLE", "HELD", "SOLD"] as const).forEach((status, state) => {
    for (const number of seatNumbersByStatus?.[status] ?? []) {
      const seat = indexOf(number);
      if (seat !== undefined) set(seat, state);
    }
  });
  return true;
}
