// What an operator does at the console while buyers wait and pay. tests/test_console.py starts the servers.

import { api, button, card, consent, goTo, oneRow, said, same, signIn, textsOf } from "./desk.mjs";
import { assert, chooseDate, enter, heading, listSeats, press, wordsOf } from "./pages.mjs";

const SEEN_MS = 2000; // of the median of five changes: a busy machine delays some

/** A buyer who waits, on a page of the same browser. */
async function waiter({ context, options }) {
  const page = await context.newPage();
  const words = wordsOf(options);
  await enter(page, { url: options.beside, words, concert: options.concert, user: options.user });
  await page.getByText(words.place).first().waitFor();
  return page;
}

/** In a rush: entry is paused and resumed, each from its question; and the notice of those who wait. */
export async function consolePauses({ page, context, url, options, shot }) {
  const t = await textsOf(options);
  const desk = api(page, { url, options });
  const buyer = await waiter({ context, options });
  const paused = buyer.getByRole("heading", { level: 1, name: wordsOf(options).paused });
  await signIn(page, { url, options, t, at: "#rooms" });
  const waits = []; // how long after each change the waiting page shows it, in ms
  /** Makes a change, which leaves one row, and waits for what the waiting page shows of it. */
  const change = async (reason, act, shown, then = async () => {}) => {
    let seen;
    const row = await oneRow(desk, reason, async () => {
      await act();
      await shown();
      seen = Date.now();
      await then();
    });
    waits.push(seen - Date.parse(row.at));
  };

  await button(page, t.rooms.pause).click();
  const pauses = async () => {
    const { waiting } = await desk.room();
    assert(waiting > 0, "nobody waits");
    await consent(page, t, { title: t.rooms.pauseTitle("main"), has: [t.frame.states.OPEN, t.frame.states.PAUSED], reason: "계산대 점검", act: t.rooms.pause });
  };
  await change("계산대 점검", pauses, () => paused.waitFor(), () => said(page, t.rooms.paused("main")));
  same(await desk.room(), { state: "PAUSED" }, "paused");
  const { admitted } = (await desk.call("GET", "status")).rooms[0];
  await page.locator("li[aria-current=step]").filter({ hasText: t.frame.states.PAUSED }).waitFor();
  assert(await button(page, t.rooms.pause).isDisabled(), "a paused room can be paused");
  await shot("paused");

  await notice({ page, t, desk, buyer, options, change });

  same((await desk.call("GET", "status")).rooms[0], { admitted }, "people entered meanwhile");
  await button(page, t.rooms.resume).click();
  const resumes = () => consent(page, t, { title: t.rooms.resumeTitle("main"), has: [t.rooms.resumeRate("60")], act: t.rooms.resumeButton });
  await change("", resumes, () => paused.waitFor({ state: "hidden" }), () => said(page, t.rooms.resumed("main")));
  same(await desk.room(), { state: "OPEN" }, "resumed");
  assert(waits.length === 5 && [...waits].sort((a, b) => a - b)[2] < SEEN_MS, `the waiting page shows changes after ${waits} ms`);
}

/** Set in both languages, changed, removed; the waiting page follows each within two seconds. */
async function notice({ page, t, desk, buyer, options, change }) {
  const form = card(page, t.rooms.notice);
  const seen = (text) => buyer.locator(".room-notice").getByText(text, { exact: true }).waitFor();
  const own = options.language === "en" ? "english" : "korean";
  const first = { korean: "<b>10분</b> 뒤에 다시 엽니다", english: "Back in <b>ten</b> minutes" };
  const second = { korean: "5분 뒤에 다시 엽니다", english: "Back in five minutes" };
  const write = async (texts) => {
    for (const language of ["korean", "english"]) await form.getByLabel(t.rooms[language], { exact: true }).fill(texts[language]);
  };
  const { korean, english } = first;
  await write({ korean: "가".repeat(167), english });
  assert(await button(form, t.rooms.noticeShow).isDisabled(), "a notice of 501 bytes can be shown");
  await write(first);
  const shows = async () => {
    await button(form, t.rooms.noticeShow).click();
    await consent(page, t, { title: t.rooms.noticeTitle("main"), has: [korean, english], act: t.rooms.noticeButton });
  };
  await change("", shows, () => seen(first[own]), () => said(page, t.rooms.noticeShown("main")));
  same((await desk.room()).notice, first, "the notice");
  await button(form, t.rooms.noticeRemove).waitFor();
  await write(second);
  const replaces = async () => {
    await button(form, t.rooms.noticeReplace).click();
    await consent(page, t, { title: t.rooms.noticeTitle("main"), has: [korean, second.korean], act: t.rooms.noticeButton });
  };
  await change("", replaces, () => seen(second[own]));
  const removes = async () => {
    await button(form, t.rooms.noticeRemove).click();
    const question = { title: t.rooms.noticeRemoveTitle("main"), has: [second.korean], reason: "it holds no longer", act: t.rooms.noticeRemoveButton };
    await consent(page, t, question);
  };
  const gone = () => buyer.locator(".room-notice").waitFor({ state: "hidden" });
  await change("it holds no longer", removes, gone, () => said(page, t.rooms.noticeRemoved("main")));
  assert((await desk.room()).notice === undefined, "the notice is still there");
}

const korean = (time) => new Date(time + 9 * 3_600_000).toISOString().slice(0, 16);

/** Policy, an opening, a draw, the end, each from its question and with one row; undo, also one that is refused. */
export async function consoleChanges({ page, url, options }) {
  const t = await textsOf(options);
  const r = t.rooms;
  const desk = api(page, { url, options });
  await signIn(page, { url, options, t, at: "#rooms/main" });
  const policy = card(page, r.policy);
  const field = (form, label) => form.getByLabel(label, { exact: true });
  const change = async (form, name, reason, question, wanted) => {
    const row = await oneRow(desk, reason, async () => {
      await button(form, name).click();
      await consent(page, t, { reason, ...question });
    });
    const room = await desk.room();
    same({ ...room, ...room.policy }, wanted, name);
    return row;
  };

  await field(policy, r.members.capacity).fill("0");
  assert(await button(policy, r.changePolicy).isDisabled(), "a capacity of 0 can be set");
  await field(policy, r.members.capacity).fill("20");
  const raised = { title: r.capacityTitle("main", "10", "20"), has: ["10", "20"], act: r.change };
  const capacity = await change(policy, r.changePolicy, "more room", raised, { capacity: 20 });

  await field(policy, r.members.entryPerMinute).fill("30");
  await field(policy, r.members.entryBurst).fill("3");
  const slower = { title: r.changeTitle("main"), has: [r.members.entryPerMinute, r.noLimit], act: r.change };
  await change(policy, r.changePolicy, "slowly", slower, { capacity: 20, entryPerMinute: 30, entryBurst: 3 });

  // Somebody else is faster than the question: nothing is sent, and what differs is said.
  await field(policy, r.members.capacity).fill("50");
  await oneRow(desk, "", async () => {
    await button(policy, r.changePolicy).click();
    await page.getByRole("dialog").waitFor();
    await desk.call("PATCH", "rooms/main", { capacity: 25 });
    await consent(page, t, { title: r.capacityTitle("main", "20", "50"), act: r.change });
    await said(page, r.conflictRow(r.members.capacity, "20", "25"));
  });
  same((await desk.room()).policy, { capacity: 25 }, "after the conflict");
  await button(policy, r.discard).click();

  // The undo of the first change, which a later one made impossible: it is not asked for. Then of that later one.
  await goTo(page, t, "changes");
  const undo = (number) => button(page.getByRole("main"), t.changes.undoLabel(String(number))).click();
  await undo(capacity.number);
  await said(page, t.changes.conflict(t.changes.conflictRow(r.members.capacity, "20", "25")));
  assert((await page.getByRole("dialog").count()) === 0, "an undo is asked for that the server refuses");
  const [last] = await desk.actions();
  await oneRow(desk, "back", async () => {
    await undo(last.number);
    await consent(page, t, { title: t.changes.undoTitle(String(last.number)), has: [r.members.capacity, "25", "20", r.lowering], reason: "back", act: t.changes.undo });
    await said(page, t.changes.undone(String(last.number)));
  });
  same((await desk.room()).policy, { capacity: 20 }, "undone");

  await goTo(page, t, "rooms");
  const opening = card(page, r.opening);
  const at = Math.ceil(Date.now() / 60_000) * 60_000 + 3_600_000;
  await field(opening, r.openingWhen).fill("2020-01-01T00:00");
  assert(await button(opening, r.schedule).isDisabled(), "an opening in the past can be scheduled");
  await field(opening, r.openingWhen).fill(korean(at));
  const scheduled = { title: r.scheduleTitle("main"), has: [t.frame.states.SCHEDULED], act: r.scheduleButton };
  await change(opening, r.schedule, "tonight", scheduled, { state: "SCHEDULED", mode: "FIFO" });
  assert(Date.parse((await desk.room()).opensAt) === at, "another opening than was chosen");

  await field(opening, r.openingOrder).selectOption({ label: t.frame.modes.DRAW });
  const drawn = { title: r.drawTitle("main"), has: [r.drawText], act: r.scheduleDraw };
  await change(opening, r.scheduleDraw, "by lot", drawn, { state: "SCHEDULED", mode: "DRAW" });
  const draw = await (await page.request.get(`${options.beside}/v1/rooms/main/draw`)).json();
  assert(/^[0-9a-f]{64}$/.test(draw.commitment ?? ""), `the commitment is not published: ${JSON.stringify(draw)}`);
  await opening.getByText(r.drawCommitted).waitFor();
  const [committed] = await desk.actions();
  const rail = page.getByRole("complementary");
  await button(rail, t.changes.undoLabel(String(committed.number))).click();
  await said(page, t.changes.drawCommitted);
  assert((await page.getByRole("dialog").count()) === 0, "the undo of a draw is asked for");

  await change(page, r.close, "over", { title: r.closeTitle("main"), has: [t.frame.states.CLOSED], act: r.closeButton }, { state: "CLOSED" });
}

/** Another room than the main one: an opening at a time, then with a draw, which the operator opens by hand. */
export async function consoleSecondRoom({ page, url, options, shot }) {
  const t = await textsOf(options);
  const r = t.rooms;
  const desk = api(page, { url, options });
  const second = () => desk.call("GET", `rooms/${options.room}`);
  const { state, opensAt, policy } = await desk.room();
  await signIn(page, { url, options, t, at: "#rooms" });
  await page.getByRole("link", { name: options.room, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: r.roomTitle(options.room), exact: true }).waitFor();
  assert((await page.locator("header select").inputValue()) === options.room, "the top bar shows another room");

  const opening = card(page, r.opening);
  const at = Math.ceil(Date.now() / 60_000) * 60_000 + 3_600_000;
  await opening.getByLabel(r.openingWhen, { exact: true }).fill(korean(at));
  await oneRow(desk, "tonight", async () => {
    await button(opening, r.schedule).click();
    await consent(page, t, { title: r.scheduleTitle(options.room), reason: "tonight", act: r.scheduleButton });
  });
  same(await second(), { state: "SCHEDULED" }, "scheduled");
  assert(Date.parse((await second()).opensAt) === at, "another opening than was chosen");

  await opening.getByLabel(r.openingOrder, { exact: true }).selectOption({ label: t.frame.modes.DRAW });
  await oneRow(desk, "by lot", async () => {
    await button(opening, r.scheduleDraw).click();
    await consent(page, t, { title: r.drawTitle(options.room), has: [r.drawText], reason: "by lot", act: r.scheduleDraw });
  });
  await opening.getByText(r.drawCommitted).waitFor();
  await opening.getByText(`/v1/rooms/${options.room}/draw`, { exact: true }).waitFor();
  const drawn = async () => (await page.request.get(`${options.beside}/v1/rooms/${options.room}/draw`)).json();
  const { commitment, seed } = await drawn();
  assert(/^[0-9a-f]{64}$/.test(commitment) && !seed, "the lobby has no commitment, or its seed is known");
  const data = { concertId: options.roomConcert, userId: options.user };
  const joined = await page.request.post(`${options.beside}/v1/queue/tokens`, { data, headers: options.operator });
  assert(joined.status() === 201, `the lobby answers ${joined.status()}`);
  await shot("lobby");

  await oneRow(desk, "now", async () => {
    await button(page, r.openNow).click();
    await consent(page, t, { title: r.openDrawTitle(options.room), reason: "now", act: r.openDrawButton });
    await said(page, r.opened(options.room));
  });
  same(await second(), { state: "OPEN" }, "opened");
  await opening.scrollIntoViewIfNeeded();
  await shot("drawn");
  const after = await drawn();
  assert(after.commitment === commitment && after.entryCount === 1 && after.seed, `drawn: ${JSON.stringify(after)}`);
  same(await desk.room(), { state, opensAt, policy }, "the main room");
}

/** `P` names its room; of several it asks which, and keeps the room that was chosen or visited last. */
export async function consoleKeyOfRooms({ page, url, options }) {
  const t = await textsOf(options);
  const desk = api(page, { url, options });
  const before = (await desk.actions()).length;
  await signIn(page, { url, options, t });
  await page.locator(".tiles").waitFor();
  const chosen = () => page.locator("header select").inputValue();
  const dialog = page.getByRole("dialog");
  const asks = async (title) => dialog.getByRole("heading", { name: title, exact: true }).waitFor();
  const leave = async () => {
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  };
  assert((await chosen()) === "", "a room is guessed");
  await page.keyboard.press("p");
  await asks(t.rooms.pauseWhich);
  await page.keyboard.press("Enter"); // the button that has the focus cancels
  await dialog.waitFor({ state: "hidden" });
  await page.keyboard.press("p");
  await button(dialog, options.room).click();
  await asks(t.rooms.pauseTitle(options.room));
  await leave();
  assert((await chosen()) === options.room, "the chosen room is forgotten");
  await page.goto(`${url}/console#rooms/main`);
  await page.getByRole("heading", { level: 1, name: t.rooms.roomTitle("main"), exact: true }).waitFor();
  await goTo(page, t, "live");
  await page.keyboard.press("p");
  await asks(t.rooms.pauseTitle("main"));
  await leave();
  assert((await desk.actions()).length === before, "a room was changed");
}

/** Entry is resumed while a notice is shown, which the question says and removes if that is wanted. */
export async function consoleResumes({ page, url, options }) {
  const t = await textsOf(options);
  const r = t.rooms;
  const desk = api(page, { url, options });
  const text = { korean: "10분 동안 입장을 멈춥니다", english: "Entry is paused for ten minutes" };
  await desk.call("PATCH", "rooms/main", { state: "PAUSED" });
  await desk.call("PUT", "rooms/main/notice", text);
  await signIn(page, { url, options, t, at: "#rooms/main" });
  const shown = r.noticeStill(options.language === "en" ? text.english : text.korean);
  await page.getByRole("main").getByText(shown, { exact: true }).waitFor();
  const before = (await desk.actions()).length;
  await button(page, r.resume).click();
  await page.getByRole("dialog").getByLabel(r.noticeRemoveToo, { exact: true }).check();
  await consent(page, t, { title: r.resumeTitle("main"), has: [shown], reason: "back", act: r.resumeButton });
  await said(page, r.noticeRemoved("main"));
  const room = await desk.room();
  assert(room.state === "OPEN" && room.notice === undefined, `after the act: ${JSON.stringify(room)}`);
  const rows = (await desk.actions()).slice(0, -before);
  assert(rows.length === 2 && rows.every(({ reason }) => reason === "back"), `the rows: ${JSON.stringify(rows)}`);
  await desk.call("PATCH", "rooms/main", { state: "CLOSED" });
  await button(page, r.reopen).waitFor();
  assert((await button(page, r.pause).count()) === 0, "entry of a closed room can be paused");
  await desk.call("PATCH", "rooms/main", { state: "OPEN" });
}

/** Seats by hand, and a hold that is released while its buyer is about to pay. */
export async function consoleSeats({ page, context, url, options, shot }) {
  const t = await textsOf(options);
  const s = t.seats;
  const words = wordsOf(options);
  const desk = api(page, { url, options });
  const statusOf = async (number) => (await desk.call("GET", `shows/${options.show}/seats`)).seats.find((seat) => seat.number === number).status;
  const buyer = await context.newPage();
  const here = { url: options.beside, words, concert: options.concert, user: options.user };
  await enter(buyer, here);
  await chooseDate(buyer, words);
  await listSeats(buyer, words, "K", [/1열 1번|row 1, seat 1,/, /1열 2번|row 1, seat 2,/]);
  await press(buyer, words.done);
  await heading(buyer, words.held);
  await buyer.getByRole("button", { name: words.topUp }).waitFor();

  await signIn(page, { url, options, t, at: `#seats/${options.show}/K` });
  const seat = (number, status) => button(page, s.spoken(s.seatName("K", "1", number), status));
  await seat("5", s.statuses.AVAILABLE).click();
  await seat("6", s.statuses.AVAILABLE).click();
  await oneRow(desk, "카메라", async () => {
    await button(page, s.holdBack).click();
    await consent(page, t, { title: s.holdBackTitle("2"), has: ["K-1-5, K-1-6"], reason: "카메라", isNeeded: true, act: s.holdBack });
    await said(page, s.heldBackDone("2"));
  });
  assert((await statusOf(5)) === "HELD_BACK" && (await statusOf(6)) === "HELD_BACK", "not held back");
  await seat("6", s.statuses.HELD_BACK).click();
  assert(await button(page, s.holdBack).isDisabled(), "a seat can be held back twice");
  await oneRow(desk, "the camera has gone", async () => {
    await button(page, s.putOnSale).click();
    const question = { title: s.putOnSaleTitle("1"), reason: "the camera has gone", isNeeded: true, act: s.putOnSale };
    await consent(page, t, question);
    await said(page, s.onSaleDone("1"));
  });
  assert((await statusOf(5)) === "HELD_BACK" && (await statusOf(6)) === "AVAILABLE", "not on sale");

  // Who holds a seat, masked until somebody asks.
  await page.locator('.seat-button[data-status="HELD"]').first().click();
  const detail = card(page, s.seatName("K", "1", "1"));
  await detail.getByText(`${options.user.slice(0, 2)}**`, { exact: true }).waitFor();
  assert(!(await page.content()).includes(options.user), "the user id is in the page before somebody asks for it");
  await button(detail, t.buyer.showId).click();
  await detail.getByText(options.user, { exact: true }).waitFor();
  await shot("held");

  await oneRow(desk, "a broken row", async () => {
    await button(detail, s.release).click();
    await consent(page, t, { title: s.releaseTitle, has: ["K-1-1, K-1-2"], reason: "a broken row", isNeeded: true, act: s.release });
    await said(page, s.releasedDone("2"));
  });
  await heading(buyer, words.released);
  const [held] = (await desk.call("GET", `users/${options.user}`)).history.flatMap(({ reservation }) => reservation ?? []);
  same(held, { status: "CANCELLED", endedBecause: "CANCELLED_BY_OPERATOR" }, "the reservation");
  same(await desk.call("GET", `users/${options.user}`), { balance: 0, seatsHeld: 0, seatsBought: 0 }, "the buyer");
  assert((await statusOf(1)) === "AVAILABLE", "the released seat is not free");
}

/** A buyer is found by user id and by booking number; what happened, and a text to copy. */
export async function consoleBuyer({ page, context, url, options, shot }) {
  const t = await textsOf(options);
  const b = t.buyer;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, { url, options, t, at: "#buyer" });
  const find = async (text) => {
    await page.getByRole("searchbox", { name: b.field, exact: true }).fill(text);
    await button(page, b.find).click();
  };
  await find("nobody-of-this-name");
  await page.getByText(b.nothing, { exact: true }).waitFor();
  await find("a\u0001b");
  await page.getByText(b.invalid, { exact: true }).waitFor();

  await find(options.user);
  await page.getByText(`${options.user.slice(0, 2)}**`, { exact: true }).waitFor();
  assert(!(await page.content()).includes(options.user) && !page.url().includes(options.user), "the user id is shown before somebody asks");
  await card(page, b.bookings).getByText(options.booking, { exact: true }).waitFor();
  await card(page, b.money).locator(".ledger").getByText(b.payment).waitFor();
  const table = page.getByRole("table", { name: b.timelineCaption });
  const events = await table.locator("tbody th").allInnerTexts();
  const order = ["paid", "debited", "held", "toppedUp", "admitted", "joined"].map((moment) => b.moments[moment]);
  assert(JSON.stringify(events.filter((event) => order.includes(event)).slice(0, 6)) === JSON.stringify(order), `the timeline: ${events}`);
  const paid = table.getByRole("row").filter({ hasText: b.moments.paid }).first();
  await paid.getByText(b.copyReply).click();
  await button(paid, b.copyEn).click();
  await paid.getByText(t.frame.copied).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert(copied.startsWith(`Your booking is confirmed. Booking no. ${options.booking}, `), `copied: ${copied}`);
  await shot("found");
  await button(page, b.showId).click();
  await page.getByText(options.user, { exact: true }).first().waitFor();

  await find(options.booking.toLowerCase().replace("-", " "));
  await page.getByText(b.byBooking(options.booking), { exact: true }).waitFor();
  await card(page, b.bookings).getByText(options.booking, { exact: true }).waitFor();
  return page.url();
}

/** The audit says what it found; a rehearsal's figures are shown, and a wrong file gets a sentence. */
export async function consoleReports({ page, url, options, shot }) {
  const t = await textsOf(options);
  await signIn(page, { url, options, t, at: "#audit" });
  await button(page, t.audit.run).click();
  const { checks } = await api(page, { url, options }).call("GET", "audit").catch(() => ({}));
  await page.getByRole("heading", { level: 2, name: t.audit.passed(String(checks?.length ?? options.checks)) }).waitFor();
  assert((await page.locator(".finding").count()) === 0, "a violation is shown");

  await goTo(page, t, "reports");
  const pick = page.getByLabel(t.reports.pick, { exact: true });
  const file = (name, text) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  for (const [text, fault] of [
    ["<html>", t.reports.faults["not-json"]],
    ["[]", t.reports.faults["not-a-report"]],
    [JSON.stringify({ ...options.report, seatsSold: -1 }), t.reports.faultMember("seatsSold")],
    [JSON.stringify({ ...options.report, verdict: "broken" }), t.reports.faultContradiction],
  ]) {
    await pick.setInputFiles(file("wrong.json", text));
    await page.getByText(t.reports.faultOf("wrong.json", fault), { exact: true }).waitFor();
  }
  await pick.setInputFiles(file("figures.json", JSON.stringify(options.report)));
  await page.getByText(t.reports.verdicts[options.report.verdict], { exact: true }).waitFor();
  await page.getByRole("table", { name: t.reports.figures, exact: true }).getByText(String(options.report.seatsSold), { exact: true }).first().waitFor();
  await page.getByLabel(t.reports.pickOther, { exact: true }).setInputFiles(file("again.json", JSON.stringify(options.report)));
  await page.getByText(t.reports.same, { exact: true }).first().waitFor();
  await shot("two");
}

/** A page of the console as JPEG in base64, once the crowd has moved for some seconds. */
export async function consolePicture({ page, url, options }) {
  const t = await textsOf(options);
  await signIn(page, { url, options, t, at: options.at });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForTimeout(options.seconds * 1000);
  await page.evaluate(() => window.scrollTo(0, 0));
  return (await page.screenshot({ type: "jpeg", quality: options.quality })).toString("base64");
}
