// Colours that no style sheet can give: those of the canvas, and those of levels, which are the seller's, made dark or
// light enough for the page. All others are in palette.css.

import { h } from "./dom.js";

const CONTRAST_MIN = 4.6;

const brush = h("canvas").getContext("2d")!; // takes any colour of CSS, and gives it as `#rrggbb`
const scheme = window.matchMedia("(prefers-color-scheme: dark)");

/** Runs when the device changes between light and dark, until the returned function is called. */
export function onScheme(listener: () => void): () => void {
  scheme.addEventListener("change", listener);
  return () => scheme.removeEventListener("change", listener);
}

type Rgb = [number, number, number];

function parse(color: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) as Rgb;
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function mix(a: Rgb, b: Rgb, part: number): Rgb {
  return a.map((value, i) => Math.round(value + (b[i]! - value) * part)) as Rgb;
}

function hex(rgb: Rgb): string {
  return `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

const NAMES = ["bg", "surface", "ink", "accent", "on-accent", "edge", "hairline"] as const;
/** Colours of palette.css, each as `#rrggbb`. */
export type Palette = Record<(typeof NAMES)[number], string>;

/** As they are now, light or dark. */
export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colors = NAMES.map((name) => {
    brush.fillStyle = style.getPropertyValue(`--${name}`).trim();
    return [name, brush.fillStyle];
  });
  return Object.fromEntries(colors) as Palette;
}

export type LevelColors = { full: string; text: string; tint: string };

/** The colour itself, what is written on it, and a tint for areas. */
export function levelColors(color: string, page: Palette): LevelColors {
  const ground = parse(page.bg);
  const isDark = luminance(ground) < 0.2;
  const towards = parse(isDark ? "#ffffff" : "#000000");
  const own = parse(/^#[0-9a-f]{6}$/i.test(color) ? color : page.accent);
  let full = own;
  for (let part = 0; contrast(full, ground) < CONTRAST_MIN && part < 1; part += 0.05)
    full = mix(own, towards, part);
  return { full: hex(full), text: page["on-accent"], tint: hex(mix(ground, full, isDark ? 0.28 : 0.14)) };
}

/** What stands before the name of a level. */
export function levelMark(color: string): HTMLElement {
  const mark = h("span", { class: "mark free", "aria-hidden": "true", "data-color": color });
  paint(mark, palette());
  return mark;
}

function paint(mark: HTMLElement, page: Palette): void {
  mark.style.background = levelColors(mark.dataset["color"] ?? "", page).full;
}

onScheme(() => {
  const page = palette();
  for (const mark of document.querySelectorAll<HTMLElement>(".mark[data-color]")) paint(mark, page);
});
