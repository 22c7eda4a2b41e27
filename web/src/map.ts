// The hall as a picture on a canvas: sections from afar, seats from near. The list is the equal of
// it for keyboards and screen readers, so the canvas itself takes only the pointer.
//
// Units: seats in centimetres, the view in CSS pixels; `scale` is pixels per centimetre.
// Cost:  a frame draws the outlines, and only those seats that are in view, as ready-made pictures.

import type { Access } from "./chart.js";
import { type LevelColors, levelColors, levelMark, onScheme, palette } from "./colors.js";
import { fill, h } from "./dom.js";
import { count } from "./format.js";
import { AVAILABLE, type Hall, HELD, type Section } from "./hall.js";
import { words } from "./language.js";
import type { Selection } from "./selection.js";

const SEATS_FROM_PX = 7; // a distance between seats from which seats are drawn
const NUMBERS_FROM_PX = 24;
const MARKS_FROM_PX = 12; // the letters of wheelchair places and companion seats
const PITCH_MAX_PX = 52;
const TAP_PX = 24; // how near to a seat a finger has to be
const TAP_MOVE_PX = 6; // a pointer that moves farther drags
const MARGIN_CM = 120;
const KINDS: readonly Access[] = [null, "wheelchair", "companion", "step-free"];

type View = { scale: number; x: number; y: number }; // x, y: the centimetres at the left top corner
type Box = { left: number; top: number; right: number; bottom: number };

function boxOf(outline: Section["outline"]): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of outline) {
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

export class HallMap {
  readonly element: HTMLElement;
  readonly #canvas = h("canvas");
  readonly hall: Hall;
  readonly #selection: Selection;
  #palette = palette();
  #colors: LevelColors[];
  readonly #spacing: number;
  readonly #box: Box;
  readonly #boxes: Map<Section, Box>; // of each section's outline
  readonly #pointers = new Map<number, { x: number; y: number }>();
  readonly #sprites = new Map<number, HTMLCanvasElement>();
  readonly #kinds: Uint8Array; // of each seat, a place in KINDS
  readonly #resize: ResizeObserver;
  readonly #stopScheme: () => void;
  #view: View = { scale: 0, x: 0, y: 0 };
  #moved = 0;
  #frame = 0;
  #spriteSize = 0;
  #animation = 0;
  /** Milliseconds of script of each of the last frames, for measuring. */
  readonly frameMs: number[] = [];

  constructor(hall: Hall, selection: Selection) {
    this.hall = hall;
    this.#selection = selection;
    this.#colors = this.#levelColors();
    this.#spacing = Math.min(...hall.sections.map(({ spacing }) => spacing));
    this.#boxes = new Map(hall.sections.map((section) => [section, boxOf(section.outline)]));
    let [left, top, right, bottom] = [Infinity, 0, -Infinity, -Infinity];
    for (let i = 0; i < hall.size; i++) {
      left = Math.min(left, hall.x[i]!);
      right = Math.max(right, hall.x[i]!);
      top = Math.min(top, hall.y[i]!);
      bottom = Math.max(bottom, hall.y[i]!);
    }
    this.#kinds = Uint8Array.from({ length: hall.size }, (_, seat) => KINDS.indexOf(hall.nameOf(seat).access));
    const stage = (right - left) / 10 + 100;
    this.#box = {
      left: left - MARGIN_CM,
      top: Math.min(top, -stage) - MARGIN_CM,
      right: right + MARGIN_CM,
      bottom: bottom + MARGIN_CM,
    };
    const w = words();
    const canvas = this.#canvas;
    canvas.setAttribute("role", "img");
    Object.assign(canvas, { hallMap: this }); // for tests and measuring
    const zoom = (label: string, text: string, act: () => void) =>
      h("button", { type: "button", class: "zoom", "aria-label": label, onclick: act }, text);
    this.element = h(
      "div",
      { class: "map" },
      canvas,
      h(
        "div",
        { class: "zooms" },
        zoom(w.zoomIn, "+", () => this.#zoomBy(1.6)),
        zoom(w.zoomOut, "−", () => this.#zoomBy(1 / 1.6)),
        h("button", { type: "button", class: "zoom wide", onclick: () => this.#toWhole() }, w.wholeHall),
      ),
    );
    canvas.addEventListener("pointerdown", this.#down);
    canvas.addEventListener("pointermove", this.#move);
    canvas.addEventListener("pointerup", this.#up);
    canvas.addEventListener("pointercancel", this.#up);
    canvas.addEventListener("click", this.#click);
    canvas.addEventListener("wheel", this.#wheel, { passive: false });
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(canvas);
    this.#stopScheme = onScheme(() => this.#changeColors());
    hall.onChange(() => this.draw());
    selection.onChange(() => this.draw());
  }

  stop(): void {
    this.#resize.disconnect();
    this.#stopScheme();
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#animation);
  }

  /** Draws in the next frame. */
  draw(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const start = performance.now();
      this.#paint();
      this.frameMs.push(performance.now() - start);
      if (this.frameMs.length > 1000) this.frameMs.shift();
    });
  }

  /** Where a seat is on the page, in CSS pixels from the canvas; for tests. */
  placeOf(seat: number): { x: number; y: number } {
    return {
      x: (this.hall.x[seat]! - this.#view.x) * this.#view.scale,
      y: (this.hall.y[seat]! - this.#view.y) * this.#view.scale,
    };
  }

  // The view.

  get #width(): number {
    return this.#canvas.clientWidth;
  }
  get #height(): number {
    return this.#canvas.clientHeight;
  }

  #whole(): View {
    const { left, top, right, bottom } = this.#box;
    const scale = Math.min(this.#width / (right - left), this.#height / (bottom - top));
    return {
      scale,
      x: (left + right) / 2 - this.#width / scale / 2,
      y: (top + bottom) / 2 - this.#height / scale / 2,
    };
  }

  #fit(): void {
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    this.#canvas.width = Math.round(this.#width * ratio);
    this.#canvas.height = Math.round(this.#height * ratio);
    if (this.#width === 0) return;
    if (this.#view.scale === 0) this.#view = this.#whole();
    this.#set(this.#view);
  }

  #set(view: View): void {
    const whole = this.#whole();
    const scale = Math.min(
      Math.max(view.scale, whole.scale),
      Math.max(PITCH_MAX_PX / this.#spacing, whole.scale),
    );
    const { left, top, right, bottom } = this.#box;
    const clamp = (value: number, from: number, to: number, size: number) =>
      to - from <= size ? (from + to - size) / 2 : Math.min(Math.max(value, from), to - size);
    this.#view = {
      scale,
      x: clamp(view.x, left, right, this.#width / scale),
      y: clamp(view.y, top, bottom, this.#height / scale),
    };
    this.draw();
  }

  #zoomAt(factor: number, px: number, py: number): void {
    const { scale, x, y } = this.#view;
    const max = Math.max(PITCH_MAX_PX / this.#spacing, this.#whole().scale);
    const next = Math.min(Math.max(scale * factor, this.#whole().scale), max);
    this.#set({ scale: next, x: x + px / scale - px / next, y: y + py / scale - py / next });
  }

  #zoomBy(factor: number): void {
    this.#zoomAt(factor, this.#width / 2, this.#height / 2);
  }

  #toWhole(): void {
    this.#goTo(this.#whole());
  }

  /** Shows the seats from near, moving there unless the buyer prefers less motion. */
  lookAt(seats: readonly number[]): void {
    if (seats.length === 0) return;
    const { x, y } = this.hall;
    const mean = (values: Float32Array) =>
      seats.reduce((sum, seat) => sum + values[seat]!, 0) / seats.length;
    const scale = 34 / this.#spacing;
    this.#goTo({
      scale,
      x: mean(x) - this.#width / scale / 2,
      y: mean(y) - this.#height / scale / 2,
    });
  }

  #goTo(to: View): void {
    cancelAnimationFrame(this.#animation);
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return this.#set(to);
    const from = this.#view;
    const start = performance.now();
    const middle = (view: View) => ({
      x: view.x + this.#width / view.scale / 2,
      y: view.y + this.#height / view.scale / 2,
    });
    const [a, b] = [middle(from), middle(to)];
    const step = () => {
      const part = Math.min(1, (performance.now() - start) / 220);
      const eased = part * (2 - part);
      const scale = from.scale * (to.scale / from.scale) ** eased;
      this.#set({
        scale,
        x: a.x + (b.x - a.x) * eased - this.#width / scale / 2,
        y: a.y + (b.y - a.y) * eased - this.#height / scale / 2,
      });
      if (part < 1) this.#animation = requestAnimationFrame(step);
    };
    step();
  }

  // The pointer.

  #at(event: MouseEvent): { x: number; y: number } {
    const box = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #down = (event: PointerEvent) => {
    cancelAnimationFrame(this.#animation);
    if (this.#pointers.size === 0) this.#moved = 0;
    this.#pointers.set(event.pointerId, this.#at(event));
    if (this.#pointers.size > 1) this.#moved = Infinity;
    this.#canvas.setPointerCapture?.(event.pointerId);
  };

  #move = (event: PointerEvent) => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#at(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#moved += Math.hypot(now.x - before.x, now.y - before.y);
    this.#pointers.set(event.pointerId, now);
    if (other) {
      const [from, to] = [before, now].map((p) => Math.hypot(p.x - other.x, p.y - other.y));
      if (from! > 0) this.#zoomAt(to! / from!, (now.x + other.x) / 2, (now.y + other.y) / 2);
    }
    const part = other ? 0.5 : 1;
    if (this.#moved > TAP_MOVE_PX || other) {
      const { scale, x, y } = this.#view;
      this.#set({
        scale,
        x: x - ((now.x - before.x) * part) / scale,
        y: y - ((now.y - before.y) * part) / scale,
      });
    }
  };

  // Not at the end of the pointer: the click that follows would press what a tap has opened.
  #click = (event: MouseEvent) => {
    if (this.#moved <= TAP_MOVE_PX) this.#tap(this.#at(event));
  };

  #up = (event: PointerEvent) => {
    this.#pointers.delete(event.pointerId);
  };

  // The wheel scrolls the page; with Ctrl, which is also what a trackpad's pinch sends, it zooms.
  #wheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { x, y } = this.#at(event);
    this.#zoomAt(Math.exp(-event.deltaY / 200), x, y);
  };

  #tap({ x, y }: { x: number; y: number }): void {
    const { scale } = this.#view;
    const [cx, cy] = [this.#view.x + x / scale, this.#view.y + y / scale];
    const near = this.#nearest(cx, cy);
    if (this.#spacing * scale < SEATS_FROM_PX * 2) {
      const section = this.hall.sections.find(({ outline }) => isInside(outline, cx, cy));
      if (section || near !== undefined) this.lookAt(section ? nearPart(this.hall, section, cx, cy) : [near!]);
      return;
    }
    if (near !== undefined) this.#selection.toggle(near);
  }

  /** The nearest seat that can be taken within the reach of a finger, else the nearest at all. */
  #nearest(cx: number, cy: number): number | undefined {
    const reach = TAP_PX / this.#view.scale;
    let best: number | undefined;
    let bestValue = Infinity;
    for (const section of this.#inView()) {
      for (const seat of section.seats) {
        const distance = Math.hypot(this.hall.x[seat]! - cx, this.hall.y[seat]! - cy);
        if (distance > reach) continue;
        const isOwn = this.#selection.has(seat) || this.hall.state[seat] === AVAILABLE;
        const value = distance + (isOwn || distance < section.spacing / 2 ? 0 : reach);
        if (value < bestValue) [best, bestValue] = [seat, value];
      }
    }
    return best;
  }

  // Drawing.

  #inView(): Section[] {
    const { x, y, scale } = this.#view;
    const [right, bottom] = [x + this.#width / scale, y + this.#height / scale];
    return this.hall.sections.filter((section) => {
      const box = this.#boxes.get(section)!;
      return box.right >= x - 60 && box.left <= right + 60 && box.bottom >= y - 60 && box.top <= bottom + 60;
    });
  }

  #paint(): void {
    const context = this.#canvas.getContext("2d");
    if (!context || this.#width === 0) return;
    const ratio = this.#canvas.width / this.#width;
    const { scale, x, y } = this.#view;
    const pitch = this.#spacing * scale;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    const sections = this.#inView();
    const nearness = pitch < SEATS_FROM_PX;
    this.#paintStage(context);
    this.#paintAreas(context, sections, nearness);
    if (nearness) {
      this.#paintLabels(context, sections);
    } else {
      const size = Math.round(Math.min(pitch * 0.84, 40) * 2) / 2;
      if (size !== this.#spriteSize) {
        this.#sprites.clear();
        this.#spriteSize = size;
      }
      const right = x + this.#width / scale + 50;
      const bottom = y + this.#height / scale + 50;
      for (const section of sections) this.#paintSeats(context, section, ratio, right, bottom);
    }
    const w = words();
    const label = w.mapSummary(count(this.hall.sections.length), count(this.hall.free));
    if (this.#canvas.getAttribute("aria-label") !== label)
      this.#canvas.setAttribute("aria-label", label);
  }

  #levelColors(): LevelColors[] {
    return this.hall.levels.map(({ color }) => levelColors(color, this.#palette));
  }

  #changeColors(): void {
    this.#palette = palette();
    this.#colors = this.#levelColors();
    this.#sprites.clear();
    this.draw();
  }

  #paintStage(context: CanvasRenderingContext2D): void {
    const { scale, x, y } = this.#view;
    const width = (this.#box.right - this.#box.left) / 3;
    const depth = (this.#box.right - this.#box.left) / 14;
    const { ink, hairline } = this.#palette;
    context.fillStyle = hairline;
    context.beginPath();
    context.roundRect((-width / 2 - x) * scale, (-depth - 60 - y) * scale, width * scale, depth * scale, 6);
    context.fill();
    context.fillStyle = ink;
    context.font = "600 12px system-ui,sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(words().stage, -x * scale, (-depth / 2 - 60 - y) * scale);
  }

  /** The sections of one colour are one path: a path for each of them costs more than all of their points. */
  #paintAreas(context: CanvasRenderingContext2D, sections: Section[], isWhole: boolean): void {
    const { scale, x, y } = this.#view;
    const { surface } = this.#palette;
    const byColor = new Map<string, Section[]>();
    for (const section of sections) {
      const color = section.free > 0 && isWhole ? this.#colors[section.level]!.tint : surface;
      const others = byColor.get(color);
      if (others) others.push(section);
      else byColor.set(color, [section]);
    }
    context.lineJoin = "round";
    context.lineWidth = Math.max(2, 70 * scale);
    for (const [color, those] of byColor) {
      context.beginPath();
      for (const { outline } of those) {
        outline.forEach(([px, py], i) => {
          if (i === 0) context.moveTo((px - x) * scale, (py - y) * scale);
          else context.lineTo((px - x) * scale, (py - y) * scale);
        });
        context.closePath();
      }
      context.fillStyle = context.strokeStyle = color;
      context.fill();
      context.stroke();
    }
  }

  /** Names and free seats, each with one font for as long as sizes are equal: to set a font is dear. */
  #paintLabels(context: CanvasRenderingContext2D, sections: Section[]): void {
    const { scale, x, y } = this.#view;
    const { ink } = this.#palette;
    let font = "";
    const setFont = (wanted: string) => {
      if (font !== wanted) context.font = font = wanted;
    };
    context.textAlign = "center";
    context.textBaseline = "middle";
    const labels = sections.flatMap((section) => {
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

  #paintSeats(
    context: CanvasRenderingContext2D,
    section: Section,
    ratio: number,
    right: number,
    bottom: number,
  ): void {
    const { scale, x, y } = this.#view;
    const size = this.#spriteSize;
    const half = (size + 6) / 2;
    const withNumbers = size >= NUMBERS_FROM_PX;
    const withMarks = size >= MARKS_FROM_PX;
    const marks = words().accessMark;
    if (withMarks) {
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.font = `600 ${Math.min(13, size * (withNumbers ? 0.42 : 0.7))}px system-ui,sans-serif`;
    }
    for (const seat of section.seats) {
      const [sx, sy] = [this.hall.x[seat]!, this.hall.y[seat]!];
      if (sx < x - 50 || sx > right || sy < y - 50 || sy > bottom) continue;
      const isMine = this.#selection.has(seat);
      const state = isMine ? 9 : this.hall.state[seat]!;
      const kind = this.#kinds[seat]!;
      const sprite = this.#sprite(state, this.hall.levelOf[seat]!, kind, ratio);
      const [px, py] = [(sx - x) * scale, (sy - y) * scale];
      context.drawImage(sprite, px - half, py - half, half * 2, half * 2);
      if (state !== AVAILABLE || !withMarks) continue;
      const access = KINDS[kind]!;
      const mark = access !== null && marks[access];
      const text = mark || (withNumbers && this.hall.nameOf(seat).seat);
      if (!text) continue;
      context.fillStyle = this.#colors[this.hall.levelOf[seat]!]!.text;
      context.fillText(text, px, py);
    }
  }

  /** Wheelchair places and companion seats are square; a step-free seat has a line below it. */
  #sprite(state: number, level: number, kind: number, ratio: number): HTMLCanvasElement {
    const key = (kind << 16) | ((state === AVAILABLE ? level : 0) << 8) | state;
    const known = this.#sprites.get(key);
    if (known) return known;
    const size = this.#spriteSize;
    const sprite = document.createElement("canvas");
    sprite.width = sprite.height = Math.ceil((size + 6) * ratio);
    const context = sprite.getContext("2d")!;
    context.scale(ratio, ratio);
    context.translate((size + 6) / 2, (size + 6) / 2);
    const access = KINDS[kind]!;
    const isSquare = access === "wheelchair" || access === "companion";
    const circle = (radius: number) => {
      context.beginPath();
      if (isSquare) context.roundRect(-radius, -radius, 2 * radius, 2 * radius, radius / 4);
      else context.arc(0, 0, radius, 0, 2 * Math.PI);
    };
    const { ink, hairline, accent, bg, edge } = this.#palette;
    if (state === 9) {
      circle(size / 2 + 2);
      context.strokeStyle = accent;
      context.lineWidth = 2;
      context.stroke();
      circle(size / 2);
      context.fillStyle = ink;
      context.fill();
      context.strokeStyle = bg;
      context.lineWidth = Math.max(1.5, size / 10);
      context.beginPath();
      context.moveTo(-size * 0.2, 0.02 * size);
      context.lineTo(-size * 0.05, size * 0.17);
      context.lineTo(size * 0.22, -size * 0.16);
      context.stroke();
    } else if (state === AVAILABLE) {
      circle(size / 2);
      context.fillStyle = this.#colors[level]!.full;
      context.fill();
      if (access === "step-free") context.fillRect(-size / 2, size / 2 + 1, size, Math.max(1, size / 14));
    } else if (state === HELD) {
      circle(size / 2 - 0.75);
      context.fillStyle = hairline;
      context.fill();
      context.strokeStyle = edge;
      context.lineWidth = Math.min(1.5, size / 6);
      context.setLineDash([3, 2]);
      context.stroke();
    } else {
      circle(size / 4);
      context.fillStyle = hairline;
      context.fill();
    }
    this.#sprites.set(key, sprite);
    return sprite;
  }
}

/** Seats of the section around a point, so that a tap on a large section goes where it was. */
function nearPart(hall: Hall, section: Section, cx: number, cy: number): number[] {
  const byDistance = (seat: number) => Math.hypot(hall.x[seat]! - cx, hall.y[seat]! - cy);
  return [...section.seats].sort((a, b) => byDistance(a) - byDistance(b)).slice(0, 9);
}

function isInside(outline: [number, number][], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [xi, yi] = outline[i]!;
    const [xj, yj] = outline[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** What the drawings of seats mean. */
export function legend(hall: Hall): HTMLElement {
  const w = words();
  const item = (className: string, text: string) =>
    h("li", {}, h("span", { class: `mark ${className}`, "aria-hidden": "true" }), text);
  const list = h("ul", { class: "legend" });
  fill(
    list,
    hall.levels
      .filter(({ price }) => price !== null)
      .map(({ name, color }) => h("li", {}, levelMark(color), w.level(name))),
    hall.hasPlaces &&
      (["wheelchair", "companion", "step-free"] as const).map((kind) =>
        h("li", {}, h("span", { class: `mark ${kind}`, "aria-hidden": "true" }, w.accessMark[kind]), w.access[kind]),
      ),
    item("held", w.legendHeld),
    item("sold", w.legendSold),
  );
  return list;
}
