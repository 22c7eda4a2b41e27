// The server's time. The clock of a phone may be wrong: every answer's `Date` bounds the difference.
//
// Units: milliseconds since 1970 as the server counts them.

let low = -Infinity; // server time - performance.now() is at least this
let high = Infinity; // and at most this

/**
 * Takes an answer's `Date`, which has whole seconds, with the moments of sending and receiving. An
 * answer of a cache may be as old as `ageMaxMs`: the server's time is later than its `Date` by so much.
 */
export function noteDate(date: string | null, sent: number, received: number, ageMaxMs: number): void {
  const ms = Date.parse(date ?? "");
  if (!Number.isFinite(ms)) return;
  const newLow = ms - received;
  const newHigh = ms + 1000 + ageMaxMs - sent;
  // The performance clock may stand still while a phone sleeps: then the old bounds are wrong.
  if (newLow > high || (newHigh < low && ageMaxMs === 0)) [low, high] = [newLow, newHigh];
  else {
    low = Math.max(low, newLow);
    if (newHigh >= low) high = Math.min(high, newHigh); // else a cache kept it for longer
  }
}

export function serverNow(): number {
  return Number.isFinite(high) ? performance.now() + (low + high) / 2 : Date.now();
}

/** Milliseconds until an ISO time, never below 0, and never more than there are: the server's time may be the upper bound. */
export function msUntil(time: string): number {
  const now = Number.isFinite(high) ? performance.now() + high : Date.now();
  return Math.max(0, Date.parse(time) - now);
}

/** Calls back now and at every full second of the countdown to `time`, until stopped. */
export function countdown(time: string, show: (ms: number) => void): () => void {
  let timer = 0;
  const tick = () => {
    const ms = msUntil(time);
    show(ms);
    if (ms > 0) timer = window.setTimeout(tick, (ms % 1000) + 20);
  };
  tick();
  return () => window.clearTimeout(timer);
}
