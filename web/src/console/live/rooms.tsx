// The rooms beside each other, if there are several.

import { clock, count, dayTime } from "../../format.js";
import { UNKNOWN, countOrUnknown, insideText } from "../parts/numbers.js";
import { type Column, Table, numberColumn } from "../parts/table.js";
import { SEOUL } from "../parts/time.js";
import { hashOf } from "../route.js";
import type { Status } from "../stream.js";
import { words } from "../words/index.js";

type Row = Status["rooms"][number];

export function Rooms({ status }: { status: Status }) {
  const t = words().live;
  const { states } = words().frame;
  const number = numberColumn<Row>;
  const columns: Column<Row>[] = [
    {
      title: t.room,
      isHead: true,
      cell: ({ roomId }) => <a href={hashOf("rooms", roomId)}>{roomId}</a>,
    },
    {
      title: t.state,
      cell: ({ state, opensAt, soldOut }) =>
        [
          states[state],
          state === "SCHEDULED" && opensAt && dayTime(opensAt, SEOUL),
          soldOut && t.soldOut,
        ]
          .filter(Boolean)
          .join(" · "),
    },
    number(t.tileWaiting, ({ waiting }) => count(waiting)),
    number(t.tileInside, ({ active, capacity, mode }) =>
      insideText(active, mode === "NO_QUEUE" ? null : capacity),
    ),
    number(t.frontWait, ({ frontWaitSeconds }) =>
      frontWaitSeconds === null ? UNKNOWN : clock(frontWaitSeconds * 1000),
    ),
    number(t.noShowCount, ({ noShows }) => count(noShows)),
    number(t.tileSoldPerMinute, ({ seatsPerMinute }) => countOrUnknown(seatsPerMinute)),
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
