// The step of the seats: map and list, two equal views of one selection, and the hold.

import { NoAnswerError, ProblemError, api, isProblem, newKey } from "../api.js";
import { h } from "../dom.js";
import { money, seatNames } from "../format.js";
import { ask, button, message, setBar, toast } from "../frame.js";
import { type Hall, readHall } from "../hall.js";
import { words } from "../language.js";
import { HallList } from "../list.js";
import { HallMap, legend } from "../map.js";
import { Selection } from "../selection.js";
import { read, readTab, write, writeTab } from "../storage.js";
import type { Book } from "./book.js";

type ViewName = "map" | "list";

export async function showSeats(book: Book, showId: string): Promise<void> {
  const w = words();
  const signal = book.step([h("h1", {}, w.seatsTitle), h("p", { class: "soft" }, w.loading)]);
  book.chooseTimer();
  try {
    const { shows, currency } = book.concert;
    const show = shows.find((one) => one.showId === showId);
    if (!show) return book.toDates();
    const hall = await readHall(show, currency, signal);
    if (!signal.aborted) new SeatsStep(book, hall);
  } catch (error) {
    if (signal.aborted) return;
    if (isProblem(error, "not-on-sale")) return notOnSale(book);
    throw error;
  }
}

function notOnSale(book: Book): void {
  const w = words();
  book.step(message(w.notOnSaleTitle, null, button(w.otherDates, () => book.toDates())));
}

class SeatsStep {
  readonly #book: Book;
  readonly #hall: Hall;
  readonly #selection: Selection;
  readonly #max: number;
  readonly #map: HallMap;
  readonly #list: HallList;
  readonly #panel = h("div", { class: "panel", role: "tabpanel", id: "seats-panel" });
  readonly #tabs: Record<ViewName, HTMLButtonElement>;
  readonly #button: HTMLButtonElement;
  #isHolding = false;

  constructor(book: Book, hall: Hall) {
    const w = words();
    this.#book = book;
    this.#hall = hall;
    this.#max = book.concert.maxSeatsPerUser;
    this.#selection = new Selection(hall, this.#max);
    this.#map = new HallMap(hall, this.#selection);
    this.#list = new HallList(hall, this.#selection);
    this.#button = button(w.continueButton, () => void this.#hold());
    const tab = (name: ViewName, label: string) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${name}`,
          "aria-controls": "seats-panel",
          onclick: () => this.#show(name, true),
          onkeydown: (event: KeyboardEvent) => {
            if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
            const other = name === "map" ? "list" : "map";
            this.#show(other, true);
            this.#tabs[other].focus();
          },
        },
        label,
      );
    this.#tabs = { map: tab("map", w.map), list: tab("list", w.list) };
    const toList = h(
      "a",
      {
        class: "to-list",
        href: "#seats-panel",
        onclick: (event: MouseEvent) => {
          event.preventDefault();
          this.#show("list", true);
          this.#list.element.querySelector<HTMLElement>("button")?.focus();
        },
      },
      w.chooseFromList,
    );
    const signal = book.step([
      toList,
      h("div", { class: "heading" }, h("h1", {}, w.seatsTitle), h("span", { class: "soft" }, w.upTo(this.#max))),
      h("div", { class: "tabs", role: "tablist", "aria-label": w.viewTabs }, this.#tabs.map, this.#tabs.list),
      this.#best(),
      this.#panel,
      legend(hall),
      book.concert.shows.length > 1 ? button(w.otherDates, () => book.toDates(), "text") : null,
    ]);
    signal.addEventListener("abort", () => {
      this.#map.stop();
      this.#selection.stop();
    });
    this.#selection.onChange(() => this.#showBar());
    this.#selection.onLimit = () => toast(w.limitToast(this.#max));
    this.#selection.onGone = (seat) => toast(w.seatGone(seatNames([hall.nameOf(seat)]).join("")));
    this.#show(read("view") === "list" ? "list" : "map", false);
    book.chooseTimer();
    this.#showBar();
    this.#selection.onTaken = (seat) => void this.#offerSimilar([seat], this.#selection.sorted);
    hall.follow(signal, () => void this.#streamEnded(signal)).catch((error) => book.fail(error));
  }

  /** The turn is over, which the token says; or the hall is another one, which is read again. */
  async #streamEnded(signal: AbortSignal): Promise<void> {
    await this.#book.turn.refresh();
    window.setTimeout(() => !signal.aborted && this.#book.context.again(), 1000);
  }

  #show(name: ViewName, isChosen: boolean): void {
    if (isChosen) write("view", name);
    for (const [other, tab] of Object.entries(this.#tabs)) {
      tab.setAttribute("aria-selected", String(other === name));
      tab.tabIndex = other === name ? 0 : -1;
    }
    this.#panel.setAttribute("aria-labelledby", `tab-${name}`);
    this.#panel.replaceChildren(name === "map" ? this.#map.element : this.#list.element);
    if (name === "map") this.#map.draw();
  }

  /** The best seats side by side, for whoever does not want to look for them. */
  #best(): HTMLElement {
    const w = words();
    const choose = (many: number) => {
      const seats = this.#hall.best(many);
      if (seats) this.#suggest(seats);
      else toast(w.noneTogether);
    };
    const counts = Array.from({ length: Math.min(4, this.#max) }, (_, i) => i + 1);
    return h(
      "div",
      { class: "chips best", role: "group", "aria-label": w.bestTitle },
      h("span", { class: "soft", "aria-hidden": "true" }, w.bestTitle),
      counts.map((many) =>
        h("button", { type: "button", class: "chip", onclick: () => choose(many) }, w.bestCount(many)),
      ),
    );
  }

  #suggest(seats: readonly number[]): void {
    this.#selection.replace(seats);
    this.#map.lookAt(seats);
    toast(words().suggested(seatNames(seats.map((seat) => this.#hall.nameOf(seat))).join(", ")));
  }

  #showBar(): void {
    const w = words();
    const seats = this.#selection.sorted;
    const names = seatNames(seats.map((seat) => this.#hall.nameOf(seat)));
    this.#button.disabled = seats.length === 0 || this.#isHolding;
    setBar(
      seats.length === 0
        ? h("span", { class: "soft" }, w.seatCount("0"))
        : [
            h("b", {}, `${w.seatCount(String(seats.length))} · ${money(this.#selection.amount, this.#hall.currency)}`),
            h("span", { class: "soft names" }, names.join(", ")),
          ],
      this.#button,
    );
  }

  // The name of the attempt survives a reload: if its answer was lost, it is repeated, and the seats
  // are held once.
  #keyFor(numbers: number[]): string {
    const name = `hold.${this.#hall.show}`;
    const [kept, key] = (readTab(name) ?? "").split(" ");
    if (kept === numbers.join(",") && key) return key;
    const fresh = newKey();
    writeTab(name, `${numbers.join(",")} ${fresh}`);
    return fresh;
  }

  async #hold(): Promise<void> {
    const numbers = this.#selection.numbers;
    if (this.#isHolding || numbers.length === 0) return;
    const wanted = this.#selection.sorted;
    this.#isHolding = true;
    this.#showBar();
    const forget = () => writeTab(`hold.${this.#hall.show}`, undefined);
    try {
      await api.call("POST /v1/reservations", {
        body: { showId: this.#hall.show, seatNumbers: numbers },
        idempotencyKey: this.#keyFor(numbers),
      });
      forget();
      this.#selection.stop();
      this.#selection.replace([]);
      return await this.#book.next();
    } catch (error) {
      if (!(error instanceof NoAnswerError)) forget();
      this.#refused(error, wanted);
    } finally {
      this.#isHolding = false;
      if (this.#panel.isConnected) this.#showBar();
    }
  }

  #refused(error: unknown, wanted: number[]): void {
    const w = words();
    if (error instanceof NoAnswerError) return toast(w.offline);
    if (!(error instanceof ProblemError)) return this.#book.fail(error);
    switch (error.code) {
      case "seat-unavailable":
        return void this.#taken(error, wanted).catch((failure) => this.#book.fail(failure));
      case "too-many-seats":
        return toast(w.limitToast(error.problem?.limit ?? this.#max));
      case "leaves-single-seat":
        return void this.#leavesSingle(error).catch((failure) => this.#book.fail(failure));
      case "access-required":
        return toast(w.accessRequired);
      case "turn-ending":
        return void this.#book.turnEnding().catch((failure) => this.#book.fail(failure));
      case "not-on-sale":
        return notOnSale(this.#book);
      case "quota-exceeded":
      case "overloaded":
        return toast(w.tooFast);
      default:
        return this.#book.fail(error);
    }
  }

  async #taken(error: ProblemError, wanted: number[]): Promise<void> {
    const { unavailableSeats = [], mine = [] } = error.problem ?? {};
    // The buyer's own hold, made by an attempt whose answer was lost or in another tab.
    if (unavailableSeats.length > 0 && unavailableSeats.every((seat) => mine.includes(seat)))
      return this.#book.next();
    const lost = this.#indices(unavailableSeats);
    await this.#offerSimilar(lost, wanted, this.#indices(error.problem?.nearest));
  }

  #indices(numbers: readonly number[] = []): number[] {
    return numbers.map((number) => this.#hall.indexOf(number)).filter((seat) => seat !== undefined);
  }

  #names(seats: readonly number[]): string {
    return seatNames(seats.map((seat) => this.#hall.nameOf(seat))).join(", ");
  }

  /** The choice would leave a single seat that nobody buys: others beside each other. */
  async #leavesSingle(error: ProblemError): Promise<void> {
    const w = words();
    const alternative = this.#indices(error.problem?.alternative);
    const choice = await ask(
      w.singleTitle,
      w.singleText(this.#names(this.#indices(error.problem?.singleSeats))),
      [
        { label: w.similarSeats, value: true, kind: "primary" },
        { label: w.chooseAgain, value: false },
      ],
      false,
    );
    if (choice && alternative.length > 0) this.#suggest(alternative);
  }

  /** Says which seats are somebody else's, and offers as many of the same level beside each other. */
  async #offerSimilar(lost: number[], wanted: number[], nearest: number[] = []): Promise<void> {
    const w = words();
    const names = seatNames(lost.map((seat) => this.#hall.nameOf(seat))).join(", ");
    const wantsSimilar = await ask(
      w.takenTitle,
      w.takenText(names),
      [
        { label: w.similarSeats, value: true, kind: "primary" },
        { label: w.chooseAgain, value: false },
      ],
      false,
    );
    const left = wanted.filter((seat) => !lost.includes(seat));
    this.#selection.replace(left);
    if (!wantsSimilar) return;
    const similar = nearest.length > 0 ? nearest : this.#hall.similar([...lost, ...left]);
    if (similar) this.#suggest(similar);
    else toast(w.noneTogether);
  }
}
