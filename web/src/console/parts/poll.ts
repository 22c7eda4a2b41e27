// Reads something again and again while the page is seen.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";

const PAUSE_MIN_MS = 1000;
const NEVER_MS = 2 ** 31 - 1; // the longest that a timer of a browser can be

export type Polled<T> = {
  data: T | undefined;
  /** Of the last attempt; `data` may be older. */
  error: unknown;
  /** Read now. */
  again: () => void;
};

/** Calls back while the page is seen: at once, then `ms` after each end, until stopped. */
function whileSeen(ms: number, read: () => Promise<unknown>): () => void {
  let timer = 0;
  let isReading = false;
  let isStopped = false;
  let readAt = -Infinity;
  const next = async () => {
    window.clearTimeout(timer);
    if (isReading || isStopped || document.hidden) return;
    isReading = true;
    readAt = performance.now();
    try {
      await read();
    } finally {
      isReading = false;
    }
    if (!isStopped) timer = window.setTimeout(() => void next(), ms);
  };
  const seen = () => {
    window.clearTimeout(timer);
    // Also for somebody who changes windows again and again.
    timer = window.setTimeout(() => void next(), readAt + PAUSE_MIN_MS - performance.now());
  };
  document.addEventListener("visibilitychange", seen);
  void next();
  return () => {
    isStopped = true;
    window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}

/**
 * `read` at once, every `ms` (0: not again by itself), when one of `inputs` changes, and on
 * `again()` or when `nudge` changes. Other inputs drop the data; the rest keeps it until there is
 * a newer answer. A later read aborts `signal` of the one before. Not while the page is hidden.
 */
export function usePolled<T>(
  read: (signal: AbortSignal) => Promise<T>,
  ms: number,
  inputs: readonly unknown[],
  nudge?: unknown,
): Polled<T> {
  const [state, setState] = useState<{ data: T | undefined; error: unknown }>({
    data: undefined,
    error: undefined,
  });
  const [count, setCount] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  const inputsBefore = useRef(inputs);
  useEffect(() => {
    const isOther = inputs.some((input, i) => !Object.is(input, inputsBefore.current[i]));
    inputsBefore.current = inputs;
    // What belongs to other inputs is not shown any longer.
    if (isOther) setState({ data: undefined, error: undefined });
    const over = new AbortController();
    const once = async () => {
      try {
        const data = await latest.current(over.signal);
        if (!over.signal.aborted) setState({ data, error: undefined });
      } catch (error) {
        if (!over.signal.aborted) setState((state) => ({ ...state, error }));
      }
    };
    const stop = whileSeen(ms > 0 ? Math.max(PAUSE_MIN_MS, ms) : NEVER_MS, once);
    return () => {
      stop();
      over.abort();
    };
  }, [...inputs, nudge, ms, count]);
  const again = useCallback(() => setCount((count) => count + 1), []);
  return { ...state, again };
}
