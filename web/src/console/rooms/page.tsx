// The waiting rooms: a list, and one room with everything that an operator can do to it.

import { useRef } from "preact/hooks";
import { ProblemError } from "../../../../clients/typescript/src/index.js";
import { count } from "../../format.js";
import { countOrUnknown, insideText } from "../parts/numbers.js";
import { usePolled } from "../parts/poll.js";
import { Missing, Trouble } from "../parts/problem.js";
import { type Column, Table } from "../parts/table.js";
import { Tile } from "../parts/tile.js";
import { type PageProps, hashOf } from "../route.js";
import type { Session } from "../session.js";
import { useSignal } from "../signal.js";
import { live } from "../stream.js";
import { words } from "../words/index.js";
import { useDraw } from "./draw.js";
import { type Room, roomTime } from "./facts.js";
import { FunnelTable } from "./funnel.js";
import { shownText } from "./notice-acts.js";
import { NoticeForm } from "./notice.js";
import { OpeningForm, PresaleForm } from "./opening.js";
import { PolicyForm } from "./policy.js";
import "./rooms.css";
import { StateActs, StateSteps } from "./state.js";

const EVERY_MS = 10_000;

export function RoomsPage({ session, id }: PageProps) {
  if (!session.may("rooms:read"))
    return (
      <>
        <h1>{words().rooms.title}</h1>
        <Missing scope="rooms:read" />
      </>
    );
  return id ? (
    <OneRoom key={id} session={session} id={id} isAlone={false} />
  ) : (
    <AllRooms session={session} />
  );
}

/** With the figures of the stream, which are newer. */
function withLive(room: Room, status: ReturnType<typeof useStatus>): Room {
  const now = status?.rooms.find(({ roomId }) => roomId === room.roomId);
  if (!now) return room;
  const { waiting, active, admittedPerMinute, soldOut } = now;
  return { ...room, waiting, active, admittedPerMinute, soldOut };
}

function useStatus() {
  const { connection, status } = useSignal(live);
  return connection === "open" ? status : null;
}

/** Changes after each act of this console, and when the stream shows a change by others. */
function useNudge(session: Session, seen: string | undefined): string {
  const acts = useSignal(session.acts);
  const last = useRef(seen);
  last.current = seen ?? last.current; // a lost stream is not a change
  return `${acts} ${last.current}`;
}

function AllRooms({ session }: { session: Session }) {
  const t = words().rooms;
  const status = useStatus();
  const seen = status?.rooms.map(({ roomId, state }) => `${roomId} ${state}`).join();
  const { data, error, again } = usePolled(
    async (signal) => (await session.call("GET /v1/operator/rooms", { signal })).body.rooms,
    EVERY_MS,
    [session],
    useNudge(session, seen),
  );
  const [only, ...more] = data ?? [];
  if (only && more.length === 0) return <OneRoom session={session} id={only.roomId} isAlone />;
  const { states, modes } = words().frame;
  const columns: Column<Room>[] = [
    {
      title: t.room,
      cell: ({ roomId }) => <a href={hashOf("rooms", roomId)}>{roomId}</a>,
      isHead: true,
    },
    { title: t.state, cell: ({ state }) => states[state] },
    { title: t.mode, cell: ({ policy }) => modes[policy.mode] },
    { title: t.waiting, cell: ({ waiting }) => count(waiting), isNumber: true },
    { title: t.inside, cell: insideOf, isNumber: true },
    {
      title: t.admitted,
      cell: ({ admittedPerMinute }) => countOrUnknown(admittedPerMinute),
      isNumber: true,
    },
  ];
  return (
    <>
      <h1>{t.title}</h1>
      {error !== undefined && <Trouble error={error} again={again} />}
      {data ? (
        <Table
          caption={t.title}
          columns={columns}
          rows={data.map((room) => withLive(room, status))}
          keyOf={({ roomId }) => roomId}
          empty={t.none}
        />
      ) : (
        error === undefined && <p class="soft">{t.loading}</p>
      )}
    </>
  );
}

function insideOf({ active, policy }: Room): string {
  return insideText(active, policy.mode === "NO_QUEUE" ? null : policy.capacity);
}

type OneRoomProps = { session: Session; id: string; isAlone: boolean };

function OneRoom({ session, id, isAlone }: OneRoomProps) {
  const t = words().rooms;
  const status = useStatus();
  const path = { roomId: id };
  const now = status?.rooms.find(({ roomId }) => roomId === id);
  const seen = now && `${now.state} ${now.mode} ${now.capacity} ${now.opensAt}`;
  const read = usePolled(
    async (signal) =>
      (await session.call("GET /v1/operator/rooms/{roomId}", { path, signal })).body,
    EVERY_MS,
    [session, id],
    useNudge(session, seen),
  );
  const isGone = read.error instanceof ProblemError && read.error.status === 404;
  const room = read.data && withLive(read.data, status);
  return (
    <>
      {!isAlone && (
        <p>
          <a href={hashOf("rooms")}>{t.allRooms}</a>
        </p>
      )}
      <div class="room-head">
        <h1>{t.roomTitle(id)}</h1>
        {room && <StateActs session={session} room={room} />}
      </div>
      {isGone ? (
        <p class="note warn">{t.gone(id)}</p>
      ) : (
        read.error !== undefined && <Trouble error={read.error} again={read.again} />
      )}
      {!room && read.error === undefined && <p class="soft">{t.loading}</p>}
      {room && <RoomParts session={session} room={room} />}
    </>
  );
}

function RoomParts({ session, room }: { session: Session; room: Room }) {
  const t = words().rooms;
  const mayFunnel = session.may("metrics");
  const path = { roomId: room.roomId };
  const funnel = usePolled(
    async (signal) => {
      if (!mayFunnel) return undefined;
      return (await session.call("GET /v1/operator/rooms/{roomId}/funnel", { path, signal })).body;
    },
    mayFunnel ? EVERY_MS : 0,
    [session, room.roomId],
  );
  const draw = useDraw(session, room, useSignal(session.acts));
  return (
    <>
      <StateSteps state={room.state} />
      <p class="soft">{stateNote(room)}</p>
      {room.notice && <p class="note">{t.noticeStill(shownText(room.notice))}</p>}
      <dl class="tiles">
        <Tile label={t.waiting} value={count(room.waiting)} />
        <Tile label={t.inside} value={insideOf(room)} />
        <Tile label={t.admitted} value={countOrUnknown(room.admittedPerMinute)} />
      </dl>
      <PolicyForm session={session} room={room} funnel={funnel.data} />
      <OpeningForm session={session} room={room} draw={draw} />
      <PresaleForm session={session} room={room} />
      <NoticeForm session={session} room={room} />
      {mayFunnel ? <FunnelTable polled={funnel} /> : <Missing scope="metrics" />}
    </>
  );
}

function stateNote({ state, opensAt, soldOut, policy }: Room): string {
  const t = words().rooms;
  const notes = [
    state === "SCHEDULED" && policy.mode === "DRAW" ? t.lobbyNote : t.stateNotes[state],
  ];
  if (state === "SCHEDULED" && opensAt) notes.push(t.opensAt(roomTime(opensAt)));
  if (state === "OPEN" && opensAt) notes.push(t.saleOpensAt(roomTime(opensAt)));
  if (state === "OPEN" && soldOut) notes.push(t.soldOut);
  return notes.join(" ");
}
