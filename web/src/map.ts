// The hall as a picture on a canvas: sections from afar, seats from near. The list is the equal of
// it for keyboards and screen readers, so the canvas itself takes only the pointer.
//
// Units: seats in centimetres, the view in CSS pixels; `scale` is pixels per centimetre.
// Cost:  a view that rests is drawn whole; while it moves, frames draw a picture that is kept.

import { levelMark, onScheme } from "./colors.js";
import { fill, h } from "./dom.js";
import { count } from "./format.js";
import { AVAILABLE, type Hall, type Section } from "./hall.js";
import { words } from "./language.js";
import { Drawing, type Sheet, type View } from "./map-drawing.js";
import { Picture } from "./map-picture.js";
import type { Selection } from "./selection.js";

const PITCH_MAX_PX = 52;
const TAP_SEATS_FROM_PX = 14; // a distance between seats from which a tap means a seat, not a section
const TAP_PX = 24; // how near to a seat a finger has to be
const TAP_MOVE_PX = 6; // a pointer that moves farther drags
const REST_FRAMES = 8; // without a movement, after which the view rests

export class HallMap {
  readonly element: HTMLElement;
  readonly #canvas = h("canvas");
  readonly hall: Hall;
  readonly #selection: Selection;
  readonly #drawing: Drawing;
  readonly #picture: Picture;
  readonly #pointers = new Map<number, { x: number; y: number }>();
  readonly #resize: ResizeObserver;
  readonly #stopScheme: () => void;
  #view: View = { scale: 0, x: 0, y: 0 };
  #moved = 0;
  #frame = 0;
  #isDue = false; // something to be drawn has changed
  #moving = 0; // frames until the view rests
  #animation = 0;
  /** Milliseconds of script of each of the last frames, for measuring. */
  readonly frameMs: number[] = [];

  constructor(hall: Hall, selection: Selection) {
    this.hall = hall;
    this.#selection = selection;
    this.#drawing = new Drawing(hall, selection);
    this.#picture = new Picture(this.#drawing.box);
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
    this.#stopScheme = onScheme(() => {
      this.#drawing.takeColors();
      this.#drawAnew();
    });
    hall.onChange(() => {
      this.#picture.takeChange(performance.now());
      this.draw();
    });
    selection.onChange(() => this.#drawAnew());
  }

  stop(): void {
    this.#resize.disconnect();
    this.#stopScheme();
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#animation);
    this.#picture.fit(0, 0, 1);
  }

  /** Draws in the next frame. */
  draw(): void {
    this.#isDue = true;
    this.#requestFrame();
  }

  #drawAnew(): void {
    this.#picture.drop();
    this.draw();
  }

  #requestFrame(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#moving > 0 && --this.#moving === 0) this.#isDue = true;
      if (this.#moving > 0) this.#requestFrame();
      if (!this.#isDue) return;
      this.#isDue = false;
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
    const { left, top, right, bottom } = this.#drawing.box;
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
    this.#picture.fit(this.#width, this.#height, ratio);
    if (this.#width === 0) return;
    if (this.#view.scale === 0) this.#view = this.#whole();
    this.#set(this.#view);
  }

  /** A step of a movement. */
  #moveTo(view: View): void {
    this.#moving = REST_FRAMES;
    this.#set(view);
  }

  #set(view: View): void {
    const whole = this.#whole();
    const scale = Math.min(
      Math.max(view.scale, whole.scale),
      Math.max(PITCH_MAX_PX / this.#drawing.spacing, whole.scale),
    );
    const { left, top, right, bottom } = this.#drawing.box;
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
    const max = Math.max(PITCH_MAX_PX / this.#drawing.spacing, this.#whole().scale);
    const next = Math.min(Math.max(scale * factor, this.#whole().scale), max);
    this.#moveTo({ scale: next, x: x + px / scale - px / next, y: y + py / scale - py / next });
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
    const scale = 34 / this.#drawing.spacing;
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
      this.#moveTo({
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
      this.#moveTo({
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
    if (this.#drawing.spacing * scale < TAP_SEATS_FROM_PX) {
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
    for (const section of this.#drawing.sectionsOn(this.#part)) {
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

  get #part(): Omit<Sheet, "context"> {
    return { view: this.#view, width: this.#width, height: this.#height };
  }

  #paint(): void {
    const context = this.#canvas.getContext("2d");
    const part = this.#part;
    if (!context || part.width === 0 || this.#canvas.width === 0) return; // before its size is known
    const ratio = this.#canvas.width / part.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, part.width, part.height);
    const sheet = { ...part, context };
    if (this.#moving > 0) this.#paintMoving(sheet, ratio);
    else this.#paintResting(sheet, ratio);
  }

  #paintResting(sheet: Sheet, ratio: number): void {
    this.#drawing.ground(sheet, this.#drawing.isFar(sheet.view));
    this.#drawing.details(sheet, ratio);
    this.#picture.rest();
    const label = words().mapSummary(count(this.hall.sections.length), count(this.hall.free));
    if (this.#canvas.getAttribute("aria-label") !== label)
      this.#canvas.setAttribute("aria-label", label);
  }

  #paintMoving(sheet: Sheet, ratio: number): void {
    if (this.#picture.isDue(sheet, performance.now()))
      this.#picture.make(sheet, (part) => this.#drawing.details(part, ratio));
    this.#drawing.ground(sheet, this.#drawing.isFar(this.#picture.view ?? sheet.view));
    this.#picture.drawOn(sheet, ratio);
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
