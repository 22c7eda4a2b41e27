// The dates of a concert that are on sale, with the seats that are left: a list that is kept true.

import type { Schemas } from "../api.js";
import { h, setText } from "../dom.js";
import { count, showTime } from "../format.js";
import { say } from "../frame.js";
import { words } from "../language.js";

export type DateLeft = Schemas["Date"];
type Row = { item: HTMLElement; button: HTMLButtonElement; left: HTMLElement };

export class DateList {
  readonly element = h("ul", { class: "cards" });
  readonly #onChoose: (showId: string) => void;
  readonly #rows = new Map<string, Row>();
  #shown = "";

  constructor(dates: readonly DateLeft[], onChoose: (showId: string) => void) {
    this.#onChoose = onChoose;
    this.set(dates);
  }

  /** Shows these dates. A row that is there stays, with its focus; that it sells out, or is free again, is announced. */
  set(dates: readonly DateLeft[]): void {
    const w = words();
    for (const date of dates) {
      const isNew = !this.#rows.has(date.showId);
      const { button, left } = this.#row(date);
      const isFree = date.seatsAvailable > 0;
      const text = isFree ? w.left(count(date.seatsAvailable)) : w.soldOut;
      if (!isNew && button.disabled === isFree) say(`${showTime(date.startsAt, date.timeZone)}: ${text}`);
      button.disabled = !isFree;
      setText(left, text);
    }
    const shown = dates.map(({ showId }) => showId).join(" ");
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.replaceChildren(...dates.map((date) => this.#row(date).item));
  }

  #row(date: DateLeft): Row {
    const { showId } = date;
    const known = this.#rows.get(showId);
    if (known) return known;
    const left = h("span", { class: "soft" });
    const button = h(
      "button",
      { type: "button", class: "card date", onclick: () => this.#onChoose(showId) },
      h("strong", {}, showTime(date.startsAt, date.timeZone)),
      left,
    );
    const row = { item: h("li", {}, button), button, left };
    this.#rows.set(showId, row);
    return row;
  }
}
