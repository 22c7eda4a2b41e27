// Which seats are chosen. The last one that was pressed is the start of a range.

import { useMemo, useRef, useState } from "preact/hooks";
import { type Seat, between, stillThere } from "./hall.js";

export type Choice = {
  numbers: ReadonlySet<number>;
  seats: readonly Seat[];
  /** Chooses a seat, or not any more; as a range, all seats from the last one that was pressed. */
  press: (number: number, isRange: boolean) => void;
  /** Chooses all seats from one to another. */
  extend: (from: number, to: number) => void;
  /** Chooses all of these or, if they are chosen already, none of them. */
  pressAll: (numbers: readonly number[]) => void;
  set: (numbers: readonly number[]) => void;
  clear: () => void;
};

/** `arrival`: what is chosen at the beginning. */
export function useChoice(seats: readonly Seat[], arrival: readonly number[]): Choice {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set(arrival));
  const start = useRef<number | null>(null);
  const numbers = useMemo(() => stillThere(chosen, seats), [chosen, seats]);

  const extend = (from: number, to: number) => {
    start.current ??= from;
    setChosen(new Set([...numbers, ...between(seats, from, to)]));
  };
  const press = (number: number, isRange: boolean) => {
    if (isRange && start.current !== null) return extend(start.current, number);
    start.current = number;
    const next = new Set(numbers);
    if (!next.delete(number)) next.add(number);
    setChosen(next);
  };
  const pressAll = (all: readonly number[]) => {
    const next = new Set(numbers);
    if (all.every((number) => next.has(number))) for (const number of all) next.delete(number);
    else for (const number of all) next.add(number);
    setChosen(next);
  };
  const set = (all: readonly number[]) => setChosen(new Set(all));
  const clear = () => {
    start.current = null;
    setChosen(new Set());
  };
  return {
    numbers,
    seats: seats.filter(({ number }) => numbers.has(number)),
    press,
    extend,
    pressAll,
    set,
    clear,
  };
}
