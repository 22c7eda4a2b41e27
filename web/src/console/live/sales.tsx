// What is sold of each show and category, and when it is sold out.

import type { Schemas } from "../../../../clients/typescript/src/index.js";
import { useState } from "preact/hooks";
import { serverNow } from "../../clock.js";
import { count, showTime } from "../../format.js";
import { UNKNOWN } from "../parts/numbers.js";
import { usePolled } from "../parts/poll.js";
import { NotRead, Trouble } from "../parts/problem.js";
import { type Column, Table, numberColumn } from "../parts/table.js";
import { SEOUL, seoulDay, seoulMinute } from "../parts/time.js";
import { hashOf } from "../route.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";

type ShowSales = Schemas["ShowSales"];
type Counts = Pick<
  ShowSales,
  "seatsTotal" | "seatsFree" | "seatsHeld" | "seatsSold" | "seatsHeldBack" | "sellsOutAt"
>;
type Row = Counts & { show: ShowSales; category: string | null };

const EVERY_MS = 10_000;
const OPEN_SHOWS_MAX = 3; // more shows begin without their categories

/** The zone's name for the time there; null: its offset. The sales do not name zones. */
function zoneOf(time: string): string | null {
  return time.endsWith("+09:00") ? SEOUL : null;
}

/** `about 21:14`, on another day with the date. */
function sellOut({ seatsFree, seatsHeld, seatsSold, sellsOutAt }: Counts): string {
  const t = words().live;
  if (seatsFree + seatsHeld === 0) return seatsSold > 0 ? t.soldOut : UNKNOWN;
  if (sellsOutAt === null) return UNKNOWN;
  const minute = seoulMinute(sellsOutAt);
  const day = seoulDay(sellsOutAt);
  return t.about(day === seoulDay(serverNow()) ? minute : `${day} ${minute}`);
}

export function Sales({ session }: { session: Session }) {
  const [cursors, setCursors] = useState<readonly string[]>([]); // of the pages up to the shown one
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map());
  const t = words().live;
  const cursor = cursors.at(-1);
  const { data, error, again } = usePolled(
    async (signal) => {
      const query = cursor === undefined ? {} : { cursor };
      return (await session.call("GET /v1/operator/sales", { query, signal })).body;
    },
    EVERY_MS,
    [session, cursor],
  );
  if (!data) return <NotRead error={error} again={again} />;

  const isOpen = (show: ShowSales) =>
    turned.get(show.showId) ?? data.shows.length <= OPEN_SHOWS_MAX;
  const turn = (show: ShowSales) => setTurned(new Map(turned).set(show.showId, !isOpen(show)));
  const rows = data.shows.flatMap((show): Row[] => [
    { ...show, show, category: null },
    ...(isOpen(show) && show.categories.length > 0
      ? show.categories.map((counts) => ({ ...counts, show, category: counts.categoryId }))
      : []),
  ]);
  const number = (title: string, pick: (row: Row) => number) =>
    numberColumn<Row>(title, (row) => count(pick(row)));
  const columns: Column<Row>[] = [
    {
      title: t.show,
      isHead: true,
      cell: (row) => nameOf(row, isOpen(row.show), () => turn(row.show)),
    },
    number(t.total, (row) => row.seatsTotal),
    number(t.sold, (row) => row.seatsSold),
    number(t.held, (row) => row.seatsHeld),
    number(t.left, (row) => row.seatsFree),
    number(t.heldBack, (row) => row.seatsHeldBack),
    { title: t.sellsOut, isNumber: true, cell: sellOut },
  ];
  return (
    <>
      {error !== undefined && <Trouble error={error} again={again} />}
      <Table
        caption={t.sales}
        showCaption
        columns={columns}
        rows={rows}
        keyOf={({ show, category }) => `${show.showId} ${category ?? ""}`}
        classOf={({ category }) => (category === null ? "group" : undefined)}
        empty={t.noShows}
      />
      <div class="choices">
        {cursors.length > 0 && (
          <button type="button" class="text" onClick={() => setCursors(cursors.slice(0, -1))}>
            {t.earlier}
          </button>
        )}
        {data.nextCursor !== null && (
          <button
            type="button"
            class="text"
            onClick={() => setCursors([...cursors, data.nextCursor ?? ""])}
          >
            {t.more}
          </button>
        )}
      </div>
    </>
  );
}

function nameOf({ show, category }: Row, isOpen: boolean, turn: () => void) {
  if (category !== null)
    return show.categories.find(({ categoryId }) => categoryId === category)?.name ?? category;
  return (
    <span class="show-name">
      <button
        type="button"
        class="turn"
        aria-expanded={isOpen}
        aria-label={words().live.categoriesOf(show.showId)}
        onClick={turn}
      >
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d="m9 5 7 7-7 7" />
        </svg>
      </button>
      <a href={hashOf("seats", show.showId)}>{show.showId}</a>
      <span class="soft">{showTime(show.startsAt, zoneOf(show.startsAt))}</span>
    </span>
  );
}
