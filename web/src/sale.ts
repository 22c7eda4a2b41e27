// What a buyer can do about a date, and about a concert: its sale and the room that it is sold in
// together. A date may be on sale in a room that is not open yet.

import type { Room, Show } from "./api.js";

export type Sale =
  | { state: "opens"; at: string }
  | { state: "draw"; at: string } // until when buyers enter the draw
  | { state: "on-sale" | "paused" | "sold-out" | "closed" };

type RoomState = Pick<Room, "state" | "mode" | "opensAt">;
type ShowState = Pick<Show, "state" | "saleOpensAt">;

export function saleOf(show: ShowState, room: RoomState): Sale {
  if (show.state === "CLOSED" || room.state === "CLOSED") return { state: "closed" };
  if (show.state === "SOLD_OUT") return { state: "sold-out" };
  const roomOpens = room.state === "SCHEDULED" ? room.opensAt : null;
  if (roomOpens !== null && room.mode === "DRAW") return { state: "draw", at: roomOpens };
  const opens = later(roomOpens, show.state === "UPCOMING" ? show.saleOpensAt : null);
  if (opens !== null) return { state: "opens", at: opens };
  if (show.state === "UPCOMING") return { state: "closed" };
  return { state: room.state === "PAUSED" ? "paused" : "on-sale" };
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) > Date.parse(b) ? a : b;
}

/** The best of what the dates allow; of openings the first. */
export function bestOf(sales: readonly Sale[]): Sale {
  const openings = sales.filter((sale) => sale.state === "opens");
  const [first] = openings.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const find = (state: Sale["state"]) => sales.find((sale) => sale.state === state);
  return find("draw") ?? find("on-sale") ?? find("paused") ?? first ?? find("sold-out") ?? { state: "closed" };
}
