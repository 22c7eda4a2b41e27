// `P` asks whether to pause the room of the top bar; the question's button has the focus, so
// Enter does it. Keys of one letter must be possible to turn off (WCAG 2.1.4): speech input may
// press them.

import { useEffect, useState } from "preact/hooks";
import { read, write } from "../../storage.js";
import { chosenRoom, roomOf } from "../room.js";
import { pauseRoom } from "../rooms/acts.js";
import { route } from "../route.js";
import type { Session } from "../session.js";
import { live } from "../stream.js";
import { words } from "../words/index.js";
import { isAsking } from "./ask.js";
import { say } from "./say.js";

const NAME = "console-key";

export function PauseKey({ session }: { session: Session }) {
  const [isOn, setOn] = useState(read(NAME) !== "off");
  useEffect(() => (isOn ? listen(session) : undefined), [session, isOn]);
  if (!session.may("rooms:write")) return null;
  const choose = (value: boolean) => {
    write(NAME, value ? undefined : "off");
    setOn(value);
  };
  return (
    <label class="check soft">
      <input
        type="checkbox"
        checked={isOn}
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
    const { status } = live.value;
    const room = status && roomOf(status, chosenRoom.value);
    // Without figures, the room of the address.
    const { page, id } = route.value;
    const roomId = room?.roomId ?? (page === "rooms" ? id : "");
    if (!roomId || !session.may("rooms:write")) return;
    event.preventDefault();
    if (room && room.state !== "OPEN") say(words().frame.notOpen(roomId));
    else void pauseRoom(session, roomId);
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
