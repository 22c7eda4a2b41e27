// What scenarios do on the pages, in the words of both languages.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export function assert(condition, text) {
  if (!condition) throw new Error(text);
}

/** axe finds nothing: WCAG 2.2 A and AA, and its best practices; in the other colours no lack of contrast. */
export async function checkAccess(page, where) {
  await checkMarkup(page, where);
  const isDark = await page.evaluate(() => window.matchMedia("(prefers-color-scheme: dark)").matches);
  await page.emulateMedia({ colorScheme: isDark ? "light" : "dark" });
  await checkContrast(page, `${where}, ${isDark ? "light" : "dark"}`);
  await page.emulateMedia({ colorScheme: isDark ? "dark" : "light" });
}

export const checkMarkup = (page, where) =>
  axe(page, where, { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
export const checkContrast = (page, where) => axe(page, where, { type: "rule", values: ["color-contrast"] });

async function axe(page, where, runOnly) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (only) => {
    const found = await window.axe.run(document, { runOnly: only });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.html} ${n.any?.[0]?.message ?? ""}`).join(" | ")}`);
  }, runOnly);
  assert(violations.length === 0, `axe, ${where}:\n${violations.join("\n")}`);
}

/** axe and a picture, then axe in the other language: its button keeps the state, which has its heading in WORDS. */
export async function checkBoth(page, options, state, shot) {
  const [words, other] = [wordsOf(options), WORDS[options.language === "en" ? "ko" : "en"]];
  await checkAccess(page, state);
  await shot(state);
  await press(page, words.other);
  await heading(page, other[state]);
  await checkAccess(page, `${state}, the other language`);
  await press(page, other.other);
  await heading(page, words[state]);
}

/** Nothing is wider than the screen. */
export async function checkWidth(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert(wide <= 0, `${where} is ${wide} pixels wider than the screen`);
}

export const heading = (page, text) => page.getByRole("heading", { level: 1, name: text }).waitFor();
export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** From the concert page into the turn or the queue, as this user. */
export async function enter(page, { url, concert, user, words }) {
  await page.goto(`${url}/c/${concert}`);
  await press(page, words.book);
  await giveName(page, user, words);
}

export async function giveName(page, user, words) {
  await page.getByLabel(words.name).fill(user);
  await press(page, words.next);
}

/** From the concert page to the seats of the first date. */
export async function toSeats(page, given) {
  await enter(page, given);
  await chooseDate(page, given.words);
}

/** To the payment of the seats of the options, chosen on the map. */
export async function toHold(page, given) {
  await toSeats(page, given);
  for (const seat of given.seats) await tapSeat(page, seat);
  await press(page, given.words.done);
  await heading(page, given.words.held);
}

/** Pays for what is held. */
export async function pay(page, words) {
  await page.getByRole("button", { name: words.topUp }).click();
  await heading(page, words.confirmed);
}

/** A button of the dialog that is open. */
export const answer = (page, name) => page.getByRole("dialog").getByRole("button", { name, exact: true }).click();

export async function chooseDate(page, words, place = 0) {
  await heading(page, words.dates);
  await page.locator("button.date").nth(place).click();
  await heading(page, words.seats);
}

/** Taps a seat of the map by its number. */
export async function tapSeat(page, number) {
  await page.waitForFunction(() => document.querySelector("canvas")?.hallMap.hall.isKnown);
  const place = await page.evaluate(async (wanted) => {
    const { hallMap } = document.querySelector("canvas");
    const seat = hallMap.hall.indexOf(wanted);
    hallMap.lookAt([seat]);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    document.querySelector("canvas").scrollIntoView({ block: "center" });
    const box = document.querySelector("canvas").getBoundingClientRect();
    const at = hallMap.placeOf(seat);
    return { x: box.left + at.x, y: box.top + at.y };
  }, number);
  await page.touchscreen.tap(place.x, place.y);
}

/** Chooses seats by the list. */
export async function listSeats(page, words, section, seats) {
  await page.getByRole("tab", { name: words.list }).click();
  const head = page.locator("button.section").filter({ hasText: section });
  if ((await head.getAttribute("aria-expanded")) !== "true") await head.click();
  for (const seat of seats) await page.getByRole("button", { name: seat }).click();
}

export const WORDS = {
  ko: {
    book: "예매하기", name: "이름", next: "계속", dates: "회차를 선택해 주세요", seats: "좌석을 선택해 주세요",
    list: "목록", done: "선택 완료", held: "좌석을 선점했습니다", topUp: /충전하고 결제하기$/, confirmed: "예매가 완료되었습니다",
    mine: "내 예매", paid: "예매 완료", place: "나의 대기 순번", nearly: "곧 입장합니다", paused: "입장이 잠시 멈췄습니다",
    soldOut: "지금은 남은 좌석이 없습니다", closed: "예매가 마감되었습니다", taken: "이미 선택된 좌석입니다",
    holdThese: "이 좌석 선점하기", chooseThese: "이 좌석 고르기", best: "추천 좌석", bestHold: /선점하기$/,
    largest: "나란히 남은 좌석은 최대 2석입니다", holdTwo: "2석 선점하기", single: "한 좌석이 혼자 남습니다", access: "필요한 고객을 위한 좌석입니다",
    places: "휠체어석", pair: /함께 선택됩니다: L구역 1열 1번, 2번/, otherSeats: "다른 좌석 고르기", other: "English", away: "서버에 연결할 수 없습니다", checking: "결제 결과를 확인하고 있습니다",
    challenge: "잠시만 기다려 주세요", cannot: "이 브라우저로는 대기할 수 없습니다", expired: "결제 시간이 지났습니다", offline: "연결이 불안정합니다", timeUp: "입장 시간이 끝났습니다",
    leave: "대기 취소", left: "대기를 취소했습니다", change: "좌석 다시 고르기", giveUp: "포기하고 다시 고르기", empty: "아직 예매 내역이 없습니다",
    before: "예매 오픈 전입니다", wait: "오픈 기다리기", lobby: "추첨 대기실에 들어왔습니다", draw: "추첨 응모하기", check: "추첨은 이렇게 검증합니다",
    checked: /확인했습니다\. 응모 번호 1번은/, pending: /아직 추첨 전입니다/, gone: /방금 선점되어 선택에서 빠졌습니다/, limit: /1인 4매까지 예매할 수 있습니다/, oneMinute: "1분 남았습니다",
    noShow: "입장 시간을 놓쳤습니다", list2: "목록에서 고르기", atShop: "판매처에서 충전해 주세요", again: "다시 확인", pay: /원 결제하기$/,
    signIn: "판매처에서 로그인해 주세요", released: "주최 측이 좌석 선점을 해제했습니다", chooseAgain: "좌석 다시 선택", joinAgain: "다시 대기하기", chip: "주최 측 해제",
    notice: "<b>10분</b> 동안 멈춥니다", presale: "지금은 선예매 기간입니다", full: "대기 인원이 가득 찼습니다", turnEnding: "좌석 선택 시간이 끝났습니다", payHeld: "결제하기",
    onSale: "예매 중", opens: /^\d+월 \d+일\(.\) (오전|오후) \d+:\d\d 예매 오픈$/, drawUntil: /^\d+월 \d+일\(.\) (오전|오후) \d+:\d\d까지 추첨 응모$/,
    onSalePaused: "예매 중 · 입장이 잠시 멈췄습니다", saleClosed: "예매 마감", opensIn: /^예매 오픈 D-\d+$/, noneLeft: "매진", allLeft: "잔여 12석",
  },
  en: {
    book: "Book", name: "Name", next: "Continue", dates: "Choose a date", seats: "Choose your seats",
    list: "List", done: "Continue", held: "Your seats are held", topUp: /^Top up .* and pay$/, confirmed: "Booking confirmed",
    mine: "My bookings", paid: "Confirmed", place: "Your place in line", nearly: "Almost your turn", paused: "Entry is paused",
    soldOut: "No seats left right now", closed: "Booking has closed", taken: "Already taken",
    holdThese: "Hold these seats", chooseThese: "Choose these seats", best: "Best available", bestHold: /^Hold the best/,
    largest: "At most 2 seats are left side by side", holdTwo: "Hold 2 seats", single: "A single seat would be left", access: "Kept for buyers who need them",
    places: "Wheelchair places", pair: /chosen together: L, row 1, seats 1–2/, otherSeats: "Choose other seats", other: "한국어", away: "The server cannot be reached", checking: "Checking your payment",
    challenge: "One moment, please", cannot: "You cannot join with this browser", expired: "Time to pay has run out", offline: "Connection trouble", timeUp: "Your turn has ended",
    leave: "Leave the line", left: "You have left the line", change: "Change seats", giveUp: "Give up", empty: "No bookings yet",
    before: "Booking has not opened yet", wait: "Wait for the opening", lobby: "You are in the draw", draw: "Enter the draw", check: "How to check the draw",
    checked: /Checked: entry 1 was drawn/, pending: /Not drawn yet/, gone: /was just taken and is no longer selected/, limit: /up to 4 tickets/, oneMinute: "One minute left",
    noShow: "You missed your turn", list2: "Choose from a list", atShop: "Please top up at the shop", again: "Check again", pay: /^Pay /,
    signIn: "Please sign in at the shop", released: "The organiser released your seats", chooseAgain: "Choose seats again", joinAgain: "Join again",
    chip: "Released by the organiser", notice: "We pause for <b>ten minutes</b>", presale: "Booking is open to members first",
    full: "The waiting room is full", turnEnding: "Time to choose is over", payHeld: "Pay",
    onSale: "On sale", opens: /^Opens \w{3} \d+ \w+, \d+:\d\d [ap]m KST$/, drawUntil: /^Draw until \w{3} \d+ \w+, \d+:\d\d [ap]m KST$/,
    onSalePaused: "On sale · Entry is paused", saleClosed: "Closed", opensIn: /^Opens in \d+ days?$/, noneLeft: "Sold out", allLeft: "12 left",
  },
};

export const wordsOf = ({ language = "ko" }) => WORDS[language];
