// `P` asks whether to pause the room of the top bar; the question's button has the focus, so
// Enter does it. Keys of one letter must be possible to turn off (WCAG 2.1.4): speech input may
// press them.

import { useEffect } from "preact/hooks";
import { read, write } from "../../storage.js";
import { chosenRoom, roomOf } from "../room.js";
import { pauseRoom } from "../rooms/acts.js";
import type { Session } from "../session.js";
import { Signal, useSignal } from "../signal.js";
import { type Status, live } from "../stream.js";
import { words } from "../words/index.js";
import { askWhich, isAsking } from "./ask.js";
import { say } from "./say.js";

const NAME = "console-key";
const isOn = new Signal(read(NAME) !== "off");

/** Whether `P` pauses a room in this session. */
export function usePauseKey(session: Session): boolean {
  return useSignal(isOn) && session.may("rooms:write");
}

export function PauseKey({ session }: { session: Session }) {
  const listens = usePauseKey(session);
  useEffect(() => (listens ? listen(session) : undefined), [session, listens]);
  if (!session.may("rooms:write")) return null;
  const choose = (value: boolean) => {
    write(NAME, value ? undefined : "off");
    isOn.value = value;
  };
  return (
    <label class="check soft">
      <input
        type="checkbox"
        checked={listens}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
      {words().frame.keys}
    </label>
  );
}

function listen(session: Session): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isAsking()) return;
    // The key, too: with a Korean layout its letter is ㅔ.
    if (event.code !== "KeyP" && event.key.toLowerCase() !== "p") return;
    if (
      event.target instanceof Element &&
      event.target.closest("input:not([type=checkbox]), select, textarea")
    )
      return;
    event.preventDefault();
    void pauseOne(session, live.value.status);
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

async function pauseOne(session: Session, status: Status | null): Promise<void> {
  const t = words();
  const room = status && roomOf(status, chosenRoom.value);
  if (room && room.state !== "OPEN") return say(t.frame.notOpen(room.roomId));
  // A room that the figures leave off, or without figures: the one that was visited last.
  const isKnown = room || !status || status.roomsLeftOff > 0;
  const roomId = room?.roomId ?? (isKnown ? chosenRoom.value : null) ?? (await which(status));
  if (roomId) await pauseRoom(session, roomId);
}

/** Of the open rooms the one that the operator chooses. */
async function which(status: Status | null): Promise<string | null> {
  if (!status) return null;
  const t = words();
  const open = status.rooms.filter(({ state }) => state === "OPEN").map(({ roomId }) => roomId);
  if (open.length === 0) {
    say(t.frame.noneOpen);
    return null;
  }
  const chosen = await askWhich(t.rooms.pauseWhich, open);
  if (chosen) chosenRoom.value = chosen;
  return chosen;
}
