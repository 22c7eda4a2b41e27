// The concerts, and the page of one: what anybody may know before the queue.

import { type Concert, type ConcertDetail, type Room, type Show, api } from "../api.js";
import { msUntil, serverNow } from "../clock.js";
import { levelMark } from "../colors.js";
import { fill, h } from "../dom.js";
import { dayTime, daysBetween, money, showTime } from "../format.js";
import { button, setBar, show } from "../frame.js";
import { words } from "../language.js";
import { pathOf } from "../place.js";
import { renew } from "../renew.js";
import { bestOf, type Sale, saleOf } from "../sale.js";
import type { Context } from "./view.js";

const RENEW_MS = 15_000;
const DAY_MS = 86_400_000;
// After an opening, caches have the state before it for a second; and not all pages ask at once.
const OPENED_MS = 1000;
const SPREAD_MS = 2000;

export async function showConcerts(context: Context): Promise<void> {
  const { body } = await api.call("GET /v1/concerts", { signal: context.signal });
  if (context.signal.aborted) return;
  if (body.concerts.length === 1)
    return showConcert(context, body.concerts[0]!.concertId);
  const w = words();
  const home = pathOf({ at: "concerts" });
  const seen = whenSeen(context);
  const cards = body.concerts.map((concert) => {
    const facts = h("span", { class: "facts-of-card" });
    const element = card(concert, facts);
    seen(element, () => void showFacts(concert.concertId, facts, context.signal));
    return element;
  });
  const list = h("ul", { class: "cards" }, cards);
  show({
    title: "Onsale",
    pageTitle: w.concerts,
    home,
    body: [h("h1", {}, w.concerts), body.concerts.length === 0 ? h("p", {}, w.noConcerts) : list],
  });
}

/** The calls of a long list are made for the cards that somebody sees: each once, when it is seen first. */
function whenSeen(context: Context): (element: HTMLElement, act: () => void) => void {
  const acts = new Map<Element, () => void>();
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      acts.get(target)?.();
    }
  });
  context.onLeave(() => observer.disconnect());
  return (element, act) => {
    acts.set(element, act);
    observer.observe(element);
  };
}

/** When a concert takes place, and what can be done about it. A card does without them if they cannot be read. */
async function showFacts(concertId: string, facts: HTMLElement, signal: AbortSignal): Promise<void> {
  const read = await readConcert(concertId, signal).catch(() => undefined);
  if (!read || signal.aborted) return;
  const { concert, room } = read;
  const [first, ...others] = concert.shows;
  if (!first) return;
  const w = words();
  const sale = bestOf(concert.shows.map((one) => saleOf(one, room)));
  const dates = showTime(first.startsAt, first.timeZone);
  fill(
    facts,
    h("span", { class: "soft" }, others.length === 0 ? dates : w.andDates(dates, others.length)),
    h("span", { class: `state ${sale.state}` }, stateWords(sale, first.timeZone)),
  );
}

async function readConcert(concertId: string, signal: AbortSignal): Promise<{ concert: ConcertDetail; room: Room }> {
  const concert = (await api.call("GET /v1/concerts/{concertId}", { path: { concertId }, signal })).body;
  const room = (await api.call("GET /v1/rooms/{roomId}", { path: { roomId: concert.roomId }, signal })).body;
  return { concert, room };
}

function card({ concertId, title, artist, venue }: Concert, facts: HTMLElement): HTMLElement {
  return h(
    "li",
    {},
    h(
      "a",
      { class: "card", href: pathOf({ at: "concert", concert: concertId }) },
      poster(concertId, "small"),
      h("span", {}, h("strong", {}, title), h("span", { class: "soft" }, artist), h("span", { class: "soft" }, venue), facts),
    ),
  );
}

/** A drawing in colours that follow from the concert's id, where a seller has no picture. */
function poster(concertId: string, size: "small" | "large"): HTMLElement {
  let hash = 0;
  for (const char of concertId) hash = (hash * 31 + char.codePointAt(0)!) >>> 0;
  const element = h("span", { class: `poster ${size}`, "aria-hidden": "true" });
  element.style.setProperty("--hue", String(hash % 360));
  for (let i = 0; i < 7; i++) {
    const line = h("i");
    line.style.setProperty("--height", `${25 + ((hash >>> (i * 3)) % 8) * 9}%`);
    element.append(line);
  }
  return element;
}

export async function showConcert(context: Context, concertId: string): Promise<void> {
  const { signal } = context;
  let { concert, room } = await readConcert(concertId, signal);
  if (signal.aborted) return;
  const w = words();
  const shows = h("div", { class: "shows" });
  show({
    title: concert.title,
    pageTitle: concert.title,
    home: pathOf({ at: "concerts" }),
    body: [
      poster(concertId, "large"),
      h("h1", {}, concert.title),
      h("p", { class: "soft" }, concert.artist),
      h(
        "dl",
        { class: "facts" },
        h("div", {}, h("dt", {}, w.where), h("dd", {}, concert.venue)),
        h("div", {}, h("dt", {}, w.limitLabel), h("dd", {}, w.ticketLimit(concert.maxSeatsPerUser))),
      ),
      shows,
    ],
  });
  const sales = () => concert.shows.map((one) => saleOf(one, room));
  let shown = "";
  const update = () => {
    const states = sales();
    const act = action(context, concert, room, bestOf(states));
    const now = JSON.stringify([concert.shows, states, act.textContent, act.disabled]);
    if (now === shown) return; // the focus stays where it is
    shown = now;
    shows.replaceChildren(...concert.shows.map((one, i) => showRow(one, states[i]!, concert)));
    setBar(null, act);
  };
  update();
  const everyMs = () => {
    const openings = sales().flatMap((sale) => ("at" in sale ? msUntil(sale.at) : []));
    const next = Math.min(...openings.filter((ms) => ms > 0));
    return Math.min(RENEW_MS, next + OPENED_MS + Math.random() * SPREAD_MS);
  };
  renew(signal, everyMs, async () => {
    const next = await readConcert(concertId, signal);
    if (signal.aborted) return;
    ({ concert, room } = next);
    update();
  });
}

function stateWords(sale: Sale, timeZone: string | null): string {
  const w = words();
  switch (sale.state) {
    case "opens":
      return w.showUpcoming(dayTime(sale.at, timeZone));
    case "draw":
      return w.showDraw(dayTime(sale.at, timeZone));
    case "sold-out":
      return w.soldOut;
    case "closed":
      return w.showClosed;
    case "paused":
      return `${w.showOnSale} · ${w.pausedTitle}`;
    default:
      return w.showOnSale;
  }
}

function showRow(one: Show, sale: Sale, concert: ConcertDetail): HTMLElement {
  const w = words();
  return h(
    "section",
    { class: "show" },
    h("h2", {}, showTime(one.startsAt, one.timeZone)),
    h("p", { class: `state ${sale.state}` }, stateWords(sale, one.timeZone)),
    h(
      "ul",
      { class: "levels" },
      one.categories
        .filter(({ price }) => price !== null)
        .map(({ name, color, price }) =>
          h("li", {}, levelMark(color), h("span", {}, w.level(name)), h("b", {}, money(price!, concert.currency))),
        ),
    ),
  );
}

/** The one button, whose words are the state. */
function action(context: Context, concert: ConcertDetail, room: Room, sale: Sale): HTMLButtonElement {
  const w = words();
  const join = () => context.go({ at: "queue", concert: concert.concertId }, { join: true });
  const disabled = (label: string) => {
    const it = button(label, () => {});
    it.disabled = true;
    return it;
  };
  switch (sale.state) {
    case "closed":
      return disabled(w.bookingClosed);
    case "sold-out":
      return disabled(w.soldOut);
    case "draw":
      return button(w.enterDraw, join);
    case "opens": {
      // A room that is open takes buyers in line before the sale behind it opens.
      const roomOpens = room.state === "SCHEDULED" && room.opensAt ? Date.parse(room.opensAt) : 0;
      if (roomOpens - serverNow() <= DAY_MS) return button(w.waitForOpening, join);
      return disabled(w.opensInDays(daysBetween(serverNow(), sale.at, concert.shows[0]?.timeZone ?? null)));
    }
    default:
      return button(w.book, join);
  }
}
