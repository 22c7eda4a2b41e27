// Six figures, each with its last ten minutes.

import { useMemo } from "preact/hooks";
import { count } from "../../format.js";
import { countOrUnknown, insideText } from "../parts/numbers.js";
import { Tile } from "../parts/tile.js";
import type { Live, Status } from "../stream.js";
import { words } from "../words/index.js";
import { capacityOf } from "./line.js";
import { type Seconds, lastOf, rateNow, rates, sums, thinned } from "./series.js";

const SECONDS = 600;

export type TilesProps = { status: Status; samples: Live["samples"]; columns: Seconds | undefined };

export function Tiles({ status, samples, columns }: TilesProps) {
  const t = words().live;
  const points = useMemo(() => pointsOf(columns), [columns]);
  const received = receivedPoints(samples);
  const capacity = capacityOf(status);
  const { recent } = status.server;
  const isRefusing = recent !== null && recent.overloaded * 100 > recent.answers;
  const isFull = capacity !== null && status.active >= capacity && status.waiting > 0;
  const share = status.seatsTotal > 0 ? (100 * status.seatsSold) / status.seatsTotal : 0;
  return (
    <dl class="tiles">
      <Tile label={t.tileWaiting} value={count(status.waiting)} points={points.waiting} />
      <Tile
        label={t.tileInside}
        value={insideText(status.active, capacity)}
        note={isFull ? t.full : ""}
        points={points.active}
      />
      <Tile
        label={t.tileAdmitted}
        value={countOrUnknown(rateNow(samples, ({ admitted }) => admitted))}
        points={received.admitted}
      />
      <Tile
        label={t.tileSold}
        value={count(status.seatsSold)}
        note={t.percent(share.toFixed(1))}
        points={points.sold}
      />
      <Tile
        label={t.tileSoldPerMinute}
        value={countOrUnknown(status.seatsPerMinute)}
        points={points.soldPerMinute}
      />
      <Tile
        label={t.tileRefused}
        value={countOrUnknown(recent?.overloaded)}
        note={recent ? t.inSeconds(String(recent.seconds)) : ""}
        tone={isRefusing ? "danger" : undefined}
        points={received.overloaded}
      />
    </dl>
  );
}

/** Of what the server's seconds have no column for: it begins when this page began to follow the stream. */
function receivedPoints(samples: Live["samples"]) {
  return {
    admitted: rates(samples, ({ admitted }) => admitted),
    overloaded: rates(samples, ({ overloaded }) => overloaded),
  };
}

/** Of the columns that the server keeps: also from before this page was opened. */
function pointsOf(columns: Seconds | undefined) {
  if (!columns) return { waiting: [], active: [], sold: [], soldPerMinute: [] };
  const near = lastOf(columns, SECONDS);
  const thin = (column: readonly (number | null)[]) => thinned([...column], near.at);
  return {
    waiting: thin(near.waiting),
    active: thin(near.active),
    sold: thin(sums(near.paid)),
    soldPerMinute: thin(near.seatsPerMinute),
  };
}
