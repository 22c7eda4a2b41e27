// Reads again what is on the screen, as long as somebody can see it.

// A page that is looked at again reads at once, but not at each change between two tabs.
const AGAIN_MS = 2000;

/**
 * Calls `read` `everyMs()` after its last end while the page is visible, and when it becomes visible
 * again, until the signal. A failure is followed by the next call.
 */
export function renew(signal: AbortSignal, everyMs: () => number, read: () => Promise<void>): void {
  let timer = 0;
  let readAt = performance.now();
  let isReading = false;
  const plan = (ms: number) => {
    window.clearTimeout(timer);
    if (!signal.aborted && !document.hidden && !isReading) timer = window.setTimeout(() => void run(), ms);
  };
  const run = async () => {
    isReading = true;
    await read().catch(() => {}); // the next one may succeed
    isReading = false;
    readAt = performance.now();
    plan(everyMs());
  };
  const onVisible = () => plan(Math.max(0, readAt + AGAIN_MS - performance.now()));
  document.addEventListener("visibilitychange", onVisible, { signal });
  signal.addEventListener("abort", () => window.clearTimeout(timer));
  plan(everyMs());
}
