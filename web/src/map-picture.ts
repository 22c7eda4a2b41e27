// The details of a part of the hall, kept as one picture while the view moves over it: a frame then
// draws one picture in place of thousands of seats and names.
//
// Cost:   to make it takes longer than a frame may. While the view moves it is made in fewer than one
//         of twenty frames: until then what comes into view has no details, and a view that comes
//         nearer is blurred.
// Memory: at most PIXELS_MAX of four bytes, 16 MB; of a large view it has fewer pixels than the screen.

import { type Box, type Sheet, type View, boxOn } from "./map-drawing.js";

const PIXELS_MAX = 4_000_000;
const AROUND = 0.5; // of the view's width and height, on each side
const FRAMES_MIN = 24; // that it is kept for
const CHANGES_MS = 900; // after a change: no seat is wrong for a second
const ZOOM_MAX = 2; // a view that is nearer by more is too blurred

export class Picture {
  readonly #canvas = document.createElement("canvas");
  readonly #hall: Box;
  #part: Omit<Sheet, "context"> | undefined; // what it shows; undefined: nothing
  #ratio = 1; // its pixels in one of CSS
  #frames = 0; // since it was made
  #changedAt = Infinity;

  constructor(hall: Box) {
    this.#hall = hall;
  }

  /** Allocates the canvas for views of this size: allocating while the view moves would delay a frame. */
  fit(width: number, height: number, ratio: number): void {
    const part = 1 + 2 * AROUND;
    this.#ratio = Math.min(ratio, Math.sqrt(PIXELS_MAX / (width * height || 1)) / part);
    this.#canvas.width = Math.floor(width * part * this.#ratio);
    this.#canvas.height = Math.floor(height * part * this.#ratio);
    this.#canvas.getContext("2d")?.clearRect(0, 0, 1, 1);
    this.drop();
  }

  /** Forgets what it shows, because that has changed. */
  drop(): void {
    this.#part = undefined;
  }

  /** Some seats have changed: the picture may show them as they were for less than a second. */
  takeChange(now: number): void {
    this.#changedAt = Math.min(this.#changedAt, now);
  }

  /** The view rests, and shows every seat as it is: no seat may change back when it moves again. */
  rest(): void {
    if (this.#changedAt < Infinity) this.drop();
  }

  /** The view that it was made for, if any. */
  get view(): View | undefined {
    return this.#part?.view;
  }

  /** Whether it has to be made anew for the sheet, and may be. */
  isDue(sheet: Sheet, now: number): boolean {
    if (!this.#part) return true;
    if (now - this.#changedAt >= CHANGES_MS) return true;
    if (this.#frames < FRAMES_MIN) return false;
    return sheet.view.scale > this.#part.view.scale * ZOOM_MAX || !this.#covers(sheet);
  }

  /** Whether it has all that the sheet shows of the hall. */
  #covers(sheet: Sheet): boolean {
    if (!this.#part) return false;
    const [own, wanted, hall] = [boxOn(this.#part), boxOn(sheet), this.#hall];
    const slack = 1 / sheet.view.scale;
    return (
      own.left <= Math.max(wanted.left, hall.left) + slack &&
      own.top <= Math.max(wanted.top, hall.top) + slack &&
      own.right >= Math.min(wanted.right, hall.right) - slack &&
      own.bottom >= Math.min(wanted.bottom, hall.bottom) - slack
    );
  }

  /** Makes it of what the sheet shows of the hall, and what is around that. */
  make(sheet: Sheet, details: (sheet: Sheet) => void): void {
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    const { scale } = sheet.view;
    const { left, top, right, bottom } = boxOn(sheet);
    const [dx, dy] = [(right - left) * AROUND, (bottom - top) * AROUND];
    const [x, y] = [Math.max(left - dx, this.#hall.left), Math.max(top - dy, this.#hall.top)];
    const width = (Math.min(right + dx, this.#hall.right) - x) * scale;
    const height = (Math.min(bottom + dy, this.#hall.bottom) - y) * scale;
    this.#part = { view: { scale, x, y }, width, height };
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    details({ ...this.#part, context });
    this.#frames = 0;
    this.#changedAt = Infinity;
  }

  /** `ratio`: the device's pixels in one of CSS. With the scale it was made for, nothing is blurred. */
  drawOn({ context, view }: Sheet, ratio: number): void {
    if (!this.#part) return;
    this.#frames += 1;
    const { view: own, width, height } = this.#part;
    const zoom = view.scale / own.scale;
    const place = (cm: number) =>
      zoom === 1 ? Math.round(cm * view.scale * ratio) / ratio : cm * view.scale;
    const [across, down] = [Math.floor(width * this.#ratio), Math.floor(height * this.#ratio)];
    const size = zoom / this.#ratio;
    context.drawImage(
      this.#canvas, 0, 0, across, down,
      place(own.x - view.x), place(own.y - view.y), across * size, down * size,
    );
  }
}
