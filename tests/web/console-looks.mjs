// The console for those who may only look, for those who use the keyboard alone, and for axe, in both looks and widths.
// tests/test_console.py starts the servers.

import { api, button, card, consent, giveKey, goTo, said, same, signIn, textsOf } from "./desk.mjs";
import { assert, checkContrast, checkMarkup, checkWidth } from "./pages.mjs";

const WRONG_KEY = { ko: "키가 올바르지 않습니다", en: "This key is not valid" };

/** Everything that outlives the page, or that another script or a look at the page could find. */
const traces = (page) =>
  page.evaluate(async () => {
    const kept = [{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state, document.title, window.name];
    const fields = [...document.querySelectorAll("input, textarea")].map(({ value }) => value);
    const databases = await indexedDB.databases();
    const caches = await window.caches.keys();
    return JSON.stringify([kept, fields, databases, caches, document.documentElement.outerHTML]);
  });

/** A key that may look and not touch; a wrong one; a reload; a key that is revoked. */
export async function consoleViewer({ page, context, url, options, shot }) {
  const t = await textsOf(options);
  const desk = api(page, { url, options });
  const changing = [];
  page.on("request", (request) => request.method() === "GET" || changing.push(`${request.method()} ${request.url()}`));
  await page.goto(`${url}/console`);
  for (const wrong of [options.otherKey, "한글 열쇠", "ons_live_x"]) {
    await giveKey(page, t, wrong);
    await page.getByRole("alert").getByText(WRONG_KEY[options.language ?? "ko"], { exact: true }).waitFor();
    assert((await page.locator("nav").count()) === 0, "a wrong key opens the console");
    await page.getByLabel(t.frame.accessKey, { exact: true }).fill("");
    await page.getByLabel(t.frame.accessKey, { exact: true }).blur();
  }
  await signIn(page, { url, options, t });
  const secret = options.key.slice(-20);
  const hasNoTrace = async (where) => assert(!(await traces(page)).includes(secret), `the key is in the page or a storage: ${where}`);
  await page.locator(".tiles").waitFor();
  await page.locator(".sale").getByText(options.title, { exact: true }).waitFor();
  await hasNoTrace("after the sign-in");

  await goTo(page, t, "rooms");
  await page.getByRole("link", { name: "main", exact: true }).click();
  await card(page, t.rooms.notice).waitFor();
  await nothingActs(page, t, "rooms:write", [t.rooms.pause, t.rooms.close, t.rooms.changePolicy, t.rooms.schedule, t.rooms.presaleSet, t.rooms.noticeShow]);
  const open = await page.locator("main").locator("input:enabled, select:enabled, textarea:enabled").count();
  assert(open === 0, "a field of the room can be filled in");
  await page.locator("h1").click();
  await page.keyboard.press("p");
  await shot("room");

  await page.goto(`${url}/console#seats/${options.show}/K`);
  await page.locator(".seat-button").first().click();
  await nothingActs(page, t, "seats:write", [t.seats.holdBack, t.seats.putOnSale]);
  await page.locator('.seat-button[data-status="HELD"]').first().click(); // both chosen
  await page.locator(".seat-button").first().click(); // the held one alone
  await nothingActs(page, t, "seats:write", [t.seats.release]);
  assert((await page.getByRole("dialog").count()) === 0, "a question is asked whose answer is refused");

  await goTo(page, t, "buyer");
  await page.getByRole("searchbox").fill(options.user);
  await page.keyboard.press("Enter");
  await card(page, t.buyer.money).getByText(t.frame.scopeMissing("wallet:read"), { exact: true }).waitFor();
  const offered = await page.getByRole("navigation").getByRole("link").allInnerTexts();
  const mayUse = ["live", "rooms", "seats", "buyer", "reports"].map((name) => t.frame[name]);
  assert(JSON.stringify(offered) === JSON.stringify(mayUse), `the pages that are offered: ${offered}`);
  await page.goto(`${url}/console#changes`);
  await page.getByRole("main").getByText(t.frame.scopeMissing("audit"), { exact: true }).waitFor();
  await page.goto(`${url}/console#audit`);
  await nothingActs(page, t, "audit", [t.audit.run]);
  await hasNoTrace("after a walk through the pages");
  assert(changing.length === 0, `a key that may only look has sent ${changing}`);

  await page.reload();
  const field = page.getByLabel(t.frame.accessKey, { exact: true });
  await field.waitFor();
  assert((await field.inputValue()) === "", "a reload keeps the key");
  await hasNoTrace("after a reload");
  await giveKey(page, t, options.key);
  await page.locator("nav").waitFor();
  await goTo(page, t, "live");
  await page.locator(".fresh:not(.stale)").waitFor();
  await desk.call("DELETE", `keys/${options.keyId}`);
  await page.getByText(t.frame.keyEnded, { exact: true }).waitFor();
  await field.waitFor();
  assert(context.pages().length === 1 && (await page.locator("nav").count()) === 0, "a part of the console is still shown");
}

/** A key of the box office begins at the buyers, is told that it sees no alerts, and comes from an unpaid booking to its chosen seats. */
export async function consoleBoxOffice({ page, url, options, shot }) {
  const t = await textsOf(options);
  await signIn(page, { url, options, t });
  await page.getByRole("heading", { level: 1, name: t.buyer.title, exact: true }).waitFor();
  const offered = await page.getByRole("navigation").getByRole("link").allInnerTexts();
  const mayUse = ["rooms", "seats", "buyer", "reports"].map((name) => t.frame[name]);
  assert(JSON.stringify(offered) === JSON.stringify(mayUse), `the pages that are offered: ${offered}`);
  await page.getByRole("complementary").getByText(t.alerts.unseen, { exact: true }).waitFor();
  await goTo(page, t, "seats");
  await page.getByText(t.seats.showIdHint, { exact: true }).waitFor();
  await goTo(page, t, "buyer");
  await page.getByRole("searchbox").fill(options.user);
  await page.keyboard.press("Enter");
  await card(page, t.buyer.bookings).getByRole("link", { name: t.buyer.toSeats, exact: true }).click();
  await page.getByText(t.seats.selected("2"), { exact: true }).waitFor();
  await button(page.locator(".seat-detail"), t.seats.release).waitFor();
  await shot("arrived");
}

/** Buttons of a scope that the key lacks are disabled, name it, and do nothing. */
async function nothingActs(page, t, scope, names) {
  for (const name of names) {
    const one = button(page.getByRole("main"), name);
    await one.waitFor();
    const seen = await one.evaluate((element) => [element.ariaDisabled, element.title, element.getAttribute("aria-description")]);
    const why = t.frame.scopeMissing(scope);
    assert(JSON.stringify(seen) === JSON.stringify(["true", why, why]), `${name}: ${seen}`);
    await one.dispatchEvent("click");
  }
  const others = await page.locator("main button[aria-disabled=true]").evaluateAll((all) => all.filter(({ title }) => !title).map((one) => one.textContent));
  assert(others.length === 0, `disabled without a reason: ${others}`);
  assert((await page.getByRole("dialog").count()) === 0, "a disabled button asks");
}

/** Signs in, pauses, resumes, changes the capacity, looks a buyer up and undoes, by the keyboard alone. */
export async function consoleKeyboard({ page, url, options }) {
  const t = await textsOf(options);
  const desk = api(page, { url, options });
  const { keyboard } = page;
  const nameOf = () =>
    page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      const name = one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent;
      return { name: name.trim(), isSeen, tag: one.tagName };
    });
  const tabTo = async (wanted, tag) => {
    for (let i = 0; i < 150; i++) {
      await keyboard.press("Tab");
      const { name, isSeen, tag: its } = await nameOf();
      if (name !== wanted || (tag && its !== tag)) continue;
      assert(isSeen, `the focus on ${wanted} cannot be seen`);
      return;
    }
    throw new Error(`the keyboard does not reach ${wanted}`);
  };
  const open = async (name) => {
    await tabTo(t.frame[name], "A");
    await keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.id === "content");
  };
  const agree = async (title) => {
    await page.getByRole("dialog").getByRole("heading", { name: title, exact: true }).waitFor();
    await keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  };
  await page.goto(`${url}/console`);
  await page.waitForFunction(() => document.activeElement?.classList.contains("key"));
  await keyboard.type(options.key);
  await keyboard.press("Enter");
  await page.locator("header .chip[data-state]").waitFor();

  await keyboard.press("p");
  await page.getByRole("dialog").waitFor();
  await keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  same(await desk.room(), { state: "OPEN" }, "after Escape");
  await keyboard.press("p");
  await agree(t.rooms.pauseTitle("main"));
  await said(page, t.rooms.paused("main"));
  same(await desk.room(), { state: "PAUSED" }, "after P and Enter");

  await open("rooms");
  await tabTo(t.rooms.resume);
  await keyboard.press("Enter");
  await agree(t.rooms.resumeTitle("main"));
  await said(page, t.rooms.resumed("main"));
  await tabTo(t.rooms.members.capacity);
  const { capacity } = (await desk.room()).policy;
  await keyboard.press("Control+a");
  await keyboard.type(String(capacity + 5));
  await tabTo(t.rooms.changePolicy);
  await keyboard.press("Enter");
  await agree(t.rooms.capacityTitle("main", String(capacity), String(capacity + 5)));
  await said(page, t.rooms.changed("main"));
  same((await desk.room()).policy, { capacity: capacity + 5 }, "changed");

  await open("buyer");
  await tabTo(t.buyer.field);
  await keyboard.type(options.user);
  await keyboard.press("Enter");
  await tabTo(t.buyer.showId);
  await keyboard.press("Enter");
  await page.getByText(options.user, { exact: true }).waitFor();

  await open("changes");
  const [last] = await desk.actions();
  await tabTo(t.changes.undoLabel(String(last.number)));
  await keyboard.press("Enter");
  await agree(t.changes.undoTitle(String(last.number)));
  await said(page, t.changes.undone(String(last.number)));
  same((await desk.room()).policy, { capacity }, "undone");
  const { name } = await nameOf();
  assert(name !== "", "the focus is lost after a question");
}

/** axe, dark and light, and no page wider than 1280 or 390 pixels. */
export async function consoleLooks({ page, url, options, shot }) {
  const t = await textsOf(options);
  const look = async (name) => {
    await checkMarkup(page, `${name}, dark`);
    await checkWidth(page, `${name} at 1280`);
    await shot(`${name}-dark`);
    await page.setViewportSize({ width: 390, height: 844 });
    await checkWidth(page, `${name} at 390`);
    await withWideCharts(page, () => checkWidth(page, `${name} at 390, before its charts are drawn again`));
    await shot(`${name}-narrow`);
    await page.setViewportSize(options.viewport);
    if (name === "dialog" || !options.isLight) return; // colours are the same in both languages
    await button(page, t.frame.light).click();
    await checkContrast(page, `${name}, light`);
    await shot(`${name}-light`);
    await button(page, t.frame.dark).click();
  };
  await page.goto(`${url}/console`);
  await giveKey(page, t, options.otherKey);
  await page.getByRole("alert").getByText(t.frame.keyInvalid).waitFor();
  await look("sign-in");
  await signIn(page, { url, options, t });
  await page.locator(".tiles .figure").first().waitFor();
  await page.locator("canvas").first().waitFor();
  await page.getByRole("table", { name: t.live.sales }).waitFor();
  await look("live");
  await page.goto(`${url}/console#rooms/main`);
  await page.getByRole("table", { name: t.rooms.funnel }).waitFor();
  await page.getByLabel(t.rooms.members.claimTimeSeconds, { exact: true }).fill("3");
  await look("rooms");
  await button(page, t.rooms.changePolicy).click();
  await page.getByRole("dialog").waitFor();
  await look("dialog");
  await button(page.getByRole("dialog"), t.frame.cancel).click();
  await page.goto(`${url}/console#seats/${options.show}`);
  await page.getByRole("table", { name: t.seats.sectionsCaption }).waitFor();
  await look("sections");
  await page.goto(`${url}/console#seats/${options.show}/${options.section}`);
  await page.locator('.seat-button[data-status="HELD"]').first().click();
  await page.locator(".seat-detail").waitFor();
  await look("seats");
  await button(page, t.seats.list).click();
  await look("list");
  await goTo(page, t, "buyer");
  await page.getByRole("searchbox").fill(options.user);
  await page.keyboard.press("Enter");
  await page.getByRole("table", { name: t.buyer.timelineCaption }).waitFor();
  await page.getByText(t.buyer.copyReply).first().click();
  await look("buyer");
  await goTo(page, t, "changes");
  await page.getByRole("table", { name: t.changes.title }).locator("tbody th").first().waitFor();
  await look("changes");
  await goTo(page, t, "audit");
  await button(page, t.audit.run).click();
  await page.locator(".audit-result").waitFor();
  await look("audit");
  await goTo(page, t, "reports");
  const buffer = Buffer.from(JSON.stringify(options.report));
  for (const label of [t.reports.pick, t.reports.pickOther])
    await page.getByLabel(label, { exact: true }).setInputFiles({ name: "figures.json", mimeType: "application/json", buffer });
  await page.getByRole("table", { name: t.reports.figures, exact: true }).waitFor();
  await look("reports");
}

/** The charts as wide as on a large screen meanwhile: so they are for a frame after the screen becomes narrow. */
async function withWideCharts(page, act) {
  const setWidth = (width) =>
    page.locator(".uplot").evaluateAll((charts, width) => charts.forEach((chart) => (chart.style.minWidth = width)), width);
  await setWidth("1000px");
  await act();
  await setWidth("");
}

/** The live page for some seconds: how old its figures were at most, as the top bar says. */
export async function consoleWatches({ page, url, options }) {
  const t = await textsOf(options);
  await signIn(page, { url, options, t });
  await page.locator(".fresh").waitFor();
  return page.evaluate(async (seconds) => {
    let oldest = 0;
    for (const end = performance.now() + seconds * 1000; performance.now() < end; await new Promise((done) => setTimeout(done, 200))) {
      const fresh = document.querySelector(".fresh");
      oldest = Math.max(oldest, fresh ? Number(/\d+/.exec(fresh.textContent)?.[0] ?? 99) : 99);
    }
    return oldest;
  }, options.seconds);
}
