// Finds a buyer by user id or booking number. Only reads: a look-up by a queue token would take a place in line.

import { ProblemError, type Schemas } from "../../../../clients/typescript/src/index.js";
import type { Session } from "../session.js";
import { type Entry, joined } from "./timeline.js";

export type Buyer = Omit<Schemas["Buyer"], "history" | "nextCursor">;
export type Found = {
  buyer: Buyer;
  entries: Entry[];
  /** Null: all entries are here. */
  cursor: string | null;
  /** The booking number by which the buyer was found. */
  booking: string | null;
};

const PAGE = 50;
const BOOKING_NUMBER = /^[2-9A-HJKMNP-Z]{8}$/i;

/** Whether it could be a booking number; a user id may look like one, too. */
export function isLikeBooking(text: string): boolean {
  return BOOKING_NUMBER.test(text.replace(/[\s-]/g, ""));
}

/** Of several reservations with the number, which only early versions made, the newest. */
async function reservationOf(session: Session, bookingNumber: string, signal: AbortSignal) {
  try {
    const { body } = await session.call("GET /v1/operator/bookings/{bookingNumber}/reservations", {
      path: { bookingNumber },
      signal,
    });
    return body.reservations[0];
  } catch (error) {
    if (isInvalid(error)) return undefined; // the check character is another's
    throw error;
  }
}

async function read(session: Session, userId: string, cursor: string | null, signal?: AbortSignal) {
  const { body } = await session.call("GET /v1/operator/users/{userId}", {
    path: { userId },
    query: { limit: PAGE, ...(cursor !== null && { cursor }) },
    ...(signal && { signal }),
  });
  return body;
}

/** `asUser`: do not try it as a booking number. */
export async function find(
  session: Session,
  text: string,
  asUser: boolean,
  signal: AbortSignal,
): Promise<Found> {
  const wanted = text.trim();
  const reservation =
    !asUser && isLikeBooking(wanted) ? await reservationOf(session, wanted, signal) : undefined;
  const body = await read(session, reservation?.userId ?? wanted, null, signal);
  const { history, nextCursor, ...buyer } = body;
  return {
    buyer,
    entries: history,
    cursor: nextCursor,
    booking: reservation?.bookingNumber ?? null,
  };
}

/** With the next page of older entries. */
export async function findOlder(session: Session, found: Found): Promise<Found> {
  if (found.cursor === null) return found;
  const body = await read(session, found.buyer.userId, found.cursor);
  const { history, nextCursor, ...buyer } = body;
  return { ...found, buyer, entries: joined(found.entries, history), cursor: nextCursor };
}

export function isKnown({ buyer, entries }: Found): boolean {
  return entries.length > 0 || buyer.tokens.length > 0 || (buyer.balance ?? 0) !== 0;
}

/** Whether an error says that the text is no user id at all. */
export function isInvalid(error: unknown): boolean {
  if (error instanceof RangeError) return true; // it cannot be in a path
  return error instanceof ProblemError && error.code === "invalid-parameter";
}
