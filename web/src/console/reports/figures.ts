// Figures of a report as people read them, and what is computed from its members. Pure.
//
// Source: rehearsal/report/figures.cc and record.cc, so that the page and the report agree.

import { count } from "../../format.js";
import type { Latencies, Moment, Report } from "./read.js";

function fixed(value: number, digits: 0 | 1): string {
  const rounded = Number(value.toFixed(digits));
  return count(rounded) + (digits === 1 && Number.isInteger(rounded) ? ".0" : "");
}

/** Microseconds: `340 µs`, `1.2 ms`, `14 ms`, `2.1 s`. `gap` is between number and unit. */
export function latency(us: number, gap: string): string {
  if (us < 1000) return `${count(us)}${gap}µs`;
  if (us < 10_000) return `${fixed(us / 1e3, 1)}${gap}ms`;
  if (us < 1_000_000) return `${fixed(us / 1e3, 0)}${gap}ms`;
  return `${fixed(us / 1e6, 1)}${gap}s`;
}

function scaled(value: number, gap: string, units: readonly string[]): string {
  let unit = 0;
  for (; value >= 999.5 && unit + 1 < units.length; unit += 1) value /= 1000;
  return `${fixed(value, unit > 0 && value < 9.95 ? 1 : 0)}${gap}${units[unit]}`;
}

export function bytesText(bytes: number, gap: string): string {
  return scaled(bytes, gap, ["B", "kB", "MB", "GB", "TB"]);
}

export function bitRate(bits: number, gap: string): string {
  return scaled(bits, gap, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"]);
}

/** A share in percent, without the sign: `2.4`. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? "0" : fixed((part / whole) * 100, 1);
}

/** The call with the slowest p99; undefined without calls. */
export function slowest({ calls }: Report): { call: string; latencies: Latencies } | undefined {
  let found: { call: string; latencies: Latencies } | undefined;
  for (const [call, latencies] of calls) {
    if (!found || latencies.p99 > found.latencies.p99) found = { call, latencies };
  }
  return found;
}

// Holds by hand and of the best seats, and payments: rehearsal/record.h.
const JUDGED = ["hold", "best", "pay"];

/** The call that decided whether the sale was slow, with its p99 in microseconds. */
export function slowestJudged(report: Report): { call: string; p99: number } | undefined {
  let found: { call: string; p99: number } | undefined;
  for (const call of JUDGED) {
    const p99 = report.calls.get(call)?.serverP99;
    if (p99 !== undefined && !(found && found.p99 >= p99)) found = { call, p99 };
  }
  // Versions before `serverP99_us` judged every call.
  const slow = slowest(report);
  return found ?? (slow && { call: slow.call, p99: slow.latencies.p99 });
}

/** Refused for load. */
export function overloads({ refusals }: Report): number {
  return refusals
    .filter(({ status }) => status === 429 || status === 503)
    .reduce((sum, { count }) => sum + count, 0);
}

export type Span = { from: number; to: number; last: Moment; sold: number; bytes: number };

/** The seconds in at most `most` spans of equal length: what a table can show. */
export function spansOf(moments: readonly Moment[], most: number): Span[] {
  const length = Math.max(1, Math.ceil(moments.length / most));
  const spans: Span[] = [];
  for (let from = 0; from < moments.length; from += length) {
    const part = moments.slice(from, from + length);
    const last = part[part.length - 1];
    if (!last) break;
    spans.push({
      from,
      to: from + part.length - 1,
      last,
      // Sold counts from the start; a file may have it fall.
      sold: Math.max(0, last.sold - (moments[from - 1]?.sold ?? 0)),
      bytes: part.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  }
  return spans;
}
