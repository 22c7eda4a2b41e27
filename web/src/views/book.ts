// The buyer's turn: date, seats, payment. One address; the state is the token's, so that a reload,
// another tab or another device continues where the buyer was.

import { type ConcertDetail, type Reservation, api, isProblem } from "../api.js";
import { msUntil, serverNow } from "../clock.js";
import { type Child, h } from "../dom.js";
import { clock } from "../format.js";
import { button, message, setTimer, setTrouble, show } from "../frame.js";
import { words } from "../language.js";
import { renew } from "../renew.js";
import { readTab, writeTab } from "../storage.js";
import { readKept, Turn } from "../turn.js";
import { type DateLeft, DateList } from "./dates.js";
import { showPay } from "./pay.js";
import { showSeats } from "./seats.js";
import { type Context, showFailure } from "./view.js";
import { homeOf, knowBuyer } from "./who.js";

const DATES_SECONDS_MIN = 5; // between two readings of the dates, also if the token may be read sooner

export async function showBook(context: Context, concertId: string): Promise<void> {
  const { signal } = context;
  const home = homeOf(concertId);
  const concert = (await api.call("GET /v1/concerts/{concertId}", { path: { concertId }, signal })).body;
  if (!(await knowBuyer(context, concert.title, home)) || signal.aborted) return;
  const token = await readKept(concert.roomId);
  if (signal.aborted) return;
  const toQueue = () => context.go({ at: "queue", concert: concertId }, { replace: true });
  if (token?.status !== "ACTIVE") return toQueue();
  const book = new Book(context, concert, home, toQueue);
  api.token = token.token;
  const turn = new Turn(token, () => book.onTurn(), () => toQueue());
  book.turn = turn;
  context.onLeave(() => turn.stop());
  await book.next();
}

function isTurnOver(error: unknown): boolean {
  return isProblem(error, "queue-token-expired", "queue-token-invalid", "queue-token-wrong-room", "queue-token-waiting");
}

/** What the steps share. */
export class Book {
  readonly context: Context;
  readonly concert: ConcertDetail;
  readonly #home: string;
  readonly #toQueue: () => void;
  turn!: Turn;
  #steps = new AbortController();
  #isPaying = false;
  #held: Reservation | undefined; // what is, or was last, held
  #showsRelease = false; // or is about to

  constructor(context: Context, concert: ConcertDetail, home: string, toQueue: () => void) {
    this.context = context;
    this.concert = concert;
    this.#home = home;
    this.#toQueue = toQueue;
    context.onLeave(() => this.#steps.abort());
  }

  /** Ends the step before; the signal of the new one. */
  step(body: Child): AbortSignal {
    this.#steps.abort();
    this.#steps = new AbortController();
    const { title } = this.concert;
    show({ title, pageTitle: title, home: this.#home, body });
    setTrouble("waiting");
    return this.#steps.signal;
  }

  /** While a payment is under way, its outcome decides what comes next, and not the turn's end. */
  set isPaying(value: boolean) {
    this.#isPaying = value;
  }

  onTurn(): void {
    if (this.context.signal.aborted || this.#isPaying || this.#showsRelease) return;
    const { status, expiredBecause } = this.turn.state;
    if (status !== "EXPIRED") return;
    if (expiredBecause === "PAID") return this.context.go({ at: "me" }, { replace: true });
    void this.#ended();
  }

  /** The turn is over: because the operator released its last hold, or the queue says why. */
  async #ended(): Promise<void> {
    if (await this.isReleased()) return this.released();
    if (!this.context.signal.aborted && !this.#showsRelease) this.#toQueue();
  }

  /** Whether the operator has released what was held; false if that is not known. */
  async isReleased(): Promise<boolean> {
    if (!this.#held) return false;
    const path = { reservationId: this.#held.reservationId };
    try {
      const { body } = await api.call("GET /v1/reservations/{reservationId}", { path, signal: this.context.signal });
      return body.endedBecause === "CANCELLED_BY_OPERATOR";
    } catch {
      return false;
    }
  }

  /** Says that the operator released the seats, and where the buyer can go from there. */
  async released(): Promise<void> {
    if (this.#showsRelease || this.context.signal.aborted) return;
    const w = words();
    this.#showsRelease = true; // also if the turn ends with it
    this.#held = undefined;
    await this.turn.refresh();
    if (this.context.signal.aborted) return;
    if (this.turn.isOver()) {
      this.turn.stop(); // this screen stays, also if the buyer looks away
      const join = () => this.context.go({ at: "queue", concert: this.concert.concertId }, { replace: true, join: true });
      this.step(message(w.releasedTitle, `${w.releasedText} ${w.releasedTurnOver}`, button(w.joinAgain, join)));
      return;
    }
    this.#showsRelease = false;
    this.step(message(w.releasedTitle, w.releasedText, button(w.chooseSeatsAgain, () => void this.next())));
    this.chooseTimer();
  }

  chooseTimer(): void {
    const until = this.turn.state.activeUntil;
    if (until === null) return;
    setTimer({ kind: "choose", until, onTick: (ms) => ms === 0 && void this.turn.refresh() });
  }

  /** A failure of a call: the queue's are the turn's end, others get their screen. */
  fail(error: unknown): void {
    if (this.context.signal.aborted) return;
    if (isTurnOver(error)) return void this.#ended();
    showFailure(this.context, error);
  }

  /** The step that the server's state asks for. */
  async next(): Promise<void> {
    try {
      const held = await this.#readHeld();
      if (this.context.signal.aborted) return;
      if (held) return showPay(this, held);
      const showId = readTab(this.#showKey());
      if (showId && this.concert.shows.some((one) => one.showId === showId))
        return await showSeats(this, showId);
      await this.dates();
    } catch (error) {
      this.fail(error);
    }
  }

  /** The newest hold of this concert that still lives. */
  async #readHeld(): Promise<Reservation | undefined> {
    const { body } = await api.call("GET /v1/reservations", { signal: this.context.signal });
    this.#held = body.reservations.find(
      (one) =>
        one.status === "HELD" &&
        one.concertId === this.concert.concertId &&
        Date.parse(one.heldUntil) > serverNow(),
    );
    return this.#held;
  }

  #showKey(): string {
    return `show.${this.concert.concertId}`;
  }

  choose(showId: string | undefined): void {
    writeTab(this.#showKey(), showId);
  }

  async #readDates(signal: AbortSignal): Promise<DateLeft[]> {
    const path = { concertId: this.concert.concertId };
    const query = { status: "all" as const };
    return (await api.call("GET /v1/concerts/{concertId}/dates", { path, query, signal })).body.dates;
  }

  async dates(): Promise<void> {
    const dates = await this.#readDates(this.context.signal);
    if (this.context.signal.aborted) return;
    const [only] = dates;
    if (dates.length === 1 && only!.seatsAvailable > 0) {
      this.choose(only!.showId);
      return showSeats(this, only!.showId);
    }
    const list = new DateList(dates, (showId) => {
      this.choose(showId);
      void showSeats(this, showId).catch((error) => this.fail(error));
    });
    const signal = this.step([h("h1", {}, words().datesTitle), list.element]);
    this.chooseTimer();
    const everyMs = () => 1000 * Math.max(DATES_SECONDS_MIN, this.turn.state.pollAfterSeconds);
    renew(signal, everyMs, async () => {
      try {
        const now = await this.#readDates(signal);
        if (!signal.aborted) list.set(now);
      } catch (error) {
        if (!signal.aborted && isTurnOver(error)) this.fail(error);
      }
    });
  }

  toDates(): void {
    this.choose(undefined);
    this.dates().catch((error) => this.fail(error));
  }

  /** No new seats can be held in what is left of the turn; held ones can be paid. */
  async turnEnding(): Promise<void> {
    const w = words();
    const held = await this.#readHeld();
    if (!held) {
      const { concertId } = this.concert;
      const again = button(w.joinAgain, () => this.context.go({ at: "queue", concert: concertId }, { join: true }));
      this.step(message(w.timeUpTitle, w.timeUpText, again));
      return;
    }
    const left = clock(msUntil(held.heldUntil));
    this.step(message(w.turnEndingTitle, w.turnEndingText(left), button(w.pay, () => showPay(this, held))));
  }
}
