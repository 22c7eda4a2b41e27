// Money, times and seats as buyers read them.

import { language, words } from "./language.js";
import { moneyIn } from "./money.js";

const SHORT_ZONES: Record<string, string> = { "Asia/Seoul": "KST", "Asia/Tokyo": "JST" };

/** An amount in minor units: `198,000원`, `₩198,000`. */
export function money(minor: number, currency: string): string {
  return moneyIn(language(), minor, currency);
}

export function count(value: number): string {
  return value.toLocaleString(language() === "ko" ? "ko-KR" : "en-US");
}

/** The zone of the venue; without its name, the offset of a time there. */
function zoneOf(time: string, timeZone: string | null): string {
  const zone = timeZone ?? /[+-]\d\d:\d\d$/.exec(time)?.[0] ?? "UTC";
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC"; // an older browser
  }
}

function partsOf(time: string, zone: string | null): Record<string, string> {
  const timeZone = zoneOf(time, zone);
  const locale = language() === "ko" ? "ko-KR" : "en-GB";
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    year: "numeric",
    month: language() === "ko" ? "numeric" : "short",
    day: "numeric",
    weekday: "short",
    hour: "numeric",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(new Date(time))) parts[type] = value;
  return parts;
}

/** `오후 7:30`, `7:30 pm KST`; a Korean reader is told of a clock that is not Korea's. Browsers disagree about the Korean for pm. */
function hourOf(p: Record<string, string>, timeZone: string | null): string {
  const all = Number(p.hour);
  const isMorning = all < 12;
  const hour = `${all % 12 || 12}:${p.minute}`;
  if (language() === "en")
    return `${hour} ${isMorning ? "am" : "pm"} ${SHORT_ZONES[timeZone ?? ""] ?? p.timeZoneName}`;
  const isKoreas = timeZone === "Asia/Seoul" || p.timeZoneName === "GMT+9";
  return `${isMorning ? "오전" : "오후"} ${hour}${isKoreas ? "" : `(현지 시각, ${p.timeZoneName})`}`;
}

/** `2030. 5. 3.(금) 오후 7:30`, `Fri 3 May 2030, 7:30 pm KST`. */
export function showTime(time: string, timeZone: string | null): string {
  const p = partsOf(time, timeZone);
  const hour = hourOf(p, timeZone);
  if (language() === "ko") return `${p.year}. ${p.month}. ${p.day}.(${p.weekday}) ${hour}`;
  return `${p.weekday} ${p.day} ${p.month} ${p.year}, ${hour}`;
}

/** Without the year: `5월 1일(수) 오후 8:00`, `Wed 1 May, 8:00 pm KST`. */
export function dayTime(time: string, timeZone: string | null): string {
  const p = partsOf(time, timeZone);
  const hour = hourOf(p, timeZone);
  if (language() === "ko") return `${p.month}월 ${p.day}일(${p.weekday}) ${hour}`;
  return `${p.weekday} ${p.day} ${p.month}, ${hour}`;
}

/** How many days of the calendar at the venue lie between: 1 from this evening to tomorrow morning. */
export function daysBetween(fromMs: number, to: string, timeZone: string | null): number {
  const zone = zoneOf(to, timeZone);
  const dayOf = (ms: number) => {
    const date = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    return Date.parse(`${date.format(ms)}T00:00:00Z`);
  };
  return Math.round((dayOf(Date.parse(to)) - dayOf(fromMs)) / 86_400_000);
}

/** A countdown: `4:32`, from an hour on `03:12:45`. */
export function clock(ms: number): string {
  const all = Math.ceil(ms / 1000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  if (all < 3600) return `${Math.floor(all / 60)}:${two(all % 60)}`;
  return `${two(all / 3600)}:${two((all % 3600) / 60)}:${two(all % 60)}`;
}

export type SeatName = { section: string | null; row: string | null; seat: string | null; label: string };

/** `F2구역 1열 9번`, `F2, row 1, seat 9`. */
export function seatName({ section, row, seat, label }: SeatName): string {
  if (section === null || row === null || seat === null) return label;
  return words().seat(section, row, seat);
}

/** Several seats, those of one row together: `F2구역 1열 9번, 10번`, `F2, row 1, seats 9–10`. */
export function seatNames(seats: readonly SeatName[]): string[] {
  const rows = new Map<string, SeatName[]>();
  for (const seat of seats) {
    const key = `${seat.section}\n${seat.row}`;
    rows.set(key, [...(rows.get(key) ?? []), seat]);
  }
  return [...rows.values()].flatMap((row) => {
    const { section, row: name } = row[0]!;
    const numbers = row.map(({ seat }) => seat);
    if (section === null || name === null || numbers.includes(null)) return row.map((s) => s.label);
    return [words().seats(section, name, numbers as string[])];
  });
}
