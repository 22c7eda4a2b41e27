// One buyer through every state of the pages; what the server finds instead of seats that cannot be had; a challenge; a screen
// reader; and one page of many in a rush.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { answer, assert, checkAccess, checkBoth, checkWidth, chooseDate, enter, giveName, heading, listSeats, pay, press, tapSeat, toHold, toSeats, WORDS, wordsOf } from "./pages.mjs";

const NO_CHECK = async () => {};

/** What is tried in a state, which is there again afterwards: its heading, and what `check` sees. */
const ACTS = {
  async reload({ page, words, after, check }) {
    await page.reload();
    await heading(page, words[after]);
    await check(page);
  },
  // A new tab knows what the server and the profile know: neither the seats that this tab has chosen, nor its date.
  async tab({ page, words, context, tab, check }) {
    const other = await context.newPage();
    await other.goto(page.url());
    await heading(other, words[tab]);
    if (tab !== "dates") await check(other);
    await other.close();
  },
  async away({ page, words, context, after, check, options }) {
    const before = await page.locator("h1").innerText();
    await context.setOffline(true);
    await page.locator(".banner").filter({ hasText: words.offline }).waitFor();
    await checkWidth(page, `${after}, offline`);
    await page.waitForTimeout(options.awayMs);
    await heading(page, before);
    await context.setOffline(false);
    await page.locator(".banner").waitFor({ state: "hidden" });
    await heading(page, before);
    await check(page);
  },
  axe: ({ page, after, options, shot }) => checkBoth(page, options, after, shot),
};

const position = (text) => (page) => page.waitForFunction((wanted) => document.querySelector(".number")?.textContent === wanted, text);
const pill = (pattern) => async (page) => {
  const text = await page.locator(".pill").textContent();
  assert(pattern.test(text), `the countdown: ${text}`);
};

const all = (...checks) => async (page) => {
  for (const check of checks) await check(page);
};
/** Where the operator's notice is shown. */
const card = (page) => page.locator(".room-notice");
const notice = (text) => (page) => card(page).getByText(text, { exact: true }).waitFor();

/** What is said of the expected wait. */
const waitIs = (text) => (page) => page.locator(".figures dd").first().getByText(text, { exact: true }).waitFor();

/** Calls past the page: with a queue token, or as the operator. */
const callsOf = (page, options) => async (method, target, token, data) => {
  const headers = token ? { "Queue-Token": token } : options.operator;
  const response = await page.request.fetch(target, { method, headers, data });
  assert(response.ok(), `${method} ${target}: ${response.status()}`);
  return response.status() === 204 ? undefined : response.json();
};

/** All states of a buyer who waits, is let in and pays; `acts` are tried in each. */
export async function states({ page, context, url, options, shot }) {
  const words = wordsOf(options);
  const reached = async (state, { check = NO_CHECK, after = state, tab = after } = {}) => {
    await heading(page, words[state]);
    await check(page);
    for (const act of options.acts) await ACTS[act]({ page, words, context, options, after, tab, check, shot });
  };
  const call = callsOf(page, options);
  const seats = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16];
  const change = (data) => call("PATCH", options.room, undefined, data);
  await enter(page, { url, words, ...options });
  await reached("nearly", { check: position("1") });
  const tell = (texts) => call(texts ? "PUT" : "DELETE", `${options.room}/notice`, undefined, texts);
  await tell({ korean: WORDS.ko.notice, english: WORDS.en.notice });
  await notice(words.notice)(page);
  const spoken = await page.locator(".spoken").textContent();
  assert(spoken.endsWith(words.notice), `announced: ${spoken}`);
  const held = [];
  for (const showId of ["corner-1", "corner-2"])
    held.push(await call("POST", `${url}/v1/reservations`, options.before, { showId, seatNumbers: seats }));
  await reached("soldOut", { check: all(position("1"), notice(words.notice)) });
  for (const { reservationId } of held) await call("DELETE", `${url}/v1/reservations/${reservationId}`, options.before);
  await change({ state: "PAUSED" });
  await heading(page, words.paused);
  await tell(undefined);
  await card(page).waitFor({ state: "hidden" });
  await tell({ english: WORDS.en.notice }); // read by Koreans, too
  await reached("paused", { check: all(position("1"), notice(WORDS.en.notice), waitIs(words.paused)) });
  await change({ state: "CLOSED" });
  await reached("closed");
  await change({ state: "OPEN" });
  await page.reload();
  await heading(page, words.nearly);
  await call("DELETE", `${url}/v1/queue/tokens/me`, options.before);
  await reached("dates", { check: pill(/([3-9]:\d\d|10:00)/) });
  await call("POST", options.heldBack, undefined, { seatNumbers: [3] });
  await chooseDate(page, words);
  await listSeats(page, words, "K", [/1열 1번|row 1, seat 1,/, /1열 2번|row 1, seat 2,/]);
  assert((await page.getByRole("button", { name: /1열 3번|row 1, seat 3,/ }).count()) === 0, "a seat held back can be chosen");
  const names = async () => assert(/K.*1.*2/.test(await page.locator(".bar .names").textContent()), "the chosen seats are gone");
  await reached("seats", { check: names, tab: "dates" });
  await press(page, words.done);
  await reached("held", { check: pill(/(5:00|[1-4]:\d\d)/) });
  await page.getByRole("button", { name: words.topUp }).waitFor();
  await pay(page, words);
  await reached("confirmed", { after: "paid" });
  await page.getByRole("link", { name: words.mine }).click();
  await reached("mine", { check: (one) => one.locator(".bookings").getByText(words.paid).waitFor() });
}

/** Who cannot join, because of a presale or of a full room; and who was not there when the turn came. */
export async function turnedAway({ page, context, url, options, shot }) {
  const words = wordsOf(options);
  const call = callsOf(page, options);
  const change = (data) => call("PATCH", options.room, undefined, data);
  const tokenOf = async (userId) => (await call("POST", `${url}/v1/queue/tokens`, undefined, { userId })).token;
  const leave = (token) => call("DELETE", `${url}/v1/queue/tokens/me`, token);
  const presale = (ms) => change({ presaleGroup: "fans", presaleUntil: new Date(Date.now() + ms).toISOString() });
  const reached = async (state) => {
    await heading(page, words[state]);
    await checkWidth(page, state);
    await checkBoth(page, options, state, shot);
  };
  const [inside, inLine] = [await tokenOf("inside"), await tokenOf("in-line")];
  await presale(3_600_000);
  await enter(page, { url, words, ...options });
  await reached("presale");
  await presale(-1000);
  await change({ waitingMax: 1 });
  await page.reload();
  await reached("full");
  await leave(inLine);
  await page.reload();
  await heading(page, words.nearly);
  await change({ claimTimeSeconds: 1 });
  await context.setOffline(true); // the page learns of the turn when it is over
  await leave(inside);
  const behind = await tokenOf("behind"); // a turn is given up only while somebody waits
  const noShows = async () => (await call("GET", options.status)).rooms[0].noShows;
  for (const end = Date.now() + 60_000; (await noShows()) === 0; await page.waitForTimeout(200))
    assert(Date.now() < end, "the turn that nobody takes does not end");
  await leave(behind);
  await context.setOffline(false);
  await reached("noShow");
  await change({ claimTimeSeconds: 0 });
  await press(page, words.joinAgain);
  await heading(page, words.dates);
}

/** The same before the opening of a room, or in the lobby of a draw. */
export async function early({ page, context, url, options, shot }) {
  const words = wordsOf(options);
  const after = options.state;
  await page.goto(`${url}/c/${options.concert}`);
  await datesSay(page, words[after === "lobby" ? "drawUntil" : "opens"]);
  await press(page, words[options.button]);
  await giveName(page, options.user, words);
  const check = notice(options.notice);
  await heading(page, words[after]);
  await check(page);
  for (const act of options.acts) await ACTS[act]({ page, words, context, options, after, tab: after, check, shot });
}

/** Each of the two dates of the concert page says so. */
const datesSay = async (page, text) => {
  for (const place of [0, 1]) await page.locator(".show .state").nth(place).getByText(text, { exact: true }).waitFor();
};
/** As after a look at another tab. */
const lookAgain = (page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

/** The dates of an open concert page say what the room allows, and so does the button. */
export async function datesOfRoom({ page, url, options, shot }) {
  const words = wordsOf(options);
  const other = WORDS[options.language === "en" ? "ko" : "en"];
  const change = (data) => callsOf(page, options)("PATCH", options.room, undefined, data);
  const say = async (now, date, button, isEnabled) => {
    await datesSay(page, now[date]);
    const shown = page.locator(".bar button").getByText(now[button], { exact: true });
    await shown.waitFor();
    assert((await shown.isEnabled()) === isEnabled, `the button of "${date}"`);
  };
  await page.goto(`${url}/c/${options.concert}`);
  await say(words, "onSale", "book", true);
  const scheduled = { state: "SCHEDULED", opensAt: options.opensAt };
  for (const [changed, ...said] of [
    [{ state: "PAUSED" }, "onSalePaused", "book", true],
    [{ state: "CLOSED" }, "saleClosed", "saleClosed", false],
    [scheduled, "opens", "opensIn", false],
    [{ ...scheduled, mode: "DRAW" }, "drawUntil", "draw", true],
  ]) {
    await change(changed);
    await lookAgain(page);
    await say(words, ...said);
    await checkWidth(page, said[0]);
    await checkAccess(page, said[0]);
    await shot(said[0]);
    await press(page, words.other);
    await say(other, ...said);
    await press(page, other.other);
    await say(words, ...said);
  }
}

/** An open list of dates shows that a show sells out, and that it has free seats again. */
export async function datesLeft({ page, url, options, shot }) {
  const words = wordsOf(options);
  const call = callsOf(page, options);
  await enter(page, { url, words, ...options });
  await heading(page, words.dates);
  const row = page.locator("button.date").last();
  await row.getByText(words.allLeft, { exact: true }).waitFor();
  const data = { showId: options.show, seatNumbers: [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16] };
  const { reservationId } = await call("POST", `${url}/v1/reservations`, options.rival, data);
  await row.getByText(words.noneLeft, { exact: true }).waitFor();
  assert(await row.isDisabled(), "a date without seats can be chosen");
  const spoken = await page.locator(".spoken").textContent();
  assert(spoken.endsWith(words.noneLeft), `announced: ${spoken}`);
  await checkAccess(page, "a date is sold out");
  await shot("dates");
  await call("DELETE", `${url}/v1/reservations/${reservationId}`, options.rival);
  await lookAgain(page);
  await row.getByText(words.allLeft, { exact: true }).waitFor();
  await row.click();
  await heading(page, words.seats);
}

/** The answer to a payment does not come before a reload: the page finds that it was made. */
export async function lostForGood({ page, url, options, shot }) {
  const words = wordsOf(options);
  await toHold(page, { url, words, ...options });
  await page.route("**/v1/payments", async (route) => {
    await route.fetch();
    return route.abort();
  });
  await page.getByRole("button", { name: words.topUp }).click();
  await heading(page, words.checking);
  await checkAccess(page, "an unknown outcome");
  await shot("checking");
  await page.unroute("**/v1/payments");
  await page.reload();
  await heading(page, words.mine);
  await page.locator(".bookings").getByText(words.paid).waitFor();
}

/** A page that has given up, and makes no calls by itself, finds out that the server can be reached again. */
export async function givesUp({ page, url, options }) {
  const words = wordsOf(options);
  await enter(page, { url, words, ...options });
  await heading(page, words.dates);
  await page.getByRole("link", { name: words.mine }).click();
  await heading(page, words.mine);
  await page.route("**/v1/**", (route) => route.abort());
  await page.getByRole("button", { name: words.other, exact: true }).click();
  const other = WORDS[options.language === "en" ? "ko" : "en"];
  await heading(page, other.away);
  await page.locator(".banner").filter({ hasText: other.offline }).waitFor();
  await page.unroute("**/v1/**");
  await heading(page, other.mine); // by itself
  await page.locator(".banner").waitFor({ state: "hidden" });
}

/** In a small hall with places for wheelchairs: what the server offers when it refuses, each in one tap. */
export async function corner({ page, url, options, shot }) {
  const words = wordsOf(options);
  if (options.tokens) {
    await page.route("**/session/token", (route) => route.fulfill({ json: { token: options.tokens[0] } }));
    await page.goto(`${url}/c/${options.concert}`);
    await press(page, words.book);
    await chooseDate(page, words);
  } else {
    await toSeats(page, { url, words, ...options });
    await singleSeat(page, words, shot);
    await largestBlock({ page, url, words, options, shot });
  }
  // A pair is chosen together, from the filter of the list.
  await page.getByRole("tab", { name: words.list }).click();
  await page.getByRole("button", { name: words.places, exact: true }).click();
  assert((await page.locator("button.section").count()) === 1, "a section without such places is shown");
  await listSeats(page, words, "L", [/1열 1번|row 1, seat 1,/]);
  await page.locator(".toast").filter({ hasText: words.pair }).waitFor();
  await checkAccess(page, "places in the list");
  await press(page, words.done);
  if (options.tokens) {
    await heading(page, words.held);
    return page.locator(".held-seats").innerText();
  }
  await page.getByRole("dialog").getByText(words.access).waitFor();
  await checkAccess(page, "no right");
  await shot("access");
  await answer(page, words.otherSeats);
  await page.locator(".bar .names").waitFor({ state: "detached" });
  await best(page, words, { count: "2", accessible: true });
  await page.getByRole("dialog").getByText(words.access).waitFor();
  return undefined;
}

async function singleSeat(page, words, shot) {
  await listSeats(page, words, "K", [/1열 2번|row 1, seat 2,/]);
  await press(page, words.done);
  await page.getByRole("dialog").getByText(words.single).waitFor();
  await checkAccess(page, "a single seat");
  await shot("single");
  await answer(page, words.holdThese);
  await heading(page, words.held);
  await page.locator(".held-seats").getByText(/1열 1번|row 1, seat 1/).waitFor();
  await press(page, words.change);
  await answer(page, words.giveUp);
  await heading(page, words.seats);
}

/** The best four of a category of which two pairs are left: the largest block is offered, and held. */
async function largestBlock({ page, url, words, options, shot }) {
  const taken = await page.request.post(`${url}/v1/reservations`, {
    data: { showId: options.show, seatNumbers: [3, 4] },
    headers: { "Queue-Token": options.rival },
  });
  assert(taken.ok(), `the rival gets ${taken.status()}`);
  await best(page, words, { count: "4", level: "front", section: "K" });
  await page.getByRole("dialog").getByText(words.largest).waitFor();
  await checkAccess(page, "the largest block");
  await shot("largest");
  await answer(page, words.holdTwo);
  await heading(page, words.held);
  await page.locator(".held-seats").getByText(/1번, 2번|5번, 6번|seats 1–2|seats 5–6/).waitFor();
  await press(page, words.change);
  await answer(page, words.giveUp);
  await heading(page, words.seats);
}

/** Fills in the form of the best seats and sends it. */
export async function best(page, words, { count, level, section, together, accessible }) {
  const form = page.locator("details.best");
  if ((await form.getAttribute("open")) === null) await page.getByText(words.best, { exact: true }).click();
  const choose = (name, value) => value && form.locator(`#best-${name}`).selectOption(value);
  await choose("count", count);
  await choose("level", level);
  await choose("section", section);
  await choose("together", together);
  if (accessible) await form.getByRole("checkbox").check();
  await form.getByRole("button", { name: words.bestHold }).click();
}

/** The server chooses seats of a level and a section, and holds them at once. */
export async function bestSeats({ page, url, options, shot }) {
  const words = wordsOf(options);
  await toSeats(page, { url, words, ...options });
  await page.getByText(words.best, { exact: true }).click();
  await checkAccess(page, "the form of the best seats");
  await checkWidth(page, "the form of the best seats");
  await shot("form");
  await best(page, words, options.wanted);
  await heading(page, words.held);
  await pay(page, words);
}

/** A new buyer computes for the line, reads what the device does, and joins once; without the means, the page says so. */
export async function challenge({ page, url, options, shot }) {
  const words = wordsOf(options);
  let asked = 0;
  await page.route("**/v1/queue/tokens", (route) => {
    asked += 1;
    return route.continue();
  });
  if (options.isUnable) await page.addInitScript(() => Object.defineProperty(crypto, "subtle", { value: undefined }));
  // It waits until it was seen, as on a slow phone.
  else
    await page.addInitScript(() => {
      const isSeen = new Promise((done) => (window.challengeIsSeen = done));
      const derive = crypto.subtle.deriveBits.bind(crypto.subtle);
      crypto.subtle.deriveBits = async (...given) => {
        await isSeen;
        return derive(...given);
      };
    });
  await enter(page, { url, words, ...options });
  await heading(page, options.isUnable ? words.cannot : words.challenge);
  await checkAccess(page, "a challenge");
  await shot(options.isUnable ? "cannot" : "computing");
  if (options.isUnable) return asked;
  await page.evaluate(() => window.challengeIsSeen());
  await heading(page, words.nearly);
  await position("2")(page);
  await page.reload();
  await heading(page, words.nearly);
  return asked;
}

const speaker = readFileSync(
  createRequire(import.meta.url).resolve("@guidepup/virtual-screen-reader").replace(/cjs\/.*$|esm\/.*$/, "esm/index.browser.js"),
  "utf8",
);

/** Purchases by the list as a screen reader reads it: all phrases of each state, and what live regions announce. */
export async function spoken({ page, url, options }) {
  const words = wordsOf(options);
  const said = {};
  const start = () =>
    page.evaluate(async (source) => {
      const named = (_, names) => `return {${names.replace(/(\w+) as (\w+)/g, "$2: $1")}}`;
      window.Reader ??= new Function(source.replace(/export\s*\{([^}]*)\}/, named))().Virtual;
      window.reader = new window.Reader();
      await window.reader.start({ container: document.body });
    }, speaker);
  const listen = async (state) => {
    await start();
    said[state] = await page.evaluate(async (phrasesMax) => {
      for (let i = 0; i < phrasesMax; i++) {
        await window.reader.next();
        if ((await window.reader.lastSpokenPhrase()) === "end of document") break;
      }
      const phrases = await window.reader.spokenPhraseLog();
      await window.reader.stop();
      return phrases;
    }, 400);
  };
  const announced = async (state, act) => {
    await start();
    await act();
    said[state] = await page.evaluate(async () => {
      const phrases = await window.reader.spokenPhraseLog();
      await window.reader.stop();
      return phrases;
    });
  };
  await page.goto(`${url}/c/${options.concert}`);
  await page.getByRole("button", { name: words.book, exact: true }).waitFor();
  await listen("concert");
  await press(page, words.book);
  await giveName(page, options.user, words);
  await chooseDate(page, words, 1);
  await page.getByRole("link", { name: words.list2 }).press("Enter");
  await page.locator("button.section").filter({ hasText: /L구역|Section L/ }).click();
  await announced("pair", () => page.getByRole("button", { name: /1열 1번|row 1, seat 1,/ }).click());
  await listen("list");
  await press(page, words.done);
  await heading(page, words.held);
  await page.getByRole("button", { name: words.topUp }).waitFor();
  await listen("held");
  await announced("paying", () => pay(page, words));
  await listen("ticket");
  return said;
}

/** Opens a page. Chromium connects ahead; on a busy machine it comes to use a connection that the server has closed by then. */
async function visit(page, address, tries = 3) {
  const wrong = await page.goto(address).catch((error) => error);
  if (!String(wrong).includes("ERR_SOCKET_NOT_CONNECTED")) {
    if (wrong instanceof Error) throw wrong;
    return;
  }
  assert(tries > 1, `${address} cannot be opened: ${wrong}`);
  await page.waitForTimeout(1000); // until Chromium shows its own page about it
  await visit(page, address, tries - 1);
}

/** One page of many in a rush, which opens `after` milliseconds: ends in a ticket, or in a true word; which. */
export async function rush({ page, url, options }) {
  const words = wordsOf(options);
  await page.waitForTimeout(options.after);
  await visit(page, `${url}/c/${options.concert}`);
  await page.locator(".bar button").waitFor();
  if (await page.locator(".bar button:disabled").isVisible()) return "soldOut"; // before this buyer came
  await press(page, words.book);
  await giveName(page, options.user, words);
  const is = (name) => page.getByRole("heading", { level: 1, name }).isVisible();
  const end = Date.now() + options.seconds * 1000;
  let soldOutFor = 0; // looks
  for (;;) {
    await page.waitForTimeout(250);
    const isLate = Date.now() > end;
    for (const state of ["confirmed", "timeUp", "closed", "noShow"]) if (await is(words[state])) return state;
    // Seats that nobody pays for come back: it is the end if it lasts.
    soldOutFor = (await is(words.soldOut)) ? soldOutFor + 1 : 0;
    if (soldOutFor > 40) return "soldOut";
    assert(!isLate, "neither a ticket nor a true word");
    if (await is(words.expired)) await page.locator(".actions button").click();
    else if (await is(words.dates)) {
      const dates = page.locator("button.date:enabled");
      if ((await dates.count()) === 0) return "soldOut";
      await dates.first().click({ timeout: 2000 }).catch(() => {});
    } else if (await is(words.seats)) await choose(page, words, options);
    else if (await is(words.held)) {
      const button = page.getByRole("button", { name: words.topUp });
      if (await button.isEnabled().catch(() => false)) await button.click({ timeout: 2000 }).catch(() => {});
    }
  }
}

/** Lets the server choose, and takes what it offers; a question that leads nowhere is closed. */
async function choose(page, words, { count }) {
  const dialog = page.getByRole("dialog");
  if (await dialog.isVisible()) await dialog.getByRole("button").first().click({ timeout: 2000 }).catch(() => {});
  else await best(page, words, { count, together: "any" }).catch(() => {});
}

/** A picture of the way of a buyer for the READMEs: the line, the map, the payment and the ticket side by side, as JPEG in base64. */
export async function pictures({ page, context, url, options }) {
  const words = wordsOf(options);
  const taken = [];
  const take = async () => taken.push((await page.screenshot({ type: "png" })).toString("base64"));
  await enter(page, { url, words, ...options });
  await page.getByText(words.place).waitFor();
  await position(options.position)(page);
  await take();
  await page.request.patch(options.room, { data: { capacity: 1000 }, headers: options.operator });
  await chooseDate(page, words);
  for (const seat of options.seats) await tapSeat(page, seat);
  await page.evaluate(() => window.scrollTo(0, 0));
  await take();
  await press(page, words.done);
  await heading(page, words.held);
  await page.getByRole("button", { name: words.topUp }).waitFor();
  await take();
  await pay(page, words);
  await take();
  const other = await context.browser().newContext({ viewport: { width: 1280, height: 632 } });
  const sheet = await other.newPage();
  const style = "margin:0;display:flex;gap:16px;padding:16px;background:#e3e6eb";
  const screens = taken.map((png) => `<img width="300" height="600" style="border-radius:14px" src="data:image/png;base64,${png}">`);
  await sheet.setContent(`<body style="${style}">${screens.join("")}</body>`);
  const picture = await sheet.screenshot({ type: "jpeg", quality: 80 });
  await other.close();
  return picture.toString("base64");
}
