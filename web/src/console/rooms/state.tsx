// The state of a room as four steps, and the acts on it.

import { ActButton } from "../parts/button.js";
import { Icon, type IconName } from "../parts/icon.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type ActRoom, close, openNow, pause, resume } from "./acts.js";
import type { Room, RoomState } from "./facts.js";

const STEPS: readonly (readonly [RoomState, IconName])[] = [
  ["SCHEDULED", "clock"],
  ["OPEN", "play"],
  ["PAUSED", "pause"],
  ["CLOSED", "stop"],
];

export function StateSteps({ state }: { state: RoomState }) {
  const { states } = words().frame;
  return (
    <ol class="steps" aria-label={words().rooms.state}>
      {STEPS.map(([step, icon]) => (
        <li key={step} data-state={step} aria-current={step === state ? "step" : undefined}>
          <Icon name={icon} /> {states[step]}
        </li>
      ))}
    </ol>
  );
}

function actRoomOf(room: Room): ActRoom {
  const { mode, entryPerMinute } = room.policy;
  return { ...room, mode, entryPerMinute };
}

export function StateActs({ session, room }: { session: Session; room: Room }) {
  const t = words().rooms;
  const { state } = room;
  const act = (make: (session: Session, room: ActRoom) => unknown) => () =>
    make(session, actRoomOf(room));
  const rest = { session, scope: "rooms:write" } as const;
  return (
    <div class="room-acts" role="group" aria-label={t.acts}>
      {state === "SCHEDULED" && (
        <ActButton {...rest} onClick={act(openNow)}>
          {t.openNow}
        </ActButton>
      )}
      {(state === "PAUSED" || state === "CLOSED") && (
        <ActButton
          {...rest}
          kind={state === "PAUSED" ? "primary" : "secondary"}
          onClick={act(resume)}
        >
          {state === "PAUSED" ? t.resume : t.reopen}
        </ActButton>
      )}
      {state !== "CLOSED" && (
        <ActButton {...rest} onClick={act(close)}>
          {t.close}
        </ActButton>
      )}
      {(state === "OPEN" || state === "PAUSED") && (
        <ActButton {...rest} kind="danger" disabled={state === "PAUSED"} onClick={act(pause)}>
          <Icon name="pause" /> {t.pause}
        </ActButton>
      )}
    </div>
  );
}
