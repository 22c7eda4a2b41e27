// Seats as people read them.

import { when } from "../parts/time.js";
import { words } from "../words/index.js";
import { type Seat, seatOf } from "./hall.js";

/** `F2구역 1열 9번`, `F2, row 1, seat 9`. */
export function seatName(seat: Seat): string {
  return words().seats.seatName(seat.section, seat.row, seatOf(seat));
}

/** `Held until 20:09:31`, `Sold`. */
export function statusText({ status, heldUntil }: Seat): string {
  const t = words().seats;
  return status === "HELD" && heldUntil ? t.heldUntil(when(heldUntil)) : t.statuses[status];
}
