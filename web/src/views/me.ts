// My bookings, and the ticket of one.

import { type Reservation, api, isProblem } from "../api.js";
import { asBuyer, buyerName, isBehindShop, lastToken } from "../buyer.js";
import { type Child, h, icon } from "../dom.js";
import { countdown } from "../clock.js";
import { clock, money, seatNames, showTime } from "../format.js";
import { button, message, show, toast } from "../frame.js";
import { words } from "../language.js";
import { pathOf } from "../place.js";
import { calendarFile } from "../calendar.js";
import { type Context } from "./view.js";
import { knowBuyer, signedInAs } from "./who.js";

type Which = { cursor?: string; status?: "ended"; limit?: number };

/** A page of the buyer's bookings, held and paid ones by default; empty if this browser has nothing to read them with. */
async function readPage(query: Which, signal: AbortSignal) {
  const token = lastToken();
  const user = buyerName();
  if (isBehindShop && user !== undefined) {
    const path = { userId: user };
    const answer = await asBuyer(() =>
      api.call("GET /v1/users/{userId}/reservations", { path, query, signal }),
    );
    return answer.body;
  }
  if (token === undefined || user === undefined) return { reservations: [], nextCursor: null };
  try {
    const path = { userId: user };
    const options = { path, query, token, signal };
    return (await api.call("GET /v1/users/{userId}/reservations", options)).body;
  } catch (error) {
    if (isProblem(error, "queue-token-invalid", "queue-token-expired", "queue-token-required"))
      return { reservations: [], nextCursor: null };
    throw error;
  }
}

/** The newest holds that the operator released: a buyer who was told of none finds them here. */
async function readReleased(signal: AbortSignal): Promise<Reservation[]> {
  const { reservations } = await readPage({ status: "ended", limit: 100 }, signal);
  return reservations.filter(isReleased);
}

export async function showBookings(context: Context): Promise<void> {
  const w = words();
  const home = pathOf({ at: "concerts" });
  if (!(await knowBuyer(context, w.myBookings, home))) return;
  const [page, released] = await Promise.all([readPage({}, context.signal), readReleased(context.signal)]);
  if (context.signal.aborted) return;
  const first = [...page.reservations, ...released].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const list = h("ul", { class: "bookings" });
  const add = (reservations: Reservation[]) =>
    list.append(...reservations.map((one) => bookingRow(context, one)));
  let cursor = page.nextCursor;
  const more = button(
    w.more,
    async () => {
      const next = await readPage({ cursor: cursor! }, context.signal);
      add(next.reservations);
      cursor = next.nextCursor;
      more.hidden = cursor === null;
    },
    "secondary",
  );
  more.hidden = cursor === null;
  show({
    title: w.myBookings,
    home,
    body: [
      h("h1", {}, w.bookingsTitle),
      first.length === 0 ? h("p", { class: "empty" }, w.noBookings) : list,
      more,
      signedInAs(context),
    ],
  });
  add(first);
}

function bookingRow(context: Context, one: Reservation): HTMLElement {
  const chip = h("span", { class: `chip state ${one.status.toLowerCase()}` });
  const w = words();
  const byOrganiser = isReleased(one);
  const texts = { CONFIRMED: w.confirmed, EXPIRED: w.expired, CANCELLED: byOrganiser ? w.releasedByOrganiser : w.released };
  if (one.status === "HELD") {
    const stop = countdown(one.heldUntil, (ms) => {
      chip.textContent = ms > 0 ? `${w.unpaid} ${clock(ms)}` : w.expired;
    });
    context.onLeave(stop);
  } else {
    chip.textContent = texts[one.status];
  }
  const target =
    one.status === "HELD" && one.concertId
      ? pathOf({ at: "book", concert: one.concertId })
      : pathOf({ at: "booking", reservation: one.reservationId });
  return h(
    "li",
    {},
    h(
      "a",
      { class: "card", href: target },
      h(
        "span",
        {},
        chip,
        h("strong", {}, one.title ?? one.showId),
        h("span", {}, timeOf(one)),
        h("span", { class: "soft" }, seatNames(one.seats).join(", ")),
        h("span", { class: "soft" }, money(one.amount, one.currency)),
        byOrganiser && h("span", {}, w.releasedReason),
      ),
    ),
  );
}

function isReleased(one: Reservation): boolean {
  return one.endedBecause === "CANCELLED_BY_OPERATOR";
}

function timeOf(one: Reservation): string {
  return one.startsAt && one.timeZone ? showTime(one.startsAt, one.timeZone) : "";
}

async function readBooking(reservationId: string, signal: AbortSignal): Promise<Reservation | undefined> {
  const token = lastToken();
  if (token) {
    try {
      const path = { reservationId };
      return (await api.call("GET /v1/reservations/{reservationId}", { path, token, signal })).body;
    } catch (error) {
      if (!isProblem(error, "reservation-not-found", "queue-token-invalid", "queue-token-expired"))
        throw error;
    }
  }
  let cursor: string | undefined;
  for (let pages = 0; pages < 10; pages++) {
    const page = await readPage(cursor === undefined ? {} : { cursor }, signal);
    const found = page.reservations.find((one) => one.reservationId === reservationId);
    if (found) return found;
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return (await readReleased(signal)).find((one) => one.reservationId === reservationId);
}

export async function showBooking(context: Context, reservationId: string, isNew: boolean): Promise<void> {
  const w = words();
  const home = pathOf({ at: "me" });
  if (!(await knowBuyer(context, w.myBookings, home))) return;
  const one = await readBooking(reservationId, context.signal);
  if (context.signal.aborted) return;
  if (!one) {
    const back = button(w.myBookings, () => context.go({ at: "me" }));
    show({ title: w.myBookings, home, body: message(w.bookingMissing, null, back) });
    return;
  }
  if (one.status === "HELD" && one.concertId)
    return context.go({ at: "book", concert: one.concertId }, { replace: true });
  const isPaid = one.status === "CONFIRMED";
  const ended = one.status === "EXPIRED" ? w.expired : isReleased(one) ? w.releasedByOrganiser : w.released;
  const heading = isPaid ? (isNew ? w.confirmedTitle : w.confirmed) : ended;
  show({
    title: one.title ?? w.myBookings,
    home,
    body: [
      h("h1", {}, isPaid ? icon("check") : null, heading),
      isPaid ? null : h("p", {}, isReleased(one) ? w.releasedReason : w.nothingPaid),
      ticket(one),
      h(
        "div",
        { class: "actions" },
        isPaid && one.startsAt ? button(w.addToCalendar, () => calendarFile(one), "secondary") : null,
        button(w.myBookings, () => context.go({ at: "me" }), isPaid ? "primary" : "secondary"),
      ),
    ],
  });
}

/** The ticket: an edge of the accent, the number large, everything as text. */
function ticket(one: Reservation): HTMLElement {
  const w = words();
  const levels = new Map<string, number>();
  for (const { categoryName, categoryId } of one.seats) {
    const name = w.level(categoryName ?? categoryId ?? "");
    levels.set(name, (levels.get(name) ?? 0) + 1);
  }
  const fact = (name: string, ...value: Child[]) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
  const copy = h("button", { class: "icon-button", type: "button", "aria-label": `${w.copy} ${one.bookingNumber}` }, icon("copy"));
  copy.addEventListener("click", () => {
    navigator.clipboard?.writeText(one.bookingNumber).then(() => toast(w.copied), () => {});
  });
  return h(
    "section",
    { class: `ticket ${one.status.toLowerCase()}` },
    h("p", { class: "booking-number" }, h("span", { class: "soft" }, w.bookingNumber), " ", h("b", {}, one.bookingNumber), copy),
    h("hr"),
    h(
      "dl",
      { class: "facts" },
      fact(w.concert, one.title),
      fact(w.when, timeOf(one)),
      fact(w.where, one.venue),
      fact(w.seatsLabel, seatNames(one.seats).map((name) => h("span", { class: "line-item" }, name))),
      fact(w.levels, [...levels].map(([name, n]) => h("span", { class: "line-item" }, w.levelCount(name, n)))),
      fact(w.paid, money(one.status === "CONFIRMED" ? one.amount : 0, one.currency)),
    ),
  );
}
