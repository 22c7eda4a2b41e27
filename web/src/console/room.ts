// The room that the top bar shows and `P` pauses: the one of the address, else the one that was
// chosen last.

import type { Status } from "./stream.js";
import { route } from "./route.js";
import { Signal } from "./signal.js";

type StatusRoom = Status["rooms"][number];

export const chosenRoom = new Signal<string | null>(null);

/** Of a sale with several rooms and no choice yet, the one with most people. */
export function roomOf(status: Status, chosenId: string | null): StatusRoom | undefined {
  const { page, id } = route.value;
  const wanted = page === "rooms" && id ? id : chosenId;
  const named = status.rooms.find(({ roomId }) => roomId === wanted);
  const people = (room: StatusRoom) => room.waiting + room.active;
  return named ?? [...status.rooms].sort((a, b) => people(b) - people(a))[0];
}
