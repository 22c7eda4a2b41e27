// The step of the seats: map and list, two equal views of one selection, and the hold.

import { isProblem } from "../api.js";
import { h } from "../dom.js";
import { money, seatNames } from "../format.js";
import { button, message, setBar, toast } from "../frame.js";
import { type Hall, readHall } from "../hall.js";
import { words } from "../language.js";
import { HallList } from "../list.js";
import { HallMap, legend } from "../map.js";
import { Selection } from "../selection.js";
import { read, write } from "../storage.js";
import { bestForm } from "./best.js";
import type { Book } from "./book.js";
import { Holding } from "./hold.js";

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
  readonly #best: HTMLDetailsElement;
  readonly #holding: Holding;
  readonly #panel = h("div", { class: "panel", role: "tabpanel", id: "seats-panel" });
  readonly #tabs: Record<ViewName, HTMLButtonElement>;
  readonly #button: HTMLButtonElement;

  constructor(book: Book, hall: Hall) {
    const w = words();
    this.#book = book;
    this.#hall = hall;
    this.#max = book.concert.maxSeatsPerUser;
    this.#selection = new Selection(hall, this.#max);
    this.#map = new HallMap(hall, this.#selection);
    this.#list = new HallList(hall, this.#selection);
    const run = (act: Promise<void>) => void act.catch((error) => book.fail(error));
    this.#button = button(w.continueButton, () => run(this.#holding.chosen()));
    this.#best = bestForm(hall, this.#max, (wanted) => run(this.#holding.best(wanted)));
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
      this.#best,
      this.#panel,
      legend(hall),
      book.concert.shows.length > 1 ? button(w.otherDates, () => book.toDates(), "text") : null,
    ]);
    signal.addEventListener("abort", () => {
      this.#map.stop();
      this.#selection.stop();
    });
    this.#holding = new Holding(book, hall, this.#selection, signal);
    this.#holding.onBusy = () => this.#showBar();
    this.#holding.onBest = () => this.#openBest();
    this.#holding.onNotOnSale = () => notOnSale(book);
    this.#selection.onChange(() => this.#showBar());
    this.#selection.onLimit = () => toast(w.limitToast(this.#max));
    this.#selection.onPair = (seats) => toast(w.pairChosen(this.#names(seats)));
    // What goes while an answer is awaited is in the answer, and may be the buyer's own.
    this.#selection.onGone = (seat) => !this.#holding.isBusy && toast(w.seatGone(this.#names([seat])));
    this.#show(read("view") === "list" ? "list" : "map", false);
    book.chooseTimer();
    this.#showBar();
    this.#selection.onTaken = (seat) => run(this.#holding.tappedTaken(seat));
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

  /** The form of the best seats, for a buyer who has met taken ones. */
  #openBest(): void {
    this.#best.open = true;
    this.#best.scrollIntoView({ block: "nearest" });
    this.#best.querySelector<HTMLElement>("select")?.focus();
  }

  #names(seats: readonly number[]): string {
    return seatNames(seats.map((seat) => this.#hall.nameOf(seat))).join(", ");
  }

  #showBar(): void {
    const w = words();
    const seats = this.#selection.sorted;
    this.#button.disabled = seats.length === 0 || this.#holding.isBusy;
    setBar(
      seats.length === 0
        ? h("span", { class: "soft" }, w.seatCount("0"))
        : [
            h("b", {}, `${w.seatCount(String(seats.length))} · ${money(this.#selection.amount, this.#hall.currency)}`),
            h("span", { class: "soft names" }, this.#names(seats)),
          ],
      this.#button,
    );
  }
}
