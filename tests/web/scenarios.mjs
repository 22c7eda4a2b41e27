// What buyers do, each in a new browser profile. tests/test_pages.py starts the servers and says what
// must be true on the other side.

import {
  answer, assert, checkAccess, checkBoth, checkWidth, chooseDate, enter, giveName, heading, listSeats, pay, press, tapSeat, toHold, toSeats, wordsOf,
} from "./pages.mjs";

/** From the concerts to the ticket by touch, on the map; axe in the states that `states` does not have. */
export async function purchase({ page, url, options, shot }) {
  const words = wordsOf(options);
  const look = async (name) => {
    if (options.axe?.includes(name)) await checkAccess(page, name);
    await checkWidth(page, name);
    await shot(name);
  };
  await page.goto(`${url}/`);
  const card = page.locator("a.card").filter({ hasText: options.title });
  await card.locator(".state.on-sale").waitFor();
  await look("concerts");
  await card.tap();
  await page.getByRole("button", { name: words.book, exact: true }).waitFor();
  await look("concert");
  await press(page, words.book);
  await page.getByLabel(words.name).waitFor();
  await look("name");
  await giveName(page, options.user, words);
  await heading(page, words.dates);
  await look("dates");
  await chooseDate(page, words);
  for (const seat of options.seats) await tapSeat(page, seat);
  await look("map");
  await page.getByRole("tab", { name: words.list }).tap();
  await page.locator("button.section").first().tap();
  await look("list");
  await page.getByRole("button", { name: words.done, exact: true }).tap();
  await heading(page, words.held);
  await page.getByRole("button", { name: words.topUp }).waitFor();
  await look("pay");
  await page.getByRole("button", { name: words.topUp }).tap();
  await heading(page, words.confirmed);
  await look("ticket");
  const number = await page.locator(".booking-number b").textContent();
  await page.getByRole("link", { name: words.mine }).tap();
  await page.locator(".bookings").getByText(words.paid).waitFor();
  await look("bookings");
  return number;
}

/** The same by the keyboard alone, through the list. */
export async function keyboard({ page, url, options }) {
  const words = wordsOf(options);
  const tabTo = async (find) => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press("Tab");
      const name = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
      if (typeof find === "string" ? name.trim() === find : find.test(name)) return name;
    }
    throw new Error(`the keyboard does not reach ${find}`);
  };
  await page.goto(`${url}/c/${options.concert}`);
  await page.getByRole("button", { name: words.book, exact: true }).waitFor();
  await tabTo(words.book);
  await page.keyboard.press("Enter");
  await page.getByLabel(words.name).waitFor();
  for (let i = 0; i < 10 && (await page.evaluate(() => document.activeElement?.id)) !== "name"; i++)
    await page.keyboard.press("Tab");
  await page.keyboard.type(options.user);
  await page.keyboard.press("Enter");
  await heading(page, words.dates);
  await tabTo(/2030/);
  await page.keyboard.press("Enter");
  await heading(page, words.seats);
  await page.locator("canvas").waitFor();
  await tabTo(words.list2); // the first stop of the step
  await page.keyboard.press("Enter");
  await tabTo(new RegExp(options.section));
  await page.keyboard.press("Enter");
  const first = await tabTo(/(선택 가능|available)$/);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  const second = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert(/(선택됨|selected)$/.test(second), `the second seat reads: ${second}`);
  await tabTo(words.done);
  await page.keyboard.press("Enter");
  await heading(page, words.held);
  await page.getByRole("button", { name: words.topUp }).waitFor();
  await tabTo(words.topUp);
  await page.keyboard.press("Enter");
  await heading(page, words.confirmed);
  return first;
}

export async function leaves({ page, url, options, shot }) {
  const words = wordsOf(options);
  await enter(page, { url, words, ...options });
  await heading(page, words.nearly);
  await press(page, words.leave);
  await page.getByRole("dialog").waitFor();
  await checkAccess(page, "the dialog");
  await shot("leave");
  await page.getByRole("dialog").getByRole("button").last().click();
  await heading(page, words.left);
}

/** Somebody else takes the seat before the page can know: the sheet, and similar seats. */
export async function lostRace({ page, url, options, shot }) {
  const words = wordsOf(options);
  await toSeats(page, { url, words, ...options });
  await tapSeat(page, options.seats[0]);
  await tapSeat(page, options.seats[1]);
  let isFirst = true;
  await page.route("**/v1/reservations", async (route) => {
    if (!isFirst) return route.continue();
    isFirst = false;
    await page.request.post(`${url}/v1/reservations`, {
      data: { showId: options.show, seatNumbers: [options.seats[0]] },
      headers: { "Queue-Token": options.rival },
    });
    await route.continue();
  });
  await press(page, words.done);
  await page.getByRole("dialog").getByText(words.taken).waitFor();
  await checkAccess(page, "already taken");
  await shot("taken");
  await answer(page, words.holdThese);
  await heading(page, words.held);
  return page.locator(".held-seats").innerText();
}

/** A chosen seat goes: it leaves the selection within a second, and the page says so. */
export async function seatGoes({ page, url, options }) {
  const words = wordsOf(options);
  await toSeats(page, { url, words, ...options });
  let ms = Infinity; // the best of three: what else the machine does can only make it worse
  let taken;
  for (const seat of options.seats) {
    await page.locator(".toast").filter({ hasText: words.gone }).waitFor({ state: "hidden" });
    await tapSeat(page, seat);
    await page.locator(".bar .names").waitFor();
    const held = await page.request.post(`${url}/v1/reservations`, {
      data: { showId: options.show, seatNumbers: [seat] },
      headers: { "Queue-Token": options.rival },
    });
    assert(held.ok(), `the rival gets ${held.status()}`);
    const start = Date.now();
    await page.locator(".toast").filter({ hasText: words.gone }).waitFor();
    ms = Math.min(ms, Date.now() - start);
    taken = seat;
    if (ms < 1500) break;
  }
  assert(ms < 1500, `the map lied for ${ms} ms`);
  assert((await page.locator(".bar .names").count()) === 0, "the seat is still chosen");
  // A tap on a taken seat says so, and offers the nearest; the third one also that the server chooses.
  for (const what of [words.chooseThese, words.chooseThese, words.best]) {
    await tapSeat(page, taken);
    await page.getByRole("dialog").getByText(words.taken).waitFor();
    assert((await page.getByRole("dialog").getByRole("button", { name: words.best }).count()) === Number(what === words.best), what);
    await answer(page, what);
    if (what === words.chooseThese) await page.locator(".bar .names").waitFor();
  }
  await page.getByRole("button", { name: words.bestHold }).waitFor();
  return ms;
}

export async function expires({ page, url, options, shot }) {
  const words = wordsOf(options);
  await toHold(page, { url, words, ...options });
  await page.getByText(words.oneMinute).waitFor();
  await heading(page, words.expired);
  await checkAccess(page, "expired");
  await shot("expired");
  await page.locator(".actions button").click();
  await heading(page, words.seats);
}

/** Holds seats, which the operator then releases; `before` runs in between. */
async function holdReleased({ page, words, options, hold, before = async () => {} }) {
  const isHold = (response) => response.url().endsWith("/v1/reservations") && response.request().method() === "POST";
  const [made] = await Promise.all([page.waitForResponse(isHold), hold()]);
  const { reservationId } = await made.json();
  await page.getByRole("button", { name: words.topUp }).waitFor();
  await before();
  const headers = { ...options.operator, "Onsale-Reason": "a broken row" };
  const answer = await page.request.post(`${options.operatorUrl}/v1/operator/reservations/${reservationId}/release`, { headers });
  assert(answer.ok(), `released: ${answer.status()}`);
}

/** The operator releases the seats while the buyer looks at the countdown, and others before the buyer pays. */
export async function released({ page, url, options, shot }) {
  const words = wordsOf(options);
  await holdReleased({ page, words, options, hold: () => toHold(page, { url, words, ...options }) });
  await heading(page, words.released);
  await checkAccess(page, "released");
  await shot("released");
  await press(page, words.chooseAgain);
  await heading(page, words.seats);
  for (const seat of options.seats) await tapSeat(page, seat);
  await holdReleased({ page, words, options, hold: () => press(page, words.done) });
  const paid = page.waitForResponse((response) => response.url().endsWith("/v1/payments"));
  await page.getByRole("button", { name: words.topUp }).click();
  assert((await paid).status() === 409, "paid for seats that were released");
  await heading(page, words.released);
  await page.getByRole("link", { name: words.mine }).click();
  await page.locator(".bookings .chip").getByText(words.chip).nth(1).waitFor();
  await page.locator("a.card").first().click();
  await heading(page, words.chip);
}

/**
 * The same after the time to choose: the turn ends with its last hold. Another tab, in which seats were chosen in time,
 * says that the time is over, and what can still be paid.
 */
export async function releasedLate({ page, context, url, options, shot }) {
  const words = wordsOf(options);
  const other = await context.newPage();
  let begun; // no earlier than the turn
  const hold = async () => {
    await toSeats(page, { url, words, ...options });
    begun = Date.now();
    await other.goto(page.url());
    await chooseDate(other, words);
    await tapSeat(other, options.otherSeat);
    for (const seat of options.seats) await tapSeat(page, seat);
    await press(page, words.done);
    await heading(page, words.held);
  };
  const before = async () => {
    await page.waitForTimeout(Math.max(0, begun + options.chooseMs + 500 - Date.now()));
    await press(other, words.done);
    await heading(other, words.turnEnding);
    await checkAccess(other, "the time to choose is over");
    await checkWidth(other, "the time to choose is over");
    await press(other, words.payHeld);
    await heading(other, words.held);
    await other.close();
  };
  await holdReleased({ page, words, options, hold, before });
  await heading(page, words.released);
  await checkAccess(page, "released, and the turn is over");
  await shot("over");
  await press(page, words.joinAgain);
  await heading(page, words.seats); // of the date that this tab chose before
}

export async function timeUp({ page, url, options, shot }) {
  const words = wordsOf(options);
  await enter(page, { url, words, ...options });
  await heading(page, words.dates);
  await heading(page, words.timeUp);
  await page.reload();
  await heading(page, words.timeUp);
  await checkBoth(page, options, "timeUp", shot);
}

/** A phone whose clock is ten minutes wrong counts as the server does. */
export async function wrongClock({ page, url, options }) {
  const words = wordsOf(options);
  await page.addInitScript((ms) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ms;
  }, options.wrongMs);
  await enter(page, { url, words, ...options });
  await heading(page, words.dates);
  const pill = await page.locator(".pill").textContent();
  assert(/(^|\D)([6-9]:\d\d|10:00)/.test(pill), `the countdown: ${pill}`);
}

/** The answer to a payment is lost on the way: it is made once, and the page ends in the ticket. */
export async function lostAnswer({ page, url, options }) {
  const words = wordsOf(options);
  await toHold(page, { url, words, ...options });
  let lost = 0;
  for (const path of ["**/v1/payments", "**/balance/top-ups"]) {
    let isFirst = true;
    await page.route(path, async (route) => {
      if (!isFirst) return route.continue();
      isFirst = false;
      lost += 1;
      await route.fetch();
      return route.abort();
    });
  }
  await pay(page, words);
  return lost;
}

/** Behind a shop, which says who the buyer is and tops up: the page asks for no name. */
export async function shop({ page, url, options, shot }) {
  const words = wordsOf(options);
  let asked = 0;
  await page.route("**/session/token", (route) => {
    asked += 1;
    return route.fulfill({ json: { token: options.tokens[Math.min(asked, options.tokens.length) - 1] } });
  });
  await page.goto(`${url}/c/${options.concert}`);
  await press(page, words.book);
  await chooseDate(page, words);
  await tapSeat(page, options.seats[0]);
  await press(page, words.done);
  await heading(page, words.held);
  await page.getByText(words.atShop).waitFor();
  await checkAccess(page, "behind a shop");
  await shot("short");
  await page.request.post(options.topUp, { data: { amount: 500_000 }, headers: options.operator });
  await press(page, words.again);
  await page.getByRole("button", { name: words.pay }).click();
  await heading(page, words.confirmed);
  await page.getByRole("link", { name: words.mine }).click();
  await page.locator(".bookings").getByText(words.paid).waitFor();
  return asked;
}

/** Nobody is signed in at the shop. */
export async function signedOut({ page, url, options }) {
  await page.route("**/session/token", (route) => route.fulfill({ status: 401, body: "" }));
  await page.goto(`${url}/c/${options.concert}`);
  await press(page, wordsOf(options).book);
  await heading(page, wordsOf(options).signIn);
}

/** Brings the opening forward, now that the page has shown what is before it. */
async function openSoon(page, options) {
  const data = { state: "SCHEDULED", opensAt: new Date(Date.now() + 2000).toISOString() };
  const answer = await page.request.patch(`${options.operatorUrl}/v1/operator/rooms/main`, { headers: options.operator, data });
  assert(answer.ok(), `the opening: ${answer.status()} ${await answer.text()}`);
}

/** Before the opening of a room, and into it at the opening without a reload. */
export async function opens({ page, url, options, shot }) {
  const words = wordsOf(options);
  await page.goto(`${url}/c/${options.concert}`);
  await press(page, words.wait);
  await giveName(page, options.user, words);
  await heading(page, words.before);
  await checkAccess(page, "before the opening");
  await shot("before");
  await openSoon(page, options);
  await heading(page, words.dates);
}

/** The lobby of a draw, and the check of the draw in the browser. */
export async function draw({ page, url, options, shot }) {
  const words = wordsOf(options);
  await page.goto(`${url}/c/${options.concert}`);
  await press(page, words.draw);
  await giveName(page, options.user, words);
  await heading(page, words.lobby);
  await page.getByText(words.check).click();
  await page.getByText(words.pending).waitFor();
  await checkAccess(page, "the lobby");
  await shot("lobby");
  await openSoon(page, options);
  await page.waitForFunction(() => document.querySelector(".line"));
  await page.getByText(words.check).click();
  await page.getByText(words.checked).waitFor();
  await shot("drawn");
}

/** Bytes of the first use, as they came, and what the document allows. */
export async function weight({ page, url, options }) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const urls = new Map();
  const bytes = new Map();
  session.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
  const response = await page.goto(`${url}/c/${options.concert}`);
  await page.locator(".bar button").waitFor();
  await page.waitForLoadState("networkidle");
  const files = [...bytes].map(([id, size]) => [urls.get(id), size]);
  return {
    policy: response.headers()["content-security-policy"],
    cache: response.headers()["cache-control"],
    inline: (await response.text()).match(/<script(?![^>]*src=)|<style|style=|onclick=/g) ?? [],
    pages: files.filter(([name]) => !name.includes("/v1/")).reduce((sum, [, size]) => sum + size, 0),
    all: files.reduce((sum, [, size]) => sum + size, 0),
  };
}

/** Pans and zooms the map for some seconds: milliseconds of script of each frame, and frames a second. */
export async function frames({ page, url, options }) {
  const words = wordsOf(options);
  await enter(page, { url, words, ...options });
  await page.waitForFunction(() => document.querySelector("canvas")?.hallMap?.hall.isKnown);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: options.throttle });
  const measured = await page.evaluate(async ({ seconds, near }) => {
    const canvas = document.querySelector("canvas");
    const map = canvas.hallMap;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const wheel = (deltaY) =>
      canvas.dispatchEvent(new WheelEvent("wheel", { ctrlKey: true, deltaY, clientX: x, clientY: y, cancelable: true }));
    const pointer = (type, dx, dy) =>
      canvas.dispatchEvent(new PointerEvent(type, { pointerId: 9, clientX: x + dx, clientY: y + dy, isPrimary: true }));
    canvas.setPointerCapture = () => {};
    if (near) map.lookAt([Math.floor(map.hall.size / 2)]);
    await new Promise((done) => setTimeout(done, 300));
    map.frameMs.length = 0;
    const times = [];
    const start = performance.now();
    pointer("pointerdown", 0, 0);
    await new Promise((done) => {
      const step = () => {
        const at = performance.now() - start;
        times.push(at);
        if (at > seconds * 1000) return done();
        const turn = at / 400;
        pointer("pointermove", 90 * Math.sin(turn), 90 * Math.cos(turn));
        if (!near) wheel(12 * Math.sin(at / 500));
        // What the stream brings: some seats change four times a second.
        if (Math.floor(at / 250) !== Math.floor((times.at(-2) ?? 0) / 250))
          map.hall.takeChanges(Array.from({ length: 60 }, (_, i) => [Math.floor(Math.random() * map.hall.size), 1, i % 3]).flat());
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
    pointer("pointerup", 0, 0);
    const ms = [...map.frameMs].sort((a, b) => a - b);
    const quantile = (part) => Number(ms[Math.min(ms.length - 1, Math.floor(ms.length * part))].toFixed(2));
    return { seats: map.hall.size, frames: ms.length, p50: quantile(0.5), p95: quantile(0.95), max: quantile(1), fps: Number((times.length / seconds).toFixed(1)) };
  }, options);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  return measured;
}

/**
 * Moves the map with a finger: the texts that its frames draw while it moves, once it rests, and once a seat has changed
 * while it moves, which it does until there are some.
 */
export async function movesMap({ page, url, options }) {
  await toSeats(page, { url, words: wordsOf(options), ...options });
  await page.waitForFunction(() => document.querySelector("canvas")?.hallMap?.hall.isKnown);
  return page.evaluate(async () => {
    const canvas = document.querySelector("canvas");
    const { left, top, width } = canvas.getBoundingClientRect();
    canvas.setPointerCapture = () => {};
    let texts = 0;
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (...all) {
      texts += 1;
      return fillText.apply(this, all);
    };
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const pointer = (type, dx) =>
      canvas.dispatchEvent(new PointerEvent(type, { pointerId: 9, clientX: left + width / 2 + dx, clientY: top + 100 }));
    const move = async (i) => {
      pointer("pointermove", 10 * Math.sin(i / 3));
      await frame();
    };
    const taken = () => {
      const found = texts;
      texts = 0;
      return found;
    };
    canvas.dispatchEvent(new WheelEvent("wheel", { ctrlKey: true, deltaY: -60, clientX: left + width / 2, clientY: top + 100, cancelable: true }));
    pointer("pointerdown", 0);
    for (let i = 0; i < 5; i++) await move(i); // the first frames make the picture
    taken();
    for (let i = 0; i < 30; i++) await move(i);
    const moving = taken();
    for (let i = 0; i < 30; i++) await frame();
    const resting = taken();
    for (let i = 0; i < 5; i++) await move(i);
    taken();
    const { hall } = canvas.hallMap;
    hall.takeChanges([0, 1, 1]);
    for (let i = 0; texts === 0; i++) await move(i);
    return { moving, resting, changed: taken() };
  });
}
