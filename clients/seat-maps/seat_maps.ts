// Decodes charts, availability and events of seats, as docs/seat-maps.md describes them. Copy what you need.

type Positions = { seats: number[]; x: number[]; y: number[]; dx: number[]; dy: number[]; steps: number[] };
type Tickets = { seats: number[]; first: number[]; step: number[]; texts: string[] };
export type Chart = {
  format: number;
  chartId: string;
  name: string;
  seats: number;
  bounds: number[];
  stageWidthCm: number;
  categories: { categoryId: string; name: string; color: string }[];
  sections: { section: string; category: number; rows: number; seats: number; outline: number[] }[];
  rows: { labels: string[]; seats: number[] };
  numbers: number[];
  positions: Positions;
  tickets: Tickets;
  access: { [kind: string]: number[] | undefined };
  pairs: number[];
  ranks: number[];
};
export type Seat = {
  number: number;
  section: string;
  row: string;
  label: string;
  categoryId: string;
  xCm: number;
  yCm: number;
  access: string | null;
  pair: number | null;
  rank: number;
};
export const STATES = ["AVAILABLE", "HELD", "SOLD", "NOT_FOR_SALE"] as const;

/** All seats of a chart, in the order of the chart. */
export function decodeChart(chart: Chart): Seat[] {
  if (chart.format !== 1) throw new Error("this program does not know the format of the chart");
  const numbers = groups(chart.numbers, 2).flatMap(([first, count]) => range(count!, (i) => first! + i));
  const spots = decodePositions(chart.positions);
  const tickets = decodeTickets(chart.tickets);
  let row = 0;
  const seats = chart.sections.flatMap(({ section, category, rows }) => {
    const { categoryId } = chart.categories[category]!;
    row += rows;
    return chart.rows.labels.slice(row - rows, row).flatMap((label, i) =>
      range(chart.rows.seats[row - rows + i]!, (): Seat => {
        const [xCm, yCm] = spots.next().value!;
        const ticket = tickets.next().value!;
        const text = typeof ticket === "string" ? ticket : `${section}-${label}-${ticket}`;
        return { number: 0, section, row: label, label: text, categoryId, xCm, yCm, access: null, pair: null, rank: 100 };
      }),
    );
  });
  if (seats.length !== chart.seats || numbers.length !== chart.seats) throw new Error("the chart is damaged");
  numbers.forEach((number, i) => (seats[i]!.number = number));
  for (const [kind, pieces] of Object.entries(chart.access))
    for (const [first, count] of groups(pieces!, 2)) for (let i = 0; i < count!; i++) seats[first! + i]!.access = kind;
  for (const [one, other] of groups(chart.pairs, 2)) {
    seats[one!]!.pair = seats[other!]!.number;
    seats[other!]!.pair = seats[one!]!.number;
  }
  for (const [first, count, rank] of groups(chart.ranks, 3))
    for (let i = 0; i < count!; i++) seats[first! + i]!.rank = rank!;
  return seats;
}

function* decodePositions({ seats, x, y, dx, dy, steps }: Positions): Generator<[number, number], undefined> {
  let [atX, atY, line, step] = [0, 0, 0, 0];
  for (const [piece, count] of seats.entries()) {
    atX += x[piece]!;
    atY += y[piece]!;
    yield [atX, atY];
    if (count > 0) {
      for (let i = 1; i < count; i++) yield [atX + between(dx[line]!, i, count), atY + between(dy[line]!, i, count)];
      line += 1;
    } else {
      for (let i = 1, [toX, toY] = [atX, atY]; i < -count; i++)
        yield [(toX += steps[step++]!), (toY += steps[step++]!)];
    }
  }
}

function* decodeTickets({ seats, first, step, texts }: Tickets): Generator<string | number, undefined> {
  let [numbered, text] = [0, 0];
  for (const count of seats) {
    for (let i = 0; i < Math.abs(count); i++)
      yield count < 0 ? texts[text++]! : first[numbered]! + i * step[numbered]!;
    if (count > 0) numbered += 1;
  }
}

/** The states of all seats of a chart, each 0 to 3: a place of STATES. */
export function decodeStates({ states }: { states: string }, seats: number): Uint8Array {
  const packed = atob(states);
  return Uint8Array.from({ length: seats }, (_, i) => (packed.charCodeAt(i >> 2) >> (2 * (i & 3))) & 3);
}

/** Makes the states those after an event `seats`. */
export function applyChanges(states: Uint8Array, event: { changes: number[] }): void {
  for (const [index, count, state] of groups(event.changes, 3)) states.fill(state!, index, index! + count!);
}

function between(distance: number, i: number, count: number): number {
  return Math.floor((distance * i) / (count - 1) + 0.5);
}

function range<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function groups(values: number[], size: number): number[][] {
  return range(values.length / size, (i) => values.slice(i * size, (i + 1) * size));
}
