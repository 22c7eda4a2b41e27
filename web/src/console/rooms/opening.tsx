// When a room opens, in which order, and for whom first.

import { useState } from "preact/hooks";
import { serverNow } from "../../clock.js";
import { count } from "../../format.js";
import { ActButton } from "../parts/button.js";
import { Choice, Field } from "../parts/field.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Draw, DrawFacts, hasLobby } from "./draw.js";
import { type Policy, type Room, roomTime } from "./facts.js";
import { endPresale, schedule, setPresale } from "./policy-acts.js";

type Props = { session: Session; room: Room };
type OpeningProps = Props & { draw: Draw | null | undefined };

const KOREA_MS = 9 * 3_600_000; // ahead of UTC, all year

/** A time as an input of Korean time has it: `2027-04-01T20:00`. */
function inputOf(time: string | null | undefined): string {
  return time ? new Date(Date.parse(time) + KOREA_MS).toISOString().slice(0, 16) : "";
}

/** What the input has, as the API wants it; undefined if the time has passed or is not complete. */
function futureOf(input: string): string | undefined {
  const seconds = input.length === 16 ? ":00" : "";
  const at = Date.parse(`${input}${seconds}+09:00`);
  return Number.isNaN(at) || at <= serverNow() ? undefined : new Date(at).toISOString();
}

/** A time as it is stored and as it is typed over. */
type DraftTime = {
  input: string;
  /** As the API wants it; undefined if it has passed or is not complete. */
  time: string | undefined;
  isSame: boolean;
  /** Whether what was typed can be no time of an act. */
  isWrong: boolean;
  type: (input: string) => void;
  /** Follows what is stored again. */
  forget: () => void;
};

function useDraftTime(stored: string | null | undefined): DraftTime {
  const [typed, setTyped] = useState<string>();
  const input = typed ?? inputOf(stored);
  const time = futureOf(input);
  return {
    input,
    time,
    isSame: input === inputOf(stored),
    isWrong: Boolean(typed) && time === undefined,
    type: setTyped,
    forget: () => setTyped(undefined),
  };
}

type TimeFieldProps = { label: string; draft: DraftTime; disabled: boolean };

function TimeField({ label, draft, disabled }: TimeFieldProps) {
  const t = words().rooms;
  return (
    <Field
      label={label}
      type="datetime-local"
      value={draft.input}
      onInput={draft.type}
      hint={t.openingNote}
      wrong={draft.isWrong ? t.openingPast : undefined}
      disabled={disabled}
    />
  );
}

export function OpeningForm({ session, room, draw }: OpeningProps) {
  const scheduledAt = room.state === "SCHEDULED" ? room.opensAt : null;
  const draft = useDraftTime(scheduledAt);
  const [mode, setMode] = useState<Policy["mode"]>();
  const t = words().rooms;
  const { modes } = words().frame;
  const may = session.may("rooms:write");
  const lobby = hasLobby(room, draw);
  const chosenMode = lobby ? "DRAW" : (mode ?? room.policy.mode);
  const opensAt = draft.time;
  const isBlocked = room.waiting > 0 && !lobby;
  const isSameMode = chosenMode === room.policy.mode;
  const isSame = scheduledAt !== null && draft.isSame && isSameMode;
  const isDraw = chosenMode === "DRAW" && !lobby;
  const drawName = draw?.drawnAt ? t.scheduleDrawAgain : t.scheduleDraw;
  const isMoved = room.state === "SCHEDULED" && !isDraw && isSameMode;
  const options = (["FIFO", "DRAW", "NO_QUEUE"] as const)
    .filter((value) => value !== "NO_QUEUE" || room.policy.mode === "NO_QUEUE")
    .map((value) => ({ value, text: modes[value] }));

  const act = async () => {
    if (opensAt === undefined) return;
    if (!(await schedule(session, room, opensAt, chosenMode))) return;
    draft.forget();
    setMode(undefined);
  };
  return (
    <section class="card" aria-labelledby="opening-title">
      <h2 id="opening-title">{t.opening}</h2>
      {scheduledAt && <p>{t.opensAt(roomTime(scheduledAt))}</p>}
      <DrawFacts room={room} draw={draw} />
      {isBlocked ? (
        <p>{t.openingWaiting(count(room.waiting))}</p>
      ) : (
        <>
          <div class="room-fields">
            <TimeField label={t.openingWhen} draft={draft} disabled={!may} />
            <Choice
              label={t.openingOrder}
              value={chosenMode}
              onChange={setMode}
              options={options}
              hint={t.modeNotes[chosenMode]}
              disabled={lobby || !may}
            />
          </div>
          <div class="choices">
            <ActButton
              session={session}
              scope="rooms:write"
              kind={isDraw ? "danger" : "secondary"}
              disabled={isSame || opensAt === undefined}
              onClick={act}
            >
              {isDraw ? drawName : isMoved ? t.move : t.schedule}
            </ActButton>
          </div>
        </>
      )}
    </section>
  );
}

const GROUP = /^[a-z0-9][a-z0-9-]{0,63}$/;

export function PresaleForm({ session, room }: Props) {
  const { presale } = room;
  const isRunning = presale !== undefined && Date.parse(presale.until) > serverNow();
  const draft = useDraftTime(isRunning ? presale.until : null);
  const [group, setGroup] = useState<string>();
  const t = words().rooms;
  const chosenGroup = group ?? presale?.group ?? "";
  const until = draft.time;
  const isNamed = GROUP.test(chosenGroup);
  const isSame = isRunning && chosenGroup === presale.group && draft.isSame;
  const may = session.may("rooms:write");

  const set = async () => {
    if (!isNamed || until === undefined) return;
    if (!(await setPresale(session, room, chosenGroup, until))) return;
    setGroup(undefined);
    draft.forget();
  };
  return (
    <section class="card" aria-labelledby="presale-title">
      <h2 id="presale-title">{t.presale}</h2>
      <p class={isRunning ? "" : "soft"}>{presaleText(room, isRunning)}</p>
      <div class="room-fields">
        <Field
          label={t.presaleGroup}
          value={chosenGroup}
          onInput={(value) => setGroup(value.trim())}
          hint={t.presaleGroupRule}
          wrong={group && !isNamed ? t.presaleGroupRule : undefined}
          maxLength={64}
          disabled={!may}
        />
        <TimeField label={t.presaleUntil} draft={draft} disabled={!may} />
      </div>
      <div class="choices">
        {isRunning && (
          <ActButton
            session={session}
            scope="rooms:write"
            onClick={() => endPresale(session, room, serverNow())}
          >
            {t.presaleEnd}
          </ActButton>
        )}
        <ActButton
          session={session}
          scope="rooms:write"
          disabled={!isNamed || until === undefined || isSame}
          onClick={set}
        >
          {t.presaleSet}
        </ActButton>
      </div>
    </section>
  );
}

function presaleText({ presale }: Room, isRunning: boolean): string {
  const t = words().rooms;
  if (!presale) return t.presaleNote;
  const until = roomTime(presale.until);
  return isRunning ? t.presaleNow(presale.group, until) : t.presaleOver(presale.group, until);
}
