// Texts to copy for the customer, in both languages: what happened, and whether anything was paid. They
// say only what the entry says; without what it takes for a true sentence there is no text.

import type { Language } from "../../language.js";
import { moneyIn } from "../../money.js";
import { SEOUL } from "../parts/time.js";
import { seatsEn } from "../words/seats.en.js";
import { seatsKo } from "../words/seats.ko.js";
import { momentIn, spanIn } from "./formats.js";
import type { Entry, Reservation, Token } from "./timeline.js";

export type Reply = { ko: string; en: string };
type Texts = typeof seatsEn.replies;

const TEXTS: Record<Language, Texts> = { ko: seatsKo.replies, en: seatsEn.replies };

/** Of a ledger entry, `currency` is that of the sale; null: there is nothing to say. */
export function replyTo(entry: Entry, currency: string): Reply | null {
  const ko = textOf("ko", entry, currency);
  const en = textOf("en", entry, currency);
  return ko === null || en === null ? null : { ko, en };
}

function textOf(language: Language, entry: Entry, currency: string): string | null {
  const { token, reservation, ledgerEntry } = entry;
  if (token) return ofToken(language, token);
  if (reservation) return ofReservation(language, reservation);
  if (!ledgerEntry) return null;
  const t = TEXTS[language];
  const text = ledgerEntry.kind === "TOP_UP" ? t.toppedUp : t.debited;
  return text(
    moneyIn(language, ledgerEntry.amount, currency),
    momentIn(language, ledgerEntry.createdAt, SEOUL),
    moneyIn(language, ledgerEntry.balanceAfter, currency),
  );
}

function ofReservation(language: Language, reservation: Reservation): string | null {
  const t = TEXTS[language];
  const zone = reservation.timeZone ?? SEOUL;
  const moment = (time: string) => momentIn(language, time, zone);
  const { createdAt, heldUntil, paidAt, endedAt, status } = reservation;
  if (status === "HELD") return t.held(moment(heldUntil));
  if (status === "CONFIRMED") {
    if (!paidAt) return null;
    const amount = moneyIn(language, reservation.amount, reservation.currency);
    return t.confirmed(
      reservation.bookingNumber,
      moment(paidAt),
      amount,
      seatsOf(language, reservation),
    );
  }
  if (!endedAt) return t.endedUnpaid(moment(createdAt));
  switch (reservation.endedBecause) {
    case "EXPIRED":
      return t.expired(...spanIn(language, [createdAt, endedAt], zone));
    case "CANCELLED_BY_OPERATOR":
      return t.releasedByOperator(moment(endedAt));
    case "CANCELLED_BY_BUYER":
      return t.releasedByBuyer(moment(endedAt));
    case "LEFT_QUEUE":
      return t.releasedByLeaving(moment(endedAt));
    case "TURN_ENDED":
      return t.releasedByTurn(moment(endedAt));
    default:
      return t.endedUnpaid(moment(createdAt));
  }
}

function ofToken(language: Language, token: Token): string | null {
  const t = TEXTS[language];
  const moment = (time: string) => momentIn(language, time, SEOUL);
  const { status, issuedAt, admittedAt, turnEndsAt, claimBefore, position } = token;
  if (status === "WAITING")
    return position === null ? t.waitingForDraw : t.waiting(position.toLocaleString("en-US"));
  if (status === "ACTIVE" && claimBefore) return t.activeUnclaimed(moment(claimBefore));
  if (status === "ACTIVE") return turnEndsAt && t.active(moment(turnEndsAt));
  switch (token.expiredBecause) {
    case "TIME_UP":
      return admittedAt && turnEndsAt
        ? t.turnOver(...spanIn(language, [admittedAt, turnEndsAt], SEOUL))
        : null;
    case "NO_SHOW":
      return admittedAt && t.noShow(moment(admittedAt));
    case "LEFT":
      return t.left(moment(issuedAt));
    case "PAID":
      return t.turnPaid;
    default:
      return null;
  }
}

/** Rows together: `F2, row 1, seats 9, 10`. */
function seatsOf(language: Language, { seats }: Reservation): string {
  const rows = new Map<string, typeof seats>();
  for (const seat of seats) {
    const row = `${seat.section}\n${seat.row}`;
    rows.set(row, [...(rows.get(row) ?? []), seat]);
  }
  const texts = [...rows.values()].flatMap((row) => {
    const { section, row: name } = row[0]!;
    const numbers = row.flatMap(({ seat }) => seat ?? []);
    if (section === null || name === null || numbers.length < row.length)
      return row.map(({ label }) => label);
    return [TEXTS[language].seats(section, name, numbers)];
  });
  return texts.join(", ");
}
