// What the operator tells those who wait: one card, the same on all screens of the waiting page.

import type { Notice } from "../api.js";
import { fill, h } from "../dom.js";
import { say } from "../frame.js";
import { type Language, language, words } from "../language.js";

export class NoticeCard {
  readonly element = h("section", { class: "notes room-notice", hidden: true });
  #shown = "";

  /** Shows the notice as text, or hides the card without one. Each change is announced once. */
  set(notice: Notice | undefined): void {
    const { text, lang } = textOf(notice);
    if (text === this.#shown) return;
    this.#shown = text;
    this.element.hidden = text === "";
    const name = words().noticeTitle;
    fill(this.element, h("h2", {}, name), h("p", { lang }, text));
    if (text !== "") say(`${name}: ${text}`);
  }
}

/** The text in the language of the pages; in the other one if only that exists. */
function textOf(notice: Notice | undefined): { text: string; lang: Language } {
  const other = language() === "ko" ? "en" : "ko";
  for (const lang of [language(), other] as const) {
    const text = lang === "ko" ? notice?.korean : notice?.english;
    if (text) return { text, lang };
  }
  return { text: "", lang: language() };
}
