// A rehearsal second by second: two charts, and the same as a table.

import { useMemo } from "preact/hooks";
import { count } from "../../format.js";
import { Chart, type ChartLine } from "../parts/chart.js";
import { type Column, Table, numberColumn } from "../parts/table.js";
import { words } from "../words/index.js";
import { type Span, bytesText, spansOf } from "./figures.js";
import type { Moment, Report } from "./read.js";

const ROWS_MAX = 30;

export function Seconds({ report, name }: { report: Report; name: string }) {
  const t = words().reports;
  const { everySecond } = report;
  const columns = useMemo(() => columnsOf(report), [report]);
  if (everySecond.length === 0) return null;
  const seconds = Math.max(60, everySecond.length);
  const line = (name: string, color: ChartLine["color"], values: number[]): ChartLine => ({
    name,
    color,
    values,
  });
  return (
    <section class="charts" aria-label={`${t.bySecond}, ${name}`}>
      <h3>{t.bySecond}</h3>
      <Chart
        title={t.peopleChart}
        at={columns.at}
        seconds={seconds}
        lines={[
          line(t.waiting, "--accent", columns.waiting),
          { ...line(t.activeRight, "--ok", columns.active), isRight: true },
        ]}
      />
      <Chart
        title={t.seatsChart}
        at={columns.at}
        seconds={seconds}
        lines={[
          line(t.sold, "--accent", columns.sold),
          { ...line(t.heldRight, "--ok", columns.held), isRight: true },
        ]}
      />
      <details>
        <summary>{t.asTable}</summary>
        <SpansTable report={report} />
      </details>
    </section>
  );
}

function columnsOf({ startedAt, everySecond }: Report) {
  const begun = Math.floor(startedAt.getTime() / 1000);
  const of = (member: keyof Moment) => everySecond.map((moment) => moment[member]);
  return {
    at: everySecond.map((_, i) => begun + i + 1),
    waiting: of("waiting"),
    active: of("active"),
    held: of("held"),
    sold: of("sold"),
  };
}

function SpansTable({ report }: { report: Report }) {
  const t = words().reports;
  const number = numberColumn<Span>;
  const columns: Column<Span>[] = [
    {
      title: t.moment,
      cell: ({ from, to }) => t.fromTo(count(from + 1), count(to + 1)),
      isHead: true,
    },
    number(t.waiting, ({ last }) => count(last.waiting)),
    number(t.active, ({ last }) => count(last.active)),
    number(t.held, ({ last }) => count(last.held)),
    number(t.soldIn, ({ sold }) => count(sold)),
    number(t.read, ({ bytes }) => bytesText(bytes, t.gap)),
  ];
  return (
    <>
      <Table
        caption={t.bySecond}
        columns={columns}
        rows={spansOf(report.everySecond, ROWS_MAX)}
        keyOf={({ from }) => from}
        empty=""
      />
      <p class="soft">{t.momentsNote}</p>
    </>
  );
}
