// Starts the pages: which view is shown at which address.

import { startFrame, message, show } from "./frame.js";
import { words } from "./language.js";
import { pathOf, routeOf } from "./place.js";
import { showBook } from "./views/book.js";
import { showConcert, showConcerts } from "./views/concert.js";
import { showBooking, showBookings } from "./views/me.js";
import { showQueue } from "./views/queue.js";
import { type Context, type Known, showFailure } from "./views/view.js";
import "./style.css";
import "./views.css";

let leave = () => {};

type Why = { join?: boolean };

/** Shows the view of the address. `why`: what it is opened for, if it was opened before; else the history says so. */
async function open(why?: Why): Promise<void> {
  leave();
  const abort = new AbortController();
  const stops: (() => void)[] = [];
  leave = () => {
    abort.abort();
    for (const stop of stops.splice(0)) stop();
  };
  // The history states once what the address was opened for, so that a reload changes nothing.
  const purpose = why ?? ((history.state ?? {}) as Why);
  history.replaceState(null, "");
  const context: Context = {
    signal: abort.signal,
    go,
    again: () => void open(purpose),
    onLeave: (stop) => stops.push(stop),
  };
  try {
    await view(context, purpose);
  } catch (error) {
    showFailure(context, error);
  }
}

async function view(context: Context, why: Why): Promise<void> {
  const route = routeOf(location.pathname);
  switch (route.at) {
    case "concerts":
      return showConcerts(context);
    case "concert":
      return showConcert(context, route.concert);
    case "queue":
      return showQueue(context, route.concert, why.join === true);
    case "book":
      return showBook(context, route.concert);
    case "booking":
      return showBooking(context, route.reservation, why.join === true);
    case "me":
      return showBookings(context);
    case "nowhere":
      show({ title: "Onsale", home: pathOf({ at: "concerts" }), body: message(words().notFound, null) });
  }
}

function go(route: Known, how: { replace?: boolean; join?: boolean } = {}): void {
  const state = how.join ? { join: true } : null;
  if (how.replace) history.replaceState(state, "", pathOf(route));
  else history.pushState(state, "", pathOf(route));
  void open();
}

// Links inside the pages change the view without a new document.
document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest?.("a");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  const route = routeOf(link.pathname);
  if (route.at === "nowhere") return;
  event.preventDefault();
  go(route);
});

window.addEventListener("popstate", () => void open());
startFrame(() => void open());
void open();
