// Dark unless the operator wants it light; kept in this browser.

import { read, write } from "../storage.js";
import { Signal } from "./signal.js";

export type Theme = "dark" | "light";
export const theme = new Signal<Theme>(read("console-theme") === "light" ? "light" : "dark");

export function startTheme(): void {
  document.documentElement.dataset.theme = theme.value;
}

export function chooseTheme(value: Theme): void {
  write("console-theme", value);
  theme.value = value;
  startTheme();
}
