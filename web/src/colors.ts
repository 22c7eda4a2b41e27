// Colours of levels: the seller's, made dark or light enough for the page's background.

const CONTRAST_MIN = 4.6;

export function isDark(): boolean {
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
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

export type LevelColors = { full: string; text: string; tint: string };

/** The colour itself, what is written on it, and a tint for areas. */
export function levelColors(color: string, dark: boolean): LevelColors {
  const background = parse(dark ? "#0f1117" : "#ffffff");
  const towards = parse(dark ? "#ffffff" : "#000000");
  const own = parse(/^#[0-9a-f]{6}$/i.test(color) ? color : "#4338ca");
  let full = own;
  for (let part = 0; contrast(full, background) < CONTRAST_MIN && part < 1; part += 0.05)
    full = mix(own, towards, part);
  return {
    full: hex(full),
    text: dark ? "#14171f" : "#ffffff",
    tint: hex(mix(background, full, dark ? 0.28 : 0.14)),
  };
}
