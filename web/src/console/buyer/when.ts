// Times as the pages of seats, buyers and changes show them: the day only where it is not today's.

import { serverNow } from "../../clock.js";
import { seoulDay, seoulDayTime, seoulTime } from "../parts/time.js";

/** `20:04:31`, of another day `2026-11-29 20:04:31`. */
export function when(at: string): string {
  return seoulDay(at) === seoulDay(serverNow()) ? seoulTime(at) : seoulDayTime(at);
}
