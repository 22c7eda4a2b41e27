// The room that the top bar shows and `P` pauses: the one of the address, else the one that was
// chosen or visited last. Of several rooms none is guessed.

import { route } from "./route.js";
import { Signal } from "./signal.js";
import type { Status } from "./stream.js";

type StatusRoom = Status["rooms"][number];

export const chosenRoom = new Signal<string | null>(null);

/** The room whose page is shown. */
function visited(): string | null {
  const { page, id } = route.value;
  return page === "rooms" && id ? id : null;
}

const keepVisited = () => {
  chosenRoom.value = visited() ?? chosenRoom.value;
};
route.listen(keepVisited);
keepVisited();

/** Undefined: there are several, and none was chosen or visited. */
export function roomOf(status: Status, chosenId: string | null): StatusRoom | undefined {
  const { rooms, roomsLeftOff } = status;
  const [only] = rooms;
  if (only && rooms.length === 1 && roomsLeftOff === 0) return only;
  const wanted = visited() ?? chosenId;
  return rooms.find(({ roomId }) => roomId === wanted);
}
