// The columns of `GET .../series/seconds` as charts take them, and rates from the samples of the
// stream. Pure.

import type { Schemas } from "../../../../clients/typescript/src/index.js";
import { type Sample, lastIndexWhere } from "../rules.js";

export type Seconds = Schemas["Seconds"];
type Column = (number | null)[];

const NAMES = [
  "at",
  "waiting",
  "active",
  "held",
  "holds",
  "paid",
  "refused",
  "seatsPerMinute",
] as const;
export const KEPT_SECONDS = 3600;

/** `old` with the later entries of `added`: one hour at most. */
export function joined(old: Seconds | undefined, added: Seconds): Seconds {
  if (!old) return added;
  const last = old.at.at(-1) ?? -1;
  const from = added.at.findIndex((at) => at > last);
  if (from < 0) return old;
  const oldest = (added.at.at(-1) ?? 0) - KEPT_SECONDS;
  const first = old.at.findIndex((at) => at > oldest);
  const result = { ...added };
  for (const name of NAMES) {
    const kept = first < 0 ? [] : old[name].slice(first);
    result[name] = [...kept, ...added[name].slice(from)];
  }
  return result;
}

/** The entries of the last `seconds`. */
export function lastOf(columns: Seconds, seconds: number): Seconds {
  const oldest = (columns.at.at(-1) ?? 0) - seconds;
  const from = columns.at.findIndex((at) => at > oldest);
  const result = { ...columns };
  for (const name of NAMES) result[name] = columns[name].slice(Math.max(0, from));
  return result;
}

/** The sums from the first entry on: how a total grew. */
export function sums(column: readonly number[]): number[] {
  let sum = 0;
  return column.map((value) => (sum += value));
}

const STEP_MS = 10_000;
const STEPS = 60;
const MINUTE_MS = 60_000;
type Pick = (sample: Sample) => number;

/**
 * One value for each ten seconds of the last ten minutes, the last of them; null where there is
 * none.
 */
export function thinned(column: Column, at: readonly number[]): Column {
  const now = at.at(-1) ?? 0;
  const result = new Array<number | null>(STEPS).fill(null);
  at.forEach((second, i) => {
    const step = STEPS - 1 - Math.floor(((now - second) * 1000) / STEP_MS);
    if (step >= 0) result[step] = column[i] ?? null;
  });
  return result;
}

function rateAt(samples: readonly Sample[], at: number, pick: Pick): number | null {
  const to = samples[lastIndexWhere(samples, (sample) => sample.at <= at)];
  const from = samples.find((sample) => sample.at >= at - MINUTE_MS);
  if (!to || !from || at - to.at > 2 * STEP_MS || to.at - from.at < STEP_MS) return null;
  const growth = pick(to) - pick(from);
  return growth < 0 ? null : (growth * MINUTE_MS) / (to.at - from.at); // null: a server has started again
}

/** How much `pick` grew a minute, over the last minute; null before ten seconds were received. */
export function rateNow(samples: readonly Sample[], pick: Pick): number | null {
  return rateAt(samples, samples.at(-1)?.at ?? 0, pick);
}

/** The same at each tenth second of the last ten minutes. */
export function rates(samples: readonly Sample[], pick: Pick): Column {
  const now = samples.at(-1)?.at ?? 0;
  return Array.from({ length: STEPS }, (_, step) =>
    rateAt(samples, now - (STEPS - 1 - step) * STEP_MS, pick),
  );
}
