// The texts of the console in the chosen language. The choice is the one of the buyers' pages in
// this browser.

import { type Language, language, setLanguage } from "../../language.js";
import { Signal } from "../signal.js";
import { en } from "./en.js";
import { ko } from "./ko.js";

/** Every text of the console; ko.ts has the same keys. */
export type Words = typeof en;

export const chosenLanguage = new Signal<Language>(language());

export function chooseLanguage(value: Language): void {
  setLanguage(value);
  document.documentElement.lang = value;
  chosenLanguage.value = value;
}

export function words(): Words {
  return chosenLanguage.value === "ko" ? ko : en;
}
