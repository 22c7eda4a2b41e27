// Ready-made pictures of seats, one for each state, kind of place and colour, all of one size.
//
// Units: CSS pixels; `ratio` is the device's pixels in one of them.

import type { Access } from "./chart.js";
import type { LevelColors, Palette } from "./colors.js";
import { AVAILABLE, HELD } from "./hall.js";

export const KINDS: readonly Access[] = [null, "wheelchair", "companion", "step-free"];
export const CHOSEN = 9; // beside the states of a hall: by this buyer
export const EDGE_PX = 3; // around a seat, inside its picture

export class SeatSprites {
  readonly #made = new Map<string, HTMLCanvasElement>();
  #size = 0;
  #ratio = 1;

  /** The size of the seats that are taken next. */
  use(size: number, ratio: number): void {
    if (size === this.#size && ratio === this.#ratio) return;
    [this.#size, this.#ratio] = [size, ratio];
    this.clear();
  }

  /** Required when colours have changed. */
  clear(): void {
    this.#made.clear();
  }

  /** `colors` are those of the level. */
  take(state: number, access: Access, colors: LevelColors, palette: Palette): HTMLCanvasElement {
    const key = `${state} ${access} ${state === AVAILABLE ? colors.full : ""}`;
    let sprite = this.#made.get(key);
    if (!sprite) this.#made.set(key, (sprite = this.#make(state, access, colors, palette)));
    return sprite;
  }

  /** Wheelchair places and companion seats are square; a step-free seat has a line below it. */
  #make(state: number, access: Access, colors: LevelColors, palette: Palette): HTMLCanvasElement {
    const size = this.#size;
    const sprite = document.createElement("canvas");
    sprite.width = sprite.height = Math.ceil((size + 2 * EDGE_PX) * this.#ratio);
    const context = sprite.getContext("2d")!;
    context.scale(this.#ratio, this.#ratio);
    context.translate(size / 2 + EDGE_PX, size / 2 + EDGE_PX);
    const isSquare = access === "wheelchair" || access === "companion";
    const circle = (radius: number) => {
      context.beginPath();
      if (isSquare) context.roundRect(-radius, -radius, 2 * radius, 2 * radius, radius / 4);
      else context.arc(0, 0, radius, 0, 2 * Math.PI);
    };
    const { ink, hairline, accent, bg, edge } = palette;
    if (state === CHOSEN) {
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
      context.fillStyle = colors.full;
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
    return sprite;
  }
}
