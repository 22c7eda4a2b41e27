// Times as operators read them: to the second, in Seoul, whose time the console shows.

import { serverNow } from "../../clock.js";

export const SEOUL = "Asia/Seoul";
const time = new Intl.DateTimeFormat("en-GB", { timeZone: SEOUL, timeStyle: "medium" });
const minute = new Intl.DateTimeFormat("en-GB", { timeZone: SEOUL, timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-CA", { timeZone: SEOUL, dateStyle: "short" });

type Moment = number | string | Date;

/** `20:04:31` */
export function seoulTime(at: Moment): string {
  return time.format(new Date(at));
}

/** `20:04` */
export function seoulMinute(at: Moment): string {
  return minute.format(new Date(at));
}

/** `2026-11-30` */
export function seoulDay(at: Moment): string {
  return day.format(new Date(at));
}

/** `2026-11-30 20:04:31` */
export function seoulDayTime(at: Moment): string {
  return `${seoulDay(at)} ${seoulTime(at)}`;
}

/** `20:04:31`, of another day than today `2026-11-29 20:04:31`. */
export function when(at: Moment): string {
  return seoulDay(at) === seoulDay(serverNow()) ? seoulTime(at) : seoulDayTime(at);
}
