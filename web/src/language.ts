// The language of the pages: the buyer's choice, else the browser's.

import { en } from "./words/en.js";
import { ko } from "./words/ko.js";
import { read, write } from "./storage.js";

export type Language = "ko" | "en";
/** Every text of the pages; ko.ts has the same keys. */
export type Words = typeof en;

function preferred(): Language {
  const chosen = read("language");
  if (chosen === "ko" || chosen === "en") return chosen;
  return navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
}

let current: Language = preferred();

export function language(): Language {
  return current;
}

export function setLanguage(value: Language): void {
  current = value;
  write("language", value);
}

export function words(): Words {
  return current === "ko" ? ko : en;
}
