// The seats that the buyer has chosen and not held yet: one state, which map and list show.

import { AVAILABLE, type Hall } from "./hall.js";
import { readTab, writeTab } from "./storage.js";

export class Selection {
  readonly seats = new Set<number>(); // indices in the hall
  readonly #hall: Hall;
  readonly #max: number;
  readonly #listeners = new Set<(changed: readonly number[]) => void>();
  onLimit: () => void = () => {};
  onGone: (seat: number) => void = () => {};
  /** A wheelchair place and its companion seat were chosen together. */
  onPair: (seats: readonly number[]) => void = () => {};
  /** A seat of somebody else was chosen. */
  onTaken: (seat: number) => void = () => {};
  readonly #stop: () => void;

  constructor(hall: Hall, max: number) {
    this.#hall = hall;
    this.#max = max;
    for (const number of (readTab(this.#key()) ?? "").split(",")) {
      const seat = hall.indexOf(Number(number));
      if (seat !== undefined && this.seats.size < max) this.seats.add(seat);
    }
    this.#stop = hall.onChange(() => {
      const gone = [...this.seats].filter((seat) => hall.state[seat] !== AVAILABLE);
      for (const seat of gone) {
        this.seats.delete(seat);
        this.onGone(seat);
      }
      if (gone.length > 0) this.#changed(gone);
    });
  }

  #key(): string {
    return `seats.${this.#hall.show}`;
  }

  stop(): void {
    this.#stop();
  }

  onChange(listener: (changed: readonly number[]) => void): void {
    this.#listeners.add(listener);
  }

  has(seat: number): boolean {
    return this.seats.has(seat);
  }

  toggle(seat: number): void {
    if (!this.#hall.isKnown) return; // the states are on their way
    // A pair is chosen and left together, while both can be had.
    const pair = this.#hall.pairOf(seat);
    const seats = pair !== undefined && this.#canHave(pair) ? [seat, pair] : [seat];
    if (this.seats.has(seat)) for (const one of seats) this.seats.delete(one);
    else if (this.#hall.state[seat] !== AVAILABLE) return this.onTaken(seat);
    else if (new Set([...this.seats, ...seats]).size > this.#max) return this.onLimit();
    else {
      for (const one of seats) this.seats.add(one);
      if (seats.length > 1) this.onPair(seats);
    }
    this.#changed(seats);
  }

  #canHave(seat: number): boolean {
    return this.seats.has(seat) || this.#hall.state[seat] === AVAILABLE;
  }

  replace(seats: readonly number[]): void {
    const changed = [...this.seats, ...seats];
    this.seats.clear();
    for (const seat of seats.slice(0, this.#max)) this.seats.add(seat);
    this.#changed(changed);
  }

  get numbers(): number[] {
    return [...this.seats].map((seat) => this.#hall.numbers[seat]!).sort((a, b) => a - b);
  }

  /** In order of number. */
  get sorted(): number[] {
    return [...this.seats].sort((a, b) => a - b);
  }

  get amount(): number {
    return [...this.seats].reduce((sum, seat) => sum + this.#hall.priceOf(seat), 0);
  }

  #changed(seats: readonly number[]): void {
    writeTab(this.#key(), this.seats.size > 0 ? this.numbers.join(",") : undefined);
    for (const listener of this.#listeners) listener(seats);
  }
}
