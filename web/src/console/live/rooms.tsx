// The rooms beside each other, if there are several.

import { count } from "../../format.js";
import { type Column, Table } from "../parts/table.js";
import { hashOf } from "../route.js";
import type { Status } from "../stream.js";
import { words } from "../words/index.js";

type Row = Status["rooms"][number];

/** `3:05`, from an hour on `1:03:05`. */
function wait(seconds: number | null): string {
  if (seconds === null) return "–";
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const rest = `${two(seconds % 60)}`;
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

export function Rooms({ status }: { status: Status }) {
  const t = words().live;
  const { states } = words().frame;
  const number = (title: string, cell: (row: Row) => string): Column<Row> => ({
    title,
    cell,
    isNumber: true,
  });
  const columns: Column<Row>[] = [
    {
      title: t.room,
      isHead: true,
      cell: ({ roomId }) => <a href={hashOf("rooms", roomId)}>{roomId}</a>,
    },
    {
      title: t.state,
      cell: ({ state, soldOut }) => states[state] + (soldOut ? ` · ${t.soldOut}` : ""),
    },
    number(t.tileWaiting, ({ waiting }) => count(waiting)),
    number(t.tileInside, ({ active, capacity, mode }) =>
      mode === "NO_QUEUE" ? count(active) : `${count(active)}/${count(capacity)}`,
    ),
    number(t.frontWait, ({ frontWaitSeconds }) => wait(frontWaitSeconds)),
    number(t.noShowCount, ({ noShows }) => count(noShows)),
    number(t.tileSoldPerMinute, ({ seatsPerMinute }) =>
      seatsPerMinute === null ? "–" : count(seatsPerMinute),
    ),
  ];
  return (
    <>
      <Table
        caption={t.roomsTable}
        showCaption
        columns={columns}
        rows={status.rooms}
        keyOf={({ roomId }) => roomId}
        empty={words().frame.none}
      />
      {status.roomsLeftOff > 0 && <p class="soft">{t.leftOff(count(status.roomsLeftOff))}</p>}
    </>
  );
}
