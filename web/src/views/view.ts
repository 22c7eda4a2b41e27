// What every view has: a signal that ends it, and ways to other addresses.

import { NoAnswerError, ProblemError, isOnline, isProblem, referenceOf, whenReachable } from "../api.js";
import { button, message, show } from "../frame.js";
import { words } from "../language.js";
import { pathOf, type Route } from "../place.js";

export type Known = Exclude<Route, { at: "nowhere" }>;

export type Context = {
  /** Aborted when the buyer goes elsewhere. */
  signal: AbortSignal;
  go: (route: Known, how?: { replace?: boolean; join?: boolean }) => void;
  /** Shows the same address again from the start, for the same purpose. */
  again: () => void;
  /** Runs when the buyer goes elsewhere. */
  onLeave: (stop: () => void) => void;
};

/** The screen for errors that no view has words for. */
export function showFailure(context: Context, error: unknown): void {
  if (context.signal.aborted) return;
  const w = words();
  const home = pathOf({ at: "concerts" });
  const isMissing = isProblem(error, "concert-not-found", "show-not-found", "reservation-not-found");
  if (isMissing) {
    show({ title: "Onsale", home, body: message(w.notFound, null) });
    return;
  }
  if (isProblem(error, "buyer-token-required", "buyer-token-invalid", "access-key-required")) {
    show({ title: "Onsale", home, body: message(w.signInTitle, w.signInText) });
    return;
  }
  if (error instanceof NoAnswerError || !isOnline()) {
    const again = button(w.tryAgain, context.again);
    show({ title: "Onsale", home, body: message(w.awayTitle, w.awayText, again) });
    context.onLeave(whenReachable(context.again));
    return;
  }
  const isFast = error instanceof ProblemError && error.status === 429;
  show({
    title: "Onsale",
    home,
    body: message(
      w.failedTitle,
      isFast ? w.tooFast : w.failedText(referenceOf(error)),
      button(w.tryAgain, context.again),
    ),
  });
}
