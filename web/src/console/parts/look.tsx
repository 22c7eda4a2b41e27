// Language, and dark or light.

import { useSignal } from "../signal.js";
import { chooseTheme, theme } from "../theme.js";
import { chooseLanguage, chosenLanguage, words } from "../words/index.js";
import { Icon } from "./icon.js";

export function LanguageButton() {
  const other = useSignal(chosenLanguage) === "ko" ? "en" : "ko";
  return (
    <button type="button" class="text" lang={other} onClick={() => chooseLanguage(other)}>
      {words().frame.otherLanguage}
    </button>
  );
}

export function ThemeButton() {
  const other = useSignal(theme) === "dark" ? "light" : "dark";
  return (
    <button type="button" class="text" onClick={() => chooseTheme(other)}>
      <Icon name={other === "light" ? "sun" : "moon"} />
      {words().frame[other]}
    </button>
  );
}
