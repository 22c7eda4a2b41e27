// A hall as the API describes it (docs/seat-maps.md), with the prices of a show.

import { type Chart, decodeChart } from "../../clients/seat-maps/seat_maps.js";
import type { Show } from "./api.js";
import type { SeatName } from "./format.js";

export type Level = { id: string; name: string; color: string; price: number | null };
/** What a place is made for; null: an ordinary seat. */
export type Access = "wheelchair" | "companion" | "step-free" | null;
export type Seat = SeatName & {
  number: number;
  level: number;
  x: number;
  y: number;
  access: Access;
  /** The number of the other seat of a wheelchair place and its companion seat; null: none. */
  pair: number | null;
};
/** Seats in the chart's order. */
export type Plan = { digest: string; levels: Level[]; seats: Seat[] };

const KINDS: readonly unknown[] = ["wheelchair", "companion", "step-free"];

/** Errors: a chart of a later format, or a damaged one. */
export function planOf(content: unknown, digest: string, show: Show): Plan {
  const chart = content as Chart;
  const prices = new Map(show.categories.map(({ categoryId, price }) => [categoryId, price]));
  const levels = chart.categories.map(({ categoryId, name, color }) => {
    return { id: categoryId, name, color, price: prices.get(categoryId) ?? null };
  });
  const places = new Map(levels.map(({ id }, index) => [id, index]));
  const seats = decodeChart(chart).map((one) => {
    const { number, section, row, label, xCm, yCm, pair } = one;
    const prefix = `${section}-${row}-`;
    const seat = label.startsWith(prefix) ? label.slice(prefix.length) : null;
    const access = KINDS.includes(one.access) ? (one.access as Access) : null;
    const level = places.get(one.categoryId) ?? 0;
    return { number, section, row, label, seat, level, x: xCm, y: yCm, access, pair };
  });
  return { digest, levels, seats };
}
