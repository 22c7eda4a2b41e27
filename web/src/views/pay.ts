// The step of the payment: held seats, the balance, topping up, and an outcome that is never
// guessed.

import { NoAnswerError, ProblemError, type Reservation, api, isProblem, newKey } from "../api.js";
import { asBuyer, buyerName, isBehindShop } from "../buyer.js";
import { fill, h, icon } from "../dom.js";
import { money, seatNames, showTime } from "../format.js";
import { ask, button, message, say, setBar, setTimer, setTrouble, toast } from "../frame.js";
import { words } from "../language.js";
import { readTab, writeTab } from "../storage.js";
import type { Book } from "./book.js";

const CHECK_PAUSES_MS = [1000, 2000, 4000, 8000];
const CHECK_LONG_MS = 60_000;
const WATCH_MS = 5000;
const BALANCE_MAX = 1_000_000_000_000;

export function showPay(book: Book, held: Reservation): void {
  new PayStep(book, held);
}

/** Whether a call was refused because the operator released the seats. */
function isReleased(error: unknown): boolean {
  return isProblem(error, "reservation-cancelled") && error.problem?.endedBecause === "CANCELLED_BY_OPERATOR";
}

/** The name of one change, kept until its outcome is known, also over a reload. */
function keptKey(name: string): string {
  const kept = readTab(name);
  if (kept) return kept;
  const key = newKey();
  writeTab(name, key);
  return key;
}

class PayStep {
  readonly #book: Book;
  readonly #held: Reservation;
  readonly #box = h("div", { class: "pay" });
  readonly #notice = h("div", { class: "notice", hidden: true });
  readonly #signal: AbortSignal;
  #balance: number | undefined;
  #isBusy = false;

  constructor(book: Book, held: Reservation) {
    const w = words();
    this.#book = book;
    this.#held = held;
    this.#signal = book.step([
      h("h1", {}, w.heldTitle),
      h("p", { class: "soft" }, w.heldText),
      this.#notice,
      h(
        "ul",
        { class: "held-seats" },
        held.startsAt && held.timeZone ? h("li", {}, showTime(held.startsAt, held.timeZone)) : null,
        seatNames(held.seats).map((name) => h("li", {}, h("b", {}, name))),
      ),
      this.#box,
      button(w.changeSeats, () => void this.#change(), "text"),
    ]);
    setTrouble("holding");
    setTimer({ kind: "pay", until: held.heldUntil, onTick: (ms) => this.#tick(ms) });
    const watch = window.setInterval(() => void this.#watch(), WATCH_MS);
    this.#signal.addEventListener("abort", () => window.clearInterval(watch));
    this.#show();
    void this.#readBalance();
  }

  /** No event says that the operator released the seats: the reservation does. A payment reports it by itself. */
  async #watch(): Promise<void> {
    if (document.hidden || this.#isBusy) return;
    if ((await this.#book.isReleased()) && !this.#isBusy && !this.#signal.aborted) return this.#book.released();
  }

  #tick(ms: number): void {
    const w = words();
    if (ms <= 60_000 && ms > 0 && this.#notice.hidden) {
      this.#notice.hidden = false;
      fill(this.#notice, icon("clock"), h("p", {}, h("b", {}, w.oneMinuteTitle), " ", w.oneMinuteText));
    }
    if (ms === 0 && !this.#isBusy) this.#expired();
  }

  async #readBalance(): Promise<void> {
    const userId = buyerName();
    if (userId === undefined) return;
    try {
      const { body } = await asBuyer(() =>
        api.call("GET /v1/users/{userId}/balance", { path: { userId }, signal: this.#signal }),
      );
      this.#balance = body.balance;
      if (!this.#signal.aborted) this.#show();
    } catch (error) {
      if (!this.#signal.aborted && !(error instanceof NoAnswerError)) this.#book.fail(error);
    }
  }

  #money(amount: number): string {
    return money(amount, this.#held.currency);
  }

  get #missing(): number {
    return Math.max(0, this.#held.amount - (this.#balance ?? this.#held.amount));
  }

  #show(): void {
    const w = words();
    const { amount } = this.#held;
    const missing = this.#missing;
    const line = (name: string, value: string) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
    const known = this.#balance;
    fill(
      this.#box,
      h(
        "dl",
        { class: "facts sums" },
        line(w.tickets, this.#money(amount)),
        line(w.balance, known === undefined ? "…" : this.#money(known)),
        missing === 0 && known !== undefined ? line(w.balanceAfter, this.#money(known - amount)) : null,
      ),
      missing > 0
        ? h(
            "div",
            { class: "notice" },
            icon("warn"),
            h("p", {}, h("b", {}, w.shortTitle(this.#money(missing))), isBehindShop ? ` ${w.topUpAtShop}` : null),
          )
        : null,
    );
    const label =
      missing === 0
        ? w.payButton(this.#money(amount))
        : isBehindShop
          ? w.readBalance
          : w.topUpAndPay(this.#money(missing));
    const act = missing > 0 && isBehindShop ? () => this.#readBalance() : () => this.#pay();
    const primary = button(label, () => void act());
    primary.disabled = this.#isBusy || known === undefined;
    setBar(null, primary);
  }

  #busy(value: boolean): void {
    this.#isBusy = value;
    this.#book.isPaying = value;
  }

  async #pay(): Promise<void> {
    if (this.#isBusy) return;
    const w = words();
    this.#busy(true);
    this.#show();
    fill(this.#notice, h("p", {}, w.paying));
    this.#notice.hidden = false;
    say(w.paying);
    try {
      await this.#topUp();
      await this.#payOnce();
      return;
    } catch (error) {
      if (this.#signal.aborted) return;
      if (error instanceof NoAnswerError || isProblem(error, "outcome-unknown")) return this.#check();
      this.#refused(error);
    }
  }

  async #topUp(): Promise<void> {
    const userId = buyerName();
    const amount = this.#missing;
    if (amount === 0 || userId === undefined || isBehindShop) return;
    const name = `top-up.${this.#held.reservationId}.${amount}`;
    const idempotencyKey = keptKey(name);
    try {
      const { body } = await api.call("POST /v1/users/{userId}/balance/top-ups", {
        path: { userId },
        body: { amount },
        idempotencyKey,
      });
      this.#balance = body.balance;
      writeTab(name, undefined);
    } catch (error) {
      if (error instanceof ProblemError) writeTab(name, undefined);
      throw error;
    }
  }

  async #payOnce(): Promise<void> {
    const { reservationId, amount } = this.#held;
    const name = `pay.${reservationId}`;
    try {
      await api.call("POST /v1/payments", {
        body: { reservationId, expectedAmount: amount },
        idempotencyKey: keptKey(name),
      });
      writeTab(name, undefined);
      this.#paid();
    } catch (error) {
      if (error instanceof ProblemError && error.code !== "outcome-unknown") writeTab(name, undefined);
      throw error;
    }
  }

  #paid(): void {
    this.#book.choose(undefined);
    const reservation = this.#held.reservationId;
    this.#book.context.go({ at: "booking", reservation }, { replace: true, join: true });
  }

  #refused(error: unknown): void {
    const w = words();
    this.#busy(false);
    this.#notice.hidden = true;
    if (isReleased(error)) return void this.#book.released();
    const code = error instanceof ProblemError ? error.code : undefined;
    switch (code) {
      case "already-paid":
        toast(w.alreadyPaid);
        return this.#paid();
      case "hold-expired":
      case "reservation-cancelled":
        return this.#expired();
      case "insufficient-balance":
        void this.#readBalance();
        return;
      case "balance-limit":
        toast(w.balanceLimit(this.#money(BALANCE_MAX)));
        return this.#show();
      case "amount-differs":
        toast(w.amountDiffers);
        return void this.#book.next();
      case "quota-exceeded":
      case "overloaded":
        toast(w.tooFast);
        return this.#show();
      case "access-key-required":
        toast(w.topUpAtShop);
        return this.#show();
      default:
        return this.#book.fail(error);
    }
  }

  /** The outcome is unknown: the same key reports it, and debits nothing twice. */
  #check(): void {
    const w = words();
    const long = h("p", { hidden: true }, w.checkingLong);
    const toBookings = button(w.myBookings, () => this.#book.context.go({ at: "me" }), "secondary");
    toBookings.hidden = true;
    const signal = this.#book.step(message(w.checkingTitle, [w.checkingText, long], toBookings));
    setTrouble("holding");
    this.#busy(true);
    const start = performance.now();
    let tries = 0;
    const again = async () => {
      if (signal.aborted) return;
      try {
        await this.#topUp();
        await this.#payOnce();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof NoAnswerError) && !isProblem(error, "outcome-unknown")) {
          if (isProblem(error, "hold-expired", "already-paid", "reservation-cancelled")) return this.#refused(error);
          this.#busy(false);
          return void this.#book.next();
        }
        if (performance.now() - start > CHECK_LONG_MS) long.hidden = toBookings.hidden = false;
        plan();
      }
    };
    const plan = () => {
      const ms = CHECK_PAUSES_MS[Math.min(tries++, CHECK_PAUSES_MS.length - 1)]!;
      window.setTimeout(() => void again(), ms);
    };
    plan();
  }

  #expired(): void {
    const w = words();
    this.#busy(false);
    const seats = button(w.chooseSeatsAgain, () => void this.#book.next());
    this.#book.step(message(w.holdExpiredTitle, w.holdExpiredText, seats));
    this.#book.chooseTimer();
    void this.#book.turn.refresh();
  }

  async #change(): Promise<void> {
    const w = words();
    const choice = await ask(
      w.giveUpTitle,
      w.giveUpText,
      [
        { label: w.keepSeats, value: false, kind: "primary" },
        { label: w.giveUp, value: true, kind: "danger" },
      ],
      false,
    );
    if (!choice || this.#signal.aborted || this.#isBusy) return;
    const path = { reservationId: this.#held.reservationId };
    try {
      await api.call("DELETE /v1/reservations/{reservationId}", { path });
    } catch (error) {
      if (isReleased(error)) return this.#book.released();
      if (!isProblem(error, "hold-expired", "reservation-cancelled", "reservation-not-found"))
        return this.#book.fail(error);
    }
    await this.#book.next();
  }
}
