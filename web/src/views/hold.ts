// Holding seats: those that the buyer chose, or the best that the server finds. Each refusal says
// what is held (nothing), and offers in one tap what the server found instead.

import { NoAnswerError, ProblemError, type Schemas, api, newKey } from "../api.js";
import { money, seatNames } from "../format.js";
import { type DialogChoice, ask, toast } from "../frame.js";
import type { Hall } from "../hall.js";
import { words } from "../language.js";
import type { Selection } from "../selection.js";
import { readTab, writeTab } from "../storage.js";
import type { Wanted } from "./best.js";
import type { Book } from "./book.js";

type Wish = Pick<Schemas["ReservationRequest"], "seatNumbers" | "best">;

export class Holding {
  readonly #book: Book;
  readonly #hall: Hall;
  readonly #selection: Selection;
  readonly #max: number;
  readonly #signal: AbortSignal;
  /** Whether an answer is awaited. */
  isBusy = false;
  /** Called when `isBusy` changes. */
  onBusy: () => void = () => {};
  /** A buyer who met taken seats wants the server to choose. */
  onBest: () => void = () => {};
  onNotOnSale: () => void = () => {};

  constructor(book: Book, hall: Hall, selection: Selection, signal: AbortSignal) {
    this.#book = book;
    this.#hall = hall;
    this.#selection = selection;
    this.#max = book.concert.maxSeatsPerUser;
    this.#signal = signal;
  }

  /** Holds the chosen seats. */
  async chosen(): Promise<void> {
    if (this.#selection.numbers.length > 0) await this.#hold({ seatNumbers: this.#selection.numbers });
  }

  async best(wanted: Wanted): Promise<void> {
    await this.#hold({ best: wanted });
  }

  /**
   * A tap on a seat that somebody else has. Counted in this tab for each show: from the third on, the
   * sheet also offers that the server chooses.
   */
  async tappedTaken(seat: number): Promise<void> {
    const w = words();
    const times = this.#countTaken();
    // Ordinary seats are one block; a wheelchair place is looked for alone.
    const isPlace = this.#hall.isAccessible(seat);
    const isOther = (one: number) => isPlace || this.#hall.isAccessible(one);
    const kept = this.#selection.sorted.filter(isOther);
    const similar = this.#hall.similar([seat, ...this.#selection.sorted.filter((one) => !isOther(one))]);
    const choices: DialogChoice<"these" | "best" | "none">[] = [];
    if (similar) choices.push({ label: w.chooseThese, value: "these", kind: "primary" });
    if (times >= 3) choices.push({ label: w.bestTitle, value: "best" });
    choices.push({ label: w.chooseAgain, value: "none" });
    const offer = similar ? this.#nearest(similar) : w.noneTogether;
    const text = [w.takenText(this.#names([seat])), offer, times >= 3 ? w.takenTimes(times) : ""];
    const choice = await ask(w.takenTitle, text.join(" "), choices, "none");
    if (this.#signal.aborted) return;
    if (choice === "these") this.#selection.replace([...kept, ...similar!]);
    if (choice === "best") this.onBest();
  }

  #countTaken(): number {
    const name = `taken.${this.#hall.show}`;
    const times = (Number(readTab(name)) || 0) + 1;
    writeTab(name, String(times));
    return times;
  }

  // The name of the attempt survives a reload: if its answer was lost, it is repeated, and the seats
  // are held once.
  #keyFor(wish: string): string {
    const name = `hold.${this.#hall.show}`;
    const [key, ...kept] = (readTab(name) ?? "").split(" ");
    if (key && kept.join(" ") === wish) return key;
    const fresh = newKey();
    writeTab(name, `${fresh} ${wish}`);
    return fresh;
  }

  async #hold(wish: Wish): Promise<void> {
    if (this.isBusy) return;
    this.#setBusy(true);
    const forget = () => writeTab(`hold.${this.#hall.show}`, undefined);
    let refusal: unknown;
    try {
      await api.call("POST /v1/reservations", {
        body: { showId: this.#hall.show, ...wish },
        idempotencyKey: this.#keyFor(JSON.stringify(wish)),
      });
      forget();
      this.#selection.stop();
      this.#selection.replace([]);
      return await this.#book.next();
    } catch (error) {
      if (!(error instanceof NoAnswerError)) forget();
      refusal = error;
    } finally {
      this.#setBusy(false);
    }
    await this.#refused(refusal, wish);
  }

  #setBusy(value: boolean): void {
    this.isBusy = value;
    if (!this.#signal.aborted) this.onBusy();
  }

  async #refused(error: unknown, wish: Wish): Promise<void> {
    const w = words();
    if (this.#signal.aborted) return;
    if (error instanceof NoAnswerError) return toast(w.offline);
    if (!(error instanceof ProblemError)) return this.#book.fail(error);
    switch (error.code) {
      case "seat-unavailable":
        return this.#taken(error);
      case "best-unavailable":
        return this.#noBest(error, wish.best!);
      case "leaves-single-seat":
        return this.#leavesSingle(error);
      case "too-many-seats":
        return toast(this.#limitText(error));
      case "access-required":
        return this.#accessRequired();
      case "turn-ending":
        return this.#book.turnEnding();
      case "not-on-sale":
        return this.onNotOnSale();
      case "quota-exceeded":
      case "overloaded":
        return toast(w.tooFast);
      default:
        return this.#book.fail(error);
    }
  }

  #limitText({ problem }: ProblemError): string {
    const w = words();
    const { limit = this.#max, have = 0, limitOf } = problem ?? {};
    return have > 0 || limitOf === "concert" ? w.limitText(limit, have, limitOf === "concert") : w.limitToast(limit);
  }

  /** Somebody else was faster: the server's nearest seats in one tap. What is left stays chosen. */
  async #taken(error: ProblemError): Promise<void> {
    const w = words();
    const { unavailableSeats = [], mine = [] } = error.problem ?? {};
    // The buyer's own hold, made by an attempt whose answer was lost or in another tab.
    if (unavailableSeats.length > 0 && unavailableSeats.every((seat) => mine.includes(seat)))
      return this.#book.next();
    const lost = this.#indices(unavailableSeats);
    this.#selection.replace(this.#selection.sorted.filter((seat) => !lost.includes(seat)));
    await this.#offer(w.takenTitle, w.takenText(this.#names(lost)), error.problem?.nearest);
  }

  /** The choice would leave a single seat that nobody buys: the server's other seats in one tap. */
  async #leavesSingle(error: ProblemError): Promise<void> {
    const w = words();
    const singles = this.#names(this.#indices(error.problem?.singleSeats));
    await this.#offer(w.singleTitle, w.singleText(singles), error.problem?.alternative);
  }

  async #offer(title: string, text: string, numbers: number[] = []): Promise<void> {
    const w = words();
    const seats = this.#indices(numbers);
    const choices: DialogChoice<boolean>[] = [{ label: w.chooseAgain, value: false }];
    if (seats.length > 0) choices.unshift({ label: w.holdThese, value: true, kind: "primary" });
    const offer = seats.length > 0 ? this.#nearest(seats) : w.noneTogether;
    if (!(await ask(title, `${text} ${offer}`, choices, false)) || this.#signal.aborted) return;
    this.#selection.replace(seats);
    await this.#hold({ seatNumbers: numbers });
  }

  /** The server finds no such seats: the largest block that it has, or as many that are apart. */
  async #noBest(error: ProblemError, wanted: Wanted): Promise<void> {
    const w = words();
    const largest = Math.min(error.problem?.largestTogether ?? 0, this.#max);
    const choices: DialogChoice<Wanted | null>[] = [];
    if (largest > 0) {
      const value = { ...wanted, count: largest };
      choices.push({ label: w.bestHold(largest), value, kind: "primary" });
      if (!wanted.accessible && wanted.together !== "any")
        choices.push({ label: w.bestApart(wanted.count), value: { ...wanted, together: "any" } });
    }
    choices.push({ label: w.chooseAgain, value: null });
    const places = largest > 1 ? w.bestPair : w.bestAlone;
    const text = largest === 0 ? w.bestGone : wanted.accessible ? places : w.bestLargest(largest);
    const choice = await ask(w.bestNoneTitle, text, choices, null);
    if (choice && !this.#signal.aborted) await this.best(choice);
  }

  /** Nobody has said that this buyer needs such places. */
  async #accessRequired(): Promise<void> {
    const w = words();
    await ask(w.accessTitle, w.accessText, [{ label: w.otherSeats, value: null, kind: "primary" }], null);
    if (this.#signal.aborted) return;
    this.#selection.replace(this.#selection.sorted.filter((seat) => !this.#hall.isAccessible(seat)));
  }

  #indices(numbers: readonly number[] = []): number[] {
    return numbers.map((number) => this.#hall.indexOf(number)).filter((seat) => seat !== undefined);
  }

  #names(seats: readonly number[]): string {
    return seatNames(seats.map((seat) => this.#hall.nameOf(seat))).join(", ");
  }

  #nearest(seats: readonly number[]): string {
    const amount = seats.reduce((sum, seat) => sum + this.#hall.priceOf(seat), 0);
    return words().nearest(this.#names(seats), money(amount, this.#hall.currency));
  }
}
