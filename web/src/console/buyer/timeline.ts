// What was decided for a buyer, moment by moment. An entry of the history is one token, reservation or
// ledger entry, and has several moments, which may lie between those of others.

import type { Schemas } from "../../../../clients/typescript/src/index.js";

export type Entry = Schemas["BuyersEntry"];
export type Token = Schemas["BuyersToken"];
export type Reservation = Schemas["Reservation"];

export type MomentKind =
  | "joined"
  | "admitted"
  | "turnOver"
  | "held"
  | "paid"
  | "expired"
  | "cancelled"
  | "toppedUp"
  | "debited";
export type Moment = {
  at: string;
  kind: MomentKind;
  entry: Entry;
  /** Whether the entry has no later moment: it says how the entry ended. */
  isLast: boolean;
};

// What happens in the same millisecond, in the order in which it can.
const ORDER: readonly MomentKind[] = [
  "joined",
  "admitted",
  "toppedUp",
  "held",
  "debited",
  "paid",
  "expired",
  "cancelled",
  "turnOver",
];

type Time = { at: string; kind: MomentKind };

function timesOfToken(token: Token): Time[] {
  const times: Time[] = [{ at: token.issuedAt, kind: "joined" }];
  if (token.admittedAt) times.push({ at: token.admittedAt, kind: "admitted" });
  // The end of a turn is stored as a moment only where time has ended it.
  if (token.expiredBecause === "TIME_UP" && token.turnEndsAt)
    times.push({ at: token.turnEndsAt, kind: "turnOver" });
  return times;
}

function timesOfReservation(reservation: Reservation): Time[] {
  const times: Time[] = [{ at: reservation.createdAt, kind: "held" }];
  if (reservation.paidAt) times.push({ at: reservation.paidAt, kind: "paid" });
  else if (reservation.endedAt)
    times.push({
      at: reservation.endedAt,
      kind: reservation.endedBecause === "EXPIRED" ? "expired" : "cancelled",
    });
  return times;
}

function timesOf({ token, reservation, ledgerEntry }: Entry): Time[] {
  if (token) return timesOfToken(token);
  if (reservation) return timesOfReservation(reservation);
  if (!ledgerEntry) return [];
  const kind = ledgerEntry.kind === "TOP_UP" ? "toppedUp" : "debited";
  return [{ at: ledgerEntry.createdAt, kind }];
}

/** All moments of the entries, newest first. */
export function timelineOf(entries: readonly Entry[]): Moment[] {
  const moments = entries.flatMap((entry) =>
    timesOf(entry).map((time, i, all) => ({ ...time, entry, isLast: i === all.length - 1 })),
  );
  return moments.sort(
    (a, b) => Date.parse(b.at) - Date.parse(a.at) || ORDER.indexOf(b.kind) - ORDER.indexOf(a.kind),
  );
}

/** Names an entry, so that a later page does not repeat it. */
export function nameOf({ kind, at, token, reservation, ledgerEntry }: Entry): string {
  if (token) return `${kind} ${token.roomId} ${token.queueNumber}`;
  if (reservation) return `${kind} ${reservation.reservationId}`;
  return `${kind} ${ledgerEntry?.number ?? at}`;
}

/** The entries of both pages, each once; of one that is in both, the newer state. */
export function joined(entries: readonly Entry[], older: readonly Entry[]): Entry[] {
  const known = new Map(entries.map((entry) => [nameOf(entry), entry]));
  for (const entry of older) if (!known.has(nameOf(entry))) known.set(nameOf(entry), entry);
  return [...known.values()];
}
