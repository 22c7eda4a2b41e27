// The sale, the server's time, the room, how old the figures are, the key.

import { useEffect, useState } from "preact/hooks";
import { count, dayTime } from "../../format.js";
import { serverNow } from "../../clock.js";
import { chosenRoom, roomOf } from "../room.js";
import { go, route } from "../route.js";
import type { Session } from "../session.js";
import { useSignal } from "../signal.js";
import { followAgain, live } from "../stream.js";
import { words } from "../words/index.js";
import { Icon, type IconName } from "./icon.js";
import { LanguageButton, ThemeButton } from "./look.js";
import { usePauseKey } from "./pause-key.js";
import { usePolled } from "./poll.js";
import { SEOUL, seoulTime } from "./time.js";

const STALE_SECONDS = 5;

export function TopBar({ session }: { session: Session }) {
  const t = words().frame;
  const { key } = session;
  const ends = key.endsAt && t.keyEndsAt(dayTime(key.endsAt, SEOUL));
  return (
    <header>
      <SaleName session={session} />
      <ServerTime />
      <RoomChip session={session} />
      <Freshness />
      <span class="grow" />
      {key.kind === "test" && <span class="chip">{t.testKey}</span>}
      <span class="soft own-key" title={ends || undefined}>
        {t.signedInAs(key.name, key.keyId)}
      </span>
      <LanguageButton />
      <ThemeButton />
      <button type="button" class="text" onClick={() => session.end("signed-out")}>
        {t.signOut}
      </button>
    </header>
  );
}

/** The title of the first concert, which is one for all languages, and how many there are besides. */
function SaleName({ session }: { session: Session }) {
  const { data } = usePolled(
    async (signal) => (await session.call("GET /v1/concerts", { signal })).body.concerts,
    0,
    [session],
  );
  const titles = (data ?? []).map(({ title }) => title);
  const [first = "Onsale", ...more] = titles;
  return (
    <strong class="sale" title={titles.join(", ")}>
      <span>{first}</span>
      {more.length > 0 && ` +${count(more.length)}`}
    </strong>
  );
}

/** Rendered at every second of the server's time. */
function useSecond(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    let timer = 0;
    const tick = () => {
      const now = serverNow();
      setNow(now);
      timer = window.setTimeout(tick, 1000 - (now % 1000) + 5);
    };
    tick();
    return () => window.clearTimeout(timer);
  }, []);
  return now;
}

function ServerTime() {
  const now = useSecond();
  return (
    <time class="clock" title={words().frame.serverTime} dateTime={new Date(now).toISOString()}>
      {seoulTime(now)} KST
    </time>
  );
}

const SIGNS: Record<string, IconName> = {
  SCHEDULED: "clock",
  OPEN: "play",
  PAUSED: "pause",
  CLOSED: "stop",
};

/** The state of a room. Of several rooms one is chosen here: the label says what for. */
function RoomChip({ session }: { session: Session }) {
  const { status } = useSignal(live);
  const chosen = useSignal(chosenRoom);
  const { page } = useSignal(route);
  const hasKey = usePauseKey(session);
  const t = words().frame;
  if (!status || status.rooms.length === 0) return null;
  const room = roomOf(status, chosen);
  const choose = (roomId: string) => {
    chosenRoom.value = roomId;
    if (page === "rooms") go("rooms", roomId);
  };
  const opening = room?.state === "SCHEDULED" && room.opensAt;
  return (
    <span class="chip" data-state={room?.state}>
      {room && <Icon name={SIGNS[room.state] ?? "play"} />}
      {status.rooms.length === 1 && room ? (
        <span>{room.roomId}</span>
      ) : (
        <label>
          {hasKey ? t.roomOfKey : t.room}{" "}
          <select
            value={room?.roomId ?? ""}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {!room && (
              <option value="" disabled selected>
                {t.chooseRoom}
              </option>
            )}
            {status.rooms.map(({ roomId }) => (
              <option key={roomId} value={roomId} selected={roomId === room?.roomId}>
                {roomId}
              </option>
            ))}
          </select>
        </label>
      )}
      {room && <strong>{t.states[room.state]}</strong>}
      {opening && <span>{dayTime(opening, SEOUL)}</span>}
    </span>
  );
}

function Freshness() {
  const { connection, status, receivedAt } = useSignal(live);
  useSecond();
  const t = words().frame;
  if (connection === "refused") return <span class="soft">{t.noLive}</span>;
  if (connection === "replaced")
    return (
      <span class="note warn" role="status">
        {t.replaced}{" "}
        <button type="button" class="text" onClick={followAgain}>
          {t.follow}
        </button>
      </span>
    );
  if (!status) return <span class="soft">{t.connecting}</span>;
  const seconds = Math.max(0, Math.floor((performance.now() - receivedAt) / 1000));
  if (seconds < STALE_SECONDS) return <span class="soft fresh">{t.updated(String(seconds))}</span>;
  return (
    <span class="fresh stale">
      <Icon name="warn" />
      {connection === "paused" ? t.hidden : t.stale(String(seconds))}
    </span>
  );
}
