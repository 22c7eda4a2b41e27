// Draws a part of the hall on a canvas: its ground, which is the stage and the areas of sections, and
// on it the details, which are the names of sections from afar and seats from near.
//
// Units: the hall in centimetres, a sheet in CSS pixels; `scale` is pixels per centimetre.

import { type LevelColors, levelColors, palette } from "./colors.js";
import { AVAILABLE, type Hall, NOT_FOR_SALE, type Section, SOLD } from "./hall.js";
import { words } from "./language.js";
import { CHOSEN, EDGE_PX, KINDS, SeatSprites } from "./seat-sprites.js";
import type { Selection } from "./selection.js";

const SEATS_FROM_PX = 7; // a distance between seats from which seats are drawn
const NUMBERS_FROM_PX = 24;
const MARKS_FROM_PX = 12; // the letters of wheelchair places and companion seats
const MARGIN_CM = 120;

export type View = { scale: number; x: number; y: number }; // x, y: the centimetres at the left top corner
export type Box = { left: number; top: number; right: number; bottom: number };
export type Context = CanvasRenderingContext2D;
/** A canvas, whose unit is a CSS pixel, and what of the hall it shows. */
export type Sheet = { context: Context; view: View; width: number; height: number };

/** What of the hall is on the sheet, in centimetres. */
export function boxOn({ view: { scale, x, y }, width, height }: Omit<Sheet, "context">): Box {
  return { left: x, top: y, right: x + width / scale, bottom: y + height / scale };
}

function boxAround(points: Iterable<readonly [number, number]>): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of points) {
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

export class Drawing {
  /** The whole hall, with its stage and a margin. */
  readonly box: Box;
  /** The smallest distance between seats. */
  readonly spacing: number;
  readonly #hall: Hall;
  readonly #selection: Selection;
  readonly #boxes: Map<Section, Box>; // of each section's outline
  readonly #kinds: Uint8Array; // of each seat, a place in KINDS
  readonly #sprites = new SeatSprites();
  #palette = palette();
  #colors: LevelColors[] = [];
  readonly #areas = new Map<string, Path2D>(); // by colour, in centimetres
  #areasKey = ""; // of what the colours depend on

  constructor(hall: Hall, selection: Selection) {
    this.#hall = hall;
    this.#selection = selection;
    this.spacing = Math.min(...hall.sections.map(({ spacing }) => spacing));
    this.#boxes = new Map(hall.sections.map((section) => [section, boxAround(section.outline)]));
    this.#kinds = Uint8Array.from({ length: hall.size }, (_, seat) => KINDS.indexOf(hall.nameOf(seat).access));
    const { left, top, right, bottom } = boxAround(hall.sections.flatMap(({ outline }) => outline));
    const stage = (right - left) / 10 + 100;
    this.box = {
      left: left - MARGIN_CM,
      top: Math.min(top, -stage) - MARGIN_CM,
      right: right + MARGIN_CM,
      bottom: bottom + MARGIN_CM,
    };
    this.takeColors();
  }

  /** Takes the page's colours, light or dark, as they are now. */
  takeColors(): void {
    this.#palette = palette();
    this.#colors = this.#hall.levels.map(({ color }) => levelColors(color, this.#palette));
    this.#sprites.clear();
    this.#areasKey = "";
  }

  /** Whether sections are drawn with their names, not their seats. */
  isFar({ scale }: View): boolean {
    return this.spacing * scale < SEATS_FROM_PX;
  }

  sectionsOn(sheet: Omit<Sheet, "context">): Section[] {
    const { left, top, right, bottom } = boxOn(sheet);
    return this.#hall.sections.filter((section) => {
      const box = this.#boxes.get(section)!;
      return box.right >= left - 60 && box.left <= right + 60 && box.bottom >= top - 60 && box.top <= bottom + 60;
    });
  }

  /** The stage and the sections' areas; `isFar`: tinted, because no seats will be on them. */
  ground(sheet: Sheet, isFar: boolean): void {
    const { context, view } = sheet;
    const { scale, x, y } = view;
    const { width, depth } = this.#stage();
    context.fillStyle = this.#palette.hairline;
    context.beginPath();
    context.roundRect((-width / 2 - x) * scale, (-depth - 60 - y) * scale, width * scale, depth * scale, 6);
    context.fill();
    this.#drawAreas(sheet, isFar);
  }

  /** The stage's name, and names of sections or seats. `ratio`: the device's pixels in one of CSS. */
  details(sheet: Sheet, ratio: number): void {
    const { context, view } = sheet;
    const { scale, x, y } = view;
    context.fillStyle = this.#palette.ink;
    context.font = "600 12px system-ui,sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(words().stage, -x * scale, (-this.#stage().depth / 2 - 60 - y) * scale);
    if (this.isFar(view)) return this.#drawLabels(sheet);
    const size = Math.round(Math.min(this.spacing * scale * 0.84, 40) * 2) / 2;
    this.#sprites.use(size, ratio);
    for (const section of this.sectionsOn(sheet)) this.#drawSeats(sheet, section, size);
  }

  #stage(): { width: number; depth: number } {
    const width = this.box.right - this.box.left;
    return { width: width / 3, depth: width / 14 };
  }

  #drawAreas({ context, view: { scale, x, y } }: Sheet, isFar: boolean): void {
    context.save();
    context.scale(scale, scale);
    context.translate(-x, -y);
    context.lineJoin = "round";
    context.lineWidth = Math.max(2 / scale, 70);
    for (const [color, path] of this.#areasNow(isFar)) {
      context.fillStyle = context.strokeStyle = color;
      context.fill(path);
      context.stroke(path);
    }
    context.restore();
  }

  /** The sections of one colour are one path: many small ones cost more than all of their points. */
  #areasNow(isFar: boolean): Map<string, Path2D> {
    const { sections } = this.#hall;
    const key = isFar ? sections.map(({ free }) => Number(free > 0)).join("") : "near";
    if (key === this.#areasKey) return this.#areas;
    this.#areasKey = key;
    this.#areas.clear();
    for (const { free, level, outline } of sections) {
      const color = isFar && free > 0 ? this.#colors[level]!.tint : this.#palette.surface;
      const path = this.#areas.get(color) ?? new Path2D();
      outline.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
      path.closePath();
      this.#areas.set(color, path);
    }
    return this.#areas;
  }

  /** Names and free seats, each with one font for as long as sizes are equal: setting a font is slow. */
  #drawLabels(sheet: Sheet): void {
    const { context, view } = sheet;
    const { scale, x, y } = view;
    const { ink } = this.#palette;
    let font = "";
    const setFont = (wanted: string) => {
      if (font !== wanted) context.font = font = wanted;
    };
    const labels = this.sectionsOn(sheet).flatMap((section) => {
      const { left, right, top, bottom } = this.#boxes.get(section)!;
      const size = Math.round(Math.min(13, (Math.max(right - left, 200) * scale) / 2.2) * 2) / 2;
      const [mx, my] = [(section.middle[0] - x) * scale, (section.middle[1] - y) * scale];
      const twoLines = (bottom - top) * scale > size * 1.6;
      return size < 6 ? [] : [{ section, size, mx, my: my - (twoLines ? size * 0.55 : 0), twoLines }];
    });
    for (const { section, size, mx, my } of labels) {
      setFont(`700 ${size}px system-ui,sans-serif`);
      context.fillStyle = section.free > 0 ? this.#colors[section.level]!.full : ink;
      context.fillText(section.name, mx, my);
      if (section.free > 0) continue;
      context.strokeStyle = ink;
      context.lineWidth = 1.5;
      context.beginPath();
      context.moveTo(mx - size, my);
      context.lineTo(mx + size, my);
      context.stroke();
    }
    context.fillStyle = ink;
    for (const { section, size, mx, my, twoLines } of labels) {
      if (section.free === 0 || !twoLines) continue;
      setFont(`400 ${size * 0.9}px system-ui,sans-serif`);
      context.fillText(String(section.free), mx, my + size * 1.15);
    }
  }

  /** Circles are drawn as such, which costs a third of a sprite; all else are sprites. */
  #drawSeats(sheet: Sheet, section: Section, size: number): void {
    const { context, view } = sheet;
    const { scale, x, y } = view;
    const { left, top, right, bottom } = boxOn(sheet);
    const half = size / 2 + EDGE_PX;
    const withNumbers = size >= NUMBERS_FROM_PX;
    const withMarks = size >= MARKS_FROM_PX;
    const marks = words().accessMark;
    if (withMarks) context.font = `600 ${Math.min(13, size * (withNumbers ? 0.42 : 0.7))}px system-ui,sans-serif`;
    for (const seat of section.seats) {
      const [sx, sy] = [this.#hall.x[seat]!, this.#hall.y[seat]!];
      if (sx < left - 50 || sx > right + 50 || sy < top - 50 || sy > bottom + 50) continue;
      const state = this.#selection.has(seat) ? CHOSEN : this.#hall.state[seat]!;
      const colors = this.#colors[this.#hall.levelOf[seat]!]!;
      const access = KINDS[this.#kinds[seat]!]!;
      const [px, py] = [(sx - x) * scale, (sy - y) * scale];
      const isFree = state === AVAILABLE;
      if (access === null && (isFree || state === SOLD || state === NOT_FOR_SALE)) {
        context.fillStyle = isFree ? colors.full : this.#palette.hairline;
        context.beginPath();
        context.arc(px, py, isFree ? size / 2 : size / 4, 0, 2 * Math.PI);
        context.fill();
      } else {
        const sprite = this.#sprites.take(state, access, colors, this.#palette);
        context.drawImage(sprite, px - half, py - half, half * 2, half * 2);
      }
      if (!isFree || !withMarks) continue;
      const mark = access !== null && marks[access];
      const text = mark || (withNumbers && this.#hall.nameOf(seat).seat);
      if (!text) continue;
      context.fillStyle = colors.text;
      context.fillText(text, px, py);
    }
  }
}
