// A value that components listen to.

import { useEffect, useState } from "preact/hooks";

export class Signal<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls back after each change, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** The value; the component is rendered again when it changes. */
export function useSignal<T>(signal: Signal<T>): T {
  const [, render] = useState(0);
  const { value } = signal;
  useEffect(() => {
    const again = () => render((count) => count + 1);
    if (!Object.is(signal.value, value)) again(); // it changed before this effect ran
    return signal.listen(again);
  }, [signal]);
  return value;
}
