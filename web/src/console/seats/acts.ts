// Holding seats back, putting them on sale, releasing a hold. Each asks first, and returns what the server
// refused and why, or null.

import { ProblemError } from "../../../../clients/typescript/src/index.js";
import { count } from "../../format.js";
import { ask } from "../parts/ask.js";
import { sentenceOf } from "../parts/problem.js";
import { say } from "../parts/say.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Seat, labelsOf } from "./hall.js";

export type Done = { isChanged: boolean; refusal: string | null };
const GIVEN_UP: Done = { isChanged: false, refusal: null };

type Change = "hold-back" | "put-on-sale";
const CALLS = {
  "hold-back": "POST /v1/operator/shows/{showId}/seats/hold-back",
  "put-on-sale": "POST /v1/operator/shows/{showId}/seats/put-on-sale",
} as const;

function textsOf(change: Change) {
  const t = words().seats;
  return change === "hold-back"
    ? { title: t.holdBackTitle, body: t.holdBackText, button: t.holdBack, done: t.heldBackDone }
    : { title: t.putOnSaleTitle, body: t.putOnSaleText, button: t.putOnSale, done: t.onSaleDone };
}

/** `all`: the seats that the page knows, for their names. */
export async function changeSeats(
  session: Session,
  showId: string,
  change: Change,
  seats: readonly Seat[],
  all: readonly Seat[],
): Promise<Done> {
  const { title, body, button, done } = textsOf(change);
  const seatNumbers = seats.map(({ number }) => number);
  const consent = await ask({
    title: title(count(seats.length)),
    body: `${labelsOf(seatNumbers, all)}. ${body}`,
    button,
    reason: "required",
  });
  if (!consent) return GIVEN_UP;
  try {
    const { reason } = consent;
    const { body } = await session.call(CALLS[change], {
      path: { showId },
      body: { seatNumbers },
      reason,
    });
    const changed = body.changedSeats.length;
    say(changed === 0 ? words().seats.nothingChanged : done(count(changed)));
    return { isChanged: true, refusal: null };
  } catch (error) {
    return { isChanged: false, refusal: refusalOf(error, all) };
  }
}

/** Asks with all the seats of the hold: it may have others than those of the page. */
export async function releaseHold(
  session: Session,
  reservationId: string,
  all: readonly Seat[],
): Promise<Done> {
  const t = words().seats;
  const path = { reservationId };
  try {
    const { body: hold } = await session.call("GET /v1/operator/reservations/{reservationId}", {
      path,
    });
    if (hold.status === "CONFIRMED")
      return { isChanged: false, refusal: t.alreadyPaid(hold.bookingNumber) };
    if (hold.status !== "HELD") return { isChanged: false, refusal: t.noHold };
    const consent = await ask({
      title: t.releaseTitle,
      body: t.releaseText(hold.seats.map(({ label }) => label).join(", "), hold.bookingNumber),
      button: t.release,
      danger: true,
      reason: "required",
    });
    if (!consent) return GIVEN_UP;
    const { reason } = consent;
    await session.call("POST /v1/operator/reservations/{reservationId}/release", { path, reason });
    say(t.releasedDone(count(hold.seats.length)));
    return { isChanged: true, refusal: null };
  } catch (error) {
    return { isChanged: false, refusal: refusalOf(error, all) };
  }
}

function refusalOf(error: unknown, all: readonly Seat[]): string {
  const t = words().seats;
  if (!(error instanceof ProblemError)) return sentenceOf(error);
  const { problem } = error;
  switch (problem?.code) {
    case "seat-unavailable":
      return t.unavailable(labelsOf(problem.unavailableSeats ?? [], all));
    case "seat-unknown":
      return t.unknown(labelsOf(problem.unknownSeats ?? [], all));
    case "show-not-found":
      return t.showNotFound;
    case "already-paid":
      return t.alreadyPaid(problem.payment?.bookingNumber ?? "");
    case "hold-expired":
      return t.holdOver;
    case "reservation-cancelled":
      return t.cancelledBefore;
    case "reservation-not-found":
      return t.noHold;
    default:
      return sentenceOf(error);
  }
}
