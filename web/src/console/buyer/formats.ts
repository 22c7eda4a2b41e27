// Times of texts for customers, in a language that is named instead of the console's own.

import type { Language } from "../../language.js";
import { SEOUL } from "../parts/time.js";

function formatIn(language: Language, zone: string, options: Intl.DateTimeFormatOptions) {
  const locale = language === "ko" ? "ko-KR" : "en-GB";
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: SEOUL }); // an older browser
  }
}

/** `20:04:31`, the same in both languages. */
function clockIn(time: string, zone: string): string {
  const format = formatIn("en", zone, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return format.format(new Date(time));
}

/** `5월 1일`, `1 May`. */
function dayIn(language: Language, time: string, zone: string): string {
  const month = language === "ko" ? "long" : "short";
  return formatIn(language, zone, { month, day: "numeric" }).format(new Date(time));
}

/** `KST`; of other zones the offset. */
function zoneName(time: string, zone: string): string {
  if (zone === SEOUL) return "KST";
  const parts = formatIn("en", zone, { timeZoneName: "short" }).formatToParts(new Date(time));
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

/** `5월 1일 20:04:31`, `20:04:31 KST on 1 May`; Korean texts name the zone only if it is not Korea's. */
export function momentIn(language: Language, time: string, zone: string): string {
  const clock = clockIn(time, zone);
  const day = dayIn(language, time, zone);
  if (language === "en") return `${clock} ${zoneName(time, zone)} on ${day}`;
  return zone === SEOUL ? `${day} ${clock}` : `${day} ${clock}(${zoneName(time, zone)})`;
}

/** From and to; the day and the zone once, where both are of the same day. */
export function spanIn(
  language: Language,
  [from, to]: readonly [string, string],
  zone: string,
): [string, string] {
  const whole = (time: string) => momentIn(language, time, zone);
  if (dayIn("en", from, zone) !== dayIn("en", to, zone)) return [whole(from), whole(to)];
  return language === "ko" ? [whole(from), clockIn(to, zone)] : [clockIn(from, zone), whole(to)];
}
