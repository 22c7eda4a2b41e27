// What is around every view: title, timer, connection banner, the bar at the bottom, toasts and
// dialogs.

import { isOnline, onConnection } from "./api.js";
import { countdown } from "./clock.js";
import { attribute, type Child, fill, h, icon, setText } from "./dom.js";
import { clock } from "./format.js";
import { language, setLanguage, words } from "./language.js";
import { pathOf } from "./place.js";

const title = h("a", { class: "title" });
const pill = h("span", { class: "pill", hidden: true });
const spoken = h("div", { class: "spoken", role: "status", "aria-live": "polite" });
const banner = h("div", { class: "banner", role: "status", hidden: true });
const main = h("main", { tabindex: -1 });
const bar = h("section", { class: "bar", hidden: true });
const footer = h("footer");
const toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });

export type Trouble = "waiting" | "holding" | "none";
let trouble: Trouble = "none";
let onLanguage = () => {};

export function startFrame(changedLanguage: () => void): void {
  onLanguage = changedLanguage;
  const app = document.querySelector("#app")!;
  app.append(h("header", {}, title, pill), banner, main, footer, bar, toasts, spoken);
  onConnection(showConnection);
}

/** What closes the dialogs that are open. */
const closing = new Set<() => void>();

function showConnection(): void {
  const texts = { waiting: words().offlineWaiting, holding: words().offlineHolding, none: words().offline };
  banner.hidden = isOnline();
  if (!isOnline()) fill(banner, icon("warn"), h("span", {}, texts[trouble]));
}

/** What the buyer has to lose when the connection fails. */
export function setTrouble(value: Trouble): void {
  trouble = value;
  showConnection();
}

/** Replaces the whole view; the focus goes to its heading. */
export function show(view: { title: string; pageTitle?: string; home: string; body: Child }): void {
  const w = words();
  for (const close of closing) close(); // a question of the view before
  spoken.textContent = "";
  document.documentElement.lang = language();
  document.title = view.pageTitle ?? `${view.title} · Onsale`;
  title.textContent = view.title;
  title.href = view.home;
  fill(main, view.body);
  fill(
    footer,
    h("a", { href: pathOf({ at: "concerts" }) }, w.concerts),
    h("a", { href: pathOf({ at: "me" }) }, w.myBookings),
    h(
      "button",
      {
        class: "text",
        lang: language() === "ko" ? "en" : "ko",
        onclick: () => {
          setLanguage(language() === "ko" ? "en" : "ko");
          onLanguage();
        },
      },
      w.otherLanguage,
    ),
  );
  setBar();
  setTimer(undefined);
  setTrouble("none");
  window.scrollTo(0, 0);
  const heading = main.querySelector<HTMLElement>("h1");
  if (heading && document.hasFocus()) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

/** The sticky bar: what it is about at the left, the primary button at the right. */
export function setBar(left?: Child, button?: HTMLElement): void {
  bar.hidden = !button;
  attribute(bar, "aria-label", words().nextStep);
  fill(bar, h("div", { class: "sum" }, left), button);
}

let stopTimer = () => {};

export type Timer = { kind: "choose" | "pay"; until: string; onTick?: (ms: number) => void };

/** The only countdown of a screen. Screen readers are told at 5:00, 1:00, 0:30 and 0:10. */
export function setTimer(timer: Timer | undefined): void {
  stopTimer();
  pill.hidden = !timer;
  if (!timer) return;
  const w = words();
  const word = timer.kind === "choose" ? w.timerChoose : w.timerPay;
  const text = h("span");
  const said = new Set<number>();
  let last = Infinity;
  fill(pill, icon("clock"), text);
  stopTimer = countdown(timer.until, (ms) => {
    setText(text, `${word} ${clock(ms)}`);
    attribute(pill, "data-level", ms <= 10_000 ? "danger" : ms <= 60_000 ? "warn" : "calm");
    for (const seconds of [300, 60, 30, 10]) {
      if (last > seconds * 1000 && ms <= seconds * 1000 && last !== Infinity && !said.has(seconds)) {
        said.add(seconds);
        say(seconds >= 60 ? w.minutesLeft(seconds / 60) : w.secondsLeft(seconds));
      }
    }
    last = ms;
    timer.onTick?.(ms);
  });
}

/** Told to screen readers only. */
export function say(text: string): void {
  spoken.textContent = "";
  spoken.textContent = text;
}

export function toast(text: string): void {
  const element = h("div", { class: "toast" }, text);
  toasts.append(element);
  window.setTimeout(() => element.remove(), 6000);
  while (toasts.childElementCount > 2) toasts.firstElementChild!.remove();
}

export type DialogChoice<T> = { label: string; value: T; kind?: "primary" | "danger" };

/** Asks; resolves to the choice, or to `otherwise` if it is closed. */
export function ask<T>(
  heading: string,
  text: Child,
  choices: DialogChoice<T>[],
  otherwise: T,
): Promise<T> {
  return new Promise((resolve) => {
    const name = h("h2", { id: "dialog-title" }, heading);
    const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, name);
    const giveUp = () => close(otherwise);
    const close = (value: T) => {
      closing.delete(giveUp);
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    dialog.append(
      h("p", {}, text),
      h(
        "div",
        { class: "choices" },
        choices.map(({ label, value, kind }) =>
          h("button", { class: kind ?? "secondary", onclick: () => close(value) }, label),
        ),
      ),
    );
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      giveUp();
    });
    closing.add(giveUp);
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A screen of one sentence and what to do next. */
export function message(heading: string, text: Child, ...actions: HTMLElement[]): HTMLElement {
  return h(
    "section",
    { class: "message" },
    h("h1", {}, heading),
    text ? h("p", {}, text) : null,
    h("div", { class: "actions" }, actions),
  );
}

export function button(label: string, onclick: () => unknown, kind = "primary"): HTMLButtonElement {
  return h("button", { class: kind, type: "button", onclick }, label);
}
