// A calendar file (RFC 5545) of a booking, offered as a download.

import type { Reservation } from "./api.js";
import { h } from "./dom.js";
import { seatNames } from "./format.js";

const HOURS = 3; // how long a concert is said to last

function utc(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

/** Lines of at most 75 bytes, as the format wants them. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  for (const char of line) {
    const size = new TextEncoder().encode(char).length;
    if (bytes + size > 73) {
      parts.push(part);
      [part, bytes] = ["", 0];
    }
    part += char;
    bytes += size;
  }
  return [...parts, part].join("\r\n ");
}

function calendarText(one: Reservation): string {
  const start = Date.parse(one.startsAt!);
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Onsale//Pages//EN",
    "BEGIN:VEVENT",
    `UID:${one.reservationId}@onsale`,
    `DTSTAMP:${utc(Date.parse(one.paidAt ?? one.createdAt))}`,
    `DTSTART:${utc(start)}`,
    `DTEND:${utc(start + HOURS * 3_600_000)}`,
    `SUMMARY:${escaped(one.title ?? "")}`,
    `LOCATION:${escaped(one.venue ?? "")}`,
    `DESCRIPTION:${escaped(`${one.bookingNumber}\n${seatNames(one.seats).join("\n")}`)}`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ]
    .map(folded)
    .join("\r\n");
}

export function calendarFile(one: Reservation): void {
  const url = URL.createObjectURL(new Blob([calendarText(one)], { type: "text/calendar" }));
  const link = h("a", { href: url, download: `${one.bookingNumber}.ics` });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
