// Numbers as several pages show them.

import { count } from "../../format.js";

/** In place of a number that is not known. */
export const UNKNOWN = "–";

export function countOrUnknown(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : count(Math.round(value));
}

/** Who is inside, of how many: `98/100`. `capacity` null: without a limit. */
export function insideText(active: number, capacity: number | null): string {
  return capacity === null ? count(active) : `${count(active)}/${count(capacity)}`;
}
