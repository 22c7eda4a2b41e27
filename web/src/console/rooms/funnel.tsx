// How many joined, entered, left and paid, since the room was created.

import { count } from "../../format.js";
import { type Column, Table } from "../parts/table.js";
import { Trouble } from "../parts/problem.js";
import type { Polled } from "../parts/poll.js";
import { words } from "../words/index.js";
import type { Funnel } from "./effect.js";
import { duration } from "./facts.js";

type Row = { name: string; value: number; note: string };

function percent(part: number, whole: number): string {
  return whole === 0 ? "0" : count(Math.round((part / whole) * 1000) / 10);
}

function rowsOf(funnel: Funnel): Row[] {
  const t = words().rooms;
  const names = t.funnelRows;
  const ofJoined = (part: number) => t.shareOf(percent(part, funnel.joined), t.ofJoined);
  const ofAdmitted = (part: number) => t.shareOf(percent(part, funnel.admitted), t.ofAdmitted);
  const wait = funnel.leftWaitingMeanSeconds;
  const left = [ofJoined(funnel.leftWaiting), wait === null ? "" : t.leftAfter(duration(wait))];
  const paidOfHolds = funnel.paidPercentOfHolds;
  const paid = [
    ofAdmitted(funnel.paid),
    paidOfHolds === null ? "" : t.shareOf(count(paidOfHolds), t.ofHolds),
  ];
  const join = (notes: string[]) => notes.filter(Boolean).join(", ");
  return [
    { name: names.joined, value: funnel.joined, note: "" },
    { name: names.waiting, value: funnel.waiting, note: ofJoined(funnel.waiting) },
    { name: names.leftWaiting, value: funnel.leftWaiting, note: join(left) },
    { name: names.admitted, value: funnel.admitted, note: ofJoined(funnel.admitted) },
    { name: names.active, value: funnel.active, note: ofAdmitted(funnel.active) },
    { name: names.noShows, value: funnel.noShows, note: ofAdmitted(funnel.noShows) },
    { name: names.leftActive, value: funnel.leftActive, note: ofAdmitted(funnel.leftActive) },
    { name: names.timedOut, value: funnel.timedOut, note: ofAdmitted(funnel.timedOut) },
    { name: names.holds, value: funnel.holds, note: "" },
    { name: names.paid, value: funnel.paid, note: join(paid) },
    { name: names.seatsSold, value: funnel.seatsSold, note: "" },
  ];
}

// docs/waiting-room.md, "Planning an opening", 5. From a fifth on, as the alert of the no-shows.
const MANY = 0.2;

function advice(funnel: Funnel): string[] {
  const t = words().rooms;
  if (funnel.admitted < 50) return [];
  const notes: string[] = [];
  if (funnel.noShows > funnel.admitted * MANY) notes.push(t.manyNoShows);
  if (funnel.timedOut > funnel.admitted * MANY) notes.push(t.manyTimedOut);
  return notes;
}

export function FunnelTable({ polled }: { polled: Polled<Funnel | undefined> }) {
  const t = words().rooms;
  const { data, error, again } = polled;
  const columns: Column<Row>[] = [
    { title: t.funnelStep, cell: ({ name }) => name, isHead: true },
    { title: t.count, cell: ({ value }) => count(value), isNumber: true },
    { title: t.share, cell: ({ note }) => note },
  ];
  return (
    <div class="card">
      <h2>{t.funnel}</h2>
      <p class="soft">{t.funnelNote}</p>
      {error !== undefined && <Trouble error={error} again={again} />}
      {data && (
        <>
          <Table
            caption={t.funnel}
            columns={columns}
            rows={rowsOf(data)}
            keyOf={({ name }) => name}
            empty=""
          />
          {advice(data).map((note) => (
            <p key={note} class="note warn">
              {note}
            </p>
          ))}
          {data.estimateErrorMeanSeconds !== null && (
            <p class="soft">{t.estimateError(duration(data.estimateErrorMeanSeconds))}</p>
          )}
        </>
      )}
    </div>
  );
}
