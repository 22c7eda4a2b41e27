// The hall as a list: levels, sections, rows, seats. The equal of the map, for keyboards, screen
// readers and whoever prefers it. At most one section's seats are in the document.

import { attribute, fill, h, setText } from "./dom.js";
import { count, money, seatName } from "./format.js";
import { AVAILABLE, type Hall, type Section } from "./hall.js";
import { words } from "./language.js";
import type { Selection } from "./selection.js";

export class HallList {
  readonly element = h("div", { class: "list" });
  readonly #hall: Hall;
  readonly #selection: Selection;
  readonly #heads = new Map<Section, HTMLButtonElement>();
  readonly #chips = new Map<number, HTMLButtonElement>();
  #level: number | undefined;
  #onlyPlaces = false; // wheelchair places and companion seats alone
  #open: Section | undefined;

  constructor(hall: Hall, selection: Selection) {
    this.#hall = hall;
    this.#selection = selection;
    this.#build();
    hall.onChange((changed) => this.#update(changed));
    selection.onChange((changed) => this.#update(changed));
  }

  #build(): void {
    const w = words();
    const levels = this.#hall.levels
      .map((level, index) => ({ level, index }))
      .filter(({ level }) => level.price !== null);
    const choice = (label: string, index: number | undefined) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-pressed": String(this.#level === index),
          onclick: (event: MouseEvent) => {
            this.#level = index;
            const all = (event.currentTarget as Element).parentElement!.children;
            for (const other of all) attribute(other, "aria-pressed", String(other === event.currentTarget));
            this.#fillSections();
          },
        },
        label,
      );
    fill(
      this.element,
      levels.length > 1 &&
        h(
          "div",
          { class: "chips", role: "group", "aria-label": w.prices },
          choice(w.allLevels, undefined),
          levels.map(({ level, index }) =>
            choice(`${w.level(level.name)} ${money(level.price!, this.#hall.currency)}`, index),
          ),
        ),
      this.#hall.hasPlaces && h("div", { class: "chips" }, this.#placesChip()),
      h("div", { class: "sections" }),
    );
    this.#fillSections();
  }

  #placesChip(): HTMLButtonElement {
    const chip = h(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-pressed": "false",
        onclick: () => {
          this.#onlyPlaces = !this.#onlyPlaces;
          attribute(chip, "aria-pressed", String(this.#onlyPlaces));
          this.#fillSections();
        },
      },
      words().filterAccess,
    );
    return chip;
  }

  #isShown(seat: number): boolean {
    return !this.#onlyPlaces || this.#hall.isAccessible(seat);
  }

  #fillSections(): void {
    this.#heads.clear();
    this.#chips.clear();
    const sections = this.#hall.sections
      .filter(({ level }) => this.#level === undefined || level === this.#level)
      .filter(({ level }) => this.#hall.levels[level]!.price !== null)
      .filter(({ seats }) => seats.some((seat) => this.#isShown(seat)))
      .sort((a, b) => a.level - b.level); // stable: else in the chart's order
    if (this.#open && !sections.includes(this.#open)) this.#open = undefined;
    fill(
      this.element.querySelector(".sections")!,
      sections.map((section) => {
        const head = h("button", {
          type: "button",
          class: "section",
          "aria-expanded": String(this.#open === section),
          onclick: () => this.#toggle(section),
        });
        this.#heads.set(section, head);
        this.#showHead(section);
        return h(
          "div",
          {},
          h("h2", {}, head),
          this.#open === section ? this.#rows(section) : null,
        );
      }),
    );
  }

  #toggle(section: Section): void {
    const before = this.#open;
    this.#open = before === section ? undefined : section;
    this.#chips.clear();
    if (before) {
      const head = this.#heads.get(before);
      attribute(head!, "aria-expanded", "false");
      head!.parentElement!.nextElementSibling?.remove();
    }
    if (this.#open) {
      const head = this.#heads.get(section)!;
      attribute(head, "aria-expanded", "true");
      head.parentElement!.after(this.#rows(section));
      head.scrollIntoView({ block: "nearest" });
    }
  }

  #showHead(section: Section): void {
    const head = this.#heads.get(section);
    if (!head) return;
    const w = words();
    const level = w.level(this.#hall.levels[section.level]!.name);
    const free = this.#onlyPlaces
      ? section.seats.filter((seat) => this.#isShown(seat) && this.#hall.state[seat] === AVAILABLE).length
      : section.free;
    setText(head, w.sectionRow(section.name, level, count(free)));
    head.classList.toggle("empty", free === 0);
  }

  /** The seats of a section that can be had; what is taken meanwhile stays, marked. */
  #rows(section: Section): HTMLElement {
    const w = words();
    const rows = section.rows.map((row) => {
      const seats = row.seats.filter(
        (seat) =>
          this.#isShown(seat) && (this.#hall.state[seat] === AVAILABLE || this.#selection.has(seat)),
      );
      if (seats.length === 0) return null;
      const chips = seats.map((seat, i) => this.#chip(seat, i === 0));
      return h(
        "div",
        { class: "row" },
        h("span", { class: "row-name", "aria-hidden": "true" }, w.rowName(row.name)),
        h(
          "div",
          {
            class: "seats",
            role: "group",
            "aria-label": w.rowName(row.name),
            onkeydown: (event: KeyboardEvent) => moveFocus(event, chips),
          },
          chips,
        ),
      );
    });
    return h("div", { class: "rows" }, rows.some(Boolean) ? rows : w.noSeats);
  }

  #chip(seat: number, isFirst: boolean): HTMLButtonElement {
    const chip = h("button", {
      type: "button",
      class: "seat",
      tabindex: isFirst ? 0 : -1,
      onclick: () => this.#selection.toggle(seat),
    });
    chip.append(h("span", { "aria-hidden": "true" }));
    this.#chips.set(seat, chip);
    this.#showChip(seat);
    return chip;
  }

  #showChip(seat: number): void {
    const chip = this.#chips.get(seat);
    if (!chip) return;
    const w = words();
    const name = this.#hall.nameOf(seat);
    const isMine = this.#selection.has(seat);
    const state = this.#hall.state[seat]!;
    const isFree = isMine || state === AVAILABLE;
    const states = [w.available, w.heldByOther, w.notAvailable, w.notAvailable];
    const spoken = w.seatSpoken(
      seatName(name),
      w.level(this.#hall.levels[this.#hall.levelOf[seat]!]!.name),
      money(this.#hall.priceOf(seat), this.#hall.currency),
      [name.access && w.access[name.access], isMine ? w.selected : states[state]].filter(Boolean).join(", "),
    );
    const mark = name.access === null ? "" : w.accessMark[name.access];
    setText(chip.firstElementChild!, `${name.seat ?? name.label} ${mark}`.trim());
    attribute(chip, "aria-label", spoken);
    attribute(chip, "aria-pressed", String(isMine));
    chip.classList.toggle("access", this.#hall.isAccessible(seat));
    chip.classList.toggle("step-free", name.access === "step-free");
    attribute(chip, "aria-disabled", isFree ? undefined : "true");
    attribute(chip, "data-number", this.#hall.numbers[seat]!);
  }

  #update(changed: readonly number[]): void {
    const sections = new Set<Section>();
    for (const seat of changed) {
      sections.add(this.#hall.sections[this.#hall.sectionOf[seat]!]!);
      this.#showChip(seat);
    }
    for (const section of sections) this.#showHead(section);
    // Seats that have become free appear, unless that would move what the buyer is reading.
    if (this.#open && sections.has(this.#open) && !this.element.contains(document.activeElement)) {
      const old = this.#heads.get(this.#open)?.parentElement?.nextElementSibling;
      this.#chips.clear();
      old?.replaceWith(this.#rows(this.#open));
    }
  }
}

/** Arrows move within a row; only one seat of a row is a tab stop. */
function moveFocus(event: KeyboardEvent, chips: HTMLButtonElement[]): void {
  const at = chips.indexOf(document.activeElement as HTMLButtonElement);
  const to =
    event.key === "ArrowRight" || event.key === "ArrowDown"
      ? at + 1
      : event.key === "ArrowLeft" || event.key === "ArrowUp"
        ? at - 1
        : event.key === "Home"
          ? 0
          : event.key === "End"
            ? chips.length - 1
            : undefined;
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const chip = chips[Math.min(Math.max(to, 0), chips.length - 1)]!;
  for (const other of chips) other.tabIndex = other === chip ? 0 : -1;
  chip.focus();
}
