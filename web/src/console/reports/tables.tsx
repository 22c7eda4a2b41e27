// Tables of one report, or of two side by side.

import { count } from "../../format.js";
import { UNKNOWN } from "../parts/numbers.js";
import { type Column, Table, numberColumn } from "../parts/table.js";
import { seoulDayTime } from "../parts/time.js";
import { words } from "../words/index.js";
import { bitRate, bytesText, latency, overloads, slowest } from "./figures.js";
import type { Latencies, Refusal, Report } from "./read.js";
import { nameIn, perSecond } from "./story.js";

const MANIFOLD = 10;

/** `+12 %` of the first, `×25` from tenfold on; empty if the first is 0. */
function change(first: number, second: number): string {
  const t = words().reports;
  if (first === second) return t.same;
  if (first === 0) return "";
  const ratio = second / first;
  if (ratio >= MANIFOLD) return `×${count(Math.round(ratio))}`;
  const percent = Math.round((ratio - 1) * 100);
  return `${percent > 0 ? "+" : ""}${count(percent)} %`.replace("-", "−");
}

type Figure = { name: string; of: (report: Report) => number; text: (value: number) => string };

function figures(): Figure[] {
  const t = words().reports;
  return [
    { name: t.seats, of: (r) => r.seatsSold, text: count },
    { name: t.buyers, of: (r) => r.endings.get("bought") ?? 0, text: count },
    {
      name: t.slowest,
      of: (r) => slowest(r)?.latencies.p99 ?? 0,
      text: (us) => latency(us, t.gap),
    },
    { name: t.troubleTile, of: (r) => overloads(r) + r.answersLost, text: count },
    { name: t.peak, of: (r) => r.peakBits, text: (bits) => bitRate(bits, t.gap) },
    { name: t.duration, of: (r) => r.seconds, text: (seconds) => count(Math.round(seconds)) },
    { name: t.answers, of: (r) => r.answers, text: count },
    { name: t.perSecond, of: perSecond, text: count },
    { name: t.races, of: (r) => r.racesLost, text: count },
  ];
}

export type Named = { file: string; report: Report };

export function FiguresTable({ reports }: { reports: readonly Named[] }) {
  const t = words().reports;
  const [first, second] = reports;
  if (!first) return null;
  const columns: Column<Figure>[] = [
    { title: t.figure, cell: ({ name }) => name, isHead: true },
    ...reports.map(
      ({ report }, i): Column<Figure> => ({
        title: titleOf(reports, i),
        cell: ({ of, text }) => text(of(report)),
        isNumber: true,
      }),
    ),
  ];
  if (second)
    columns.push({
      title: t.difference,
      cell: ({ of }) => change(of(first.report), of(second.report)),
      isNumber: true,
    });
  return (
    <Table
      caption={t.figures}
      showCaption
      columns={columns}
      rows={figures()}
      keyOf={({ name }) => name}
      empty=""
    />
  );
}

/** Which report a column is of; two files may have the same name. */
export function titleOf(reports: readonly Named[], i: number): string {
  const t = words().reports;
  const file = reports[i]?.file ?? "";
  return reports.length < 2 ? file : `${file} (${i === 0 ? t.first : t.second})`;
}

type CallRow = [call: string, latencies: Latencies];

export function CallsTable({ reports }: { reports: readonly Named[] }) {
  const t = words().reports;
  const [first, second] = reports;
  if (!first) return null;
  const head: Column<CallRow> = {
    title: t.call,
    cell: ([call]) => nameIn(t.callNames, call),
    isHead: true,
  };
  const number = (title: string, cell: (latencies: Latencies) => string) =>
    numberColumn<CallRow>(title, ([, latencies]) => cell(latencies));
  const time = (title: string, of: (latencies: Latencies) => number) =>
    number(title, (latencies) => latency(of(latencies), t.gap));
  const columns = second
    ? [head, ...comparing(first, second, reports)]
    : [
        head,
        number(t.answers, ({ answers }) => count(answers)),
        time(t.median, ({ p50 }) => p50),
        time(t.p99, ({ p99 }) => p99),
        time(t.most, ({ max }) => max),
        number(t.bytes, ({ bytes }) => bytesText(bytes, t.gap)),
      ];
  const later = [...(second?.report.calls ?? [])].filter(([call]) => !first.report.calls.has(call));
  return (
    <>
      <Table
        caption={t.calls}
        showCaption
        columns={columns}
        rows={[...first.report.calls, ...later]}
        keyOf={([call]) => call}
        empty={words().frame.none}
        classOf={([, { p99 }]) => (!second && p99 > 1_000_000 ? "slow" : undefined)}
      />
      <p class="soft">{t.intended}</p>
    </>
  );
}

function comparing(first: Named, second: Named, reports: readonly Named[]): Column<CallRow>[] {
  const t = words().reports;
  const p99 = ({ report }: Named, call: string) => report.calls.get(call)?.p99;
  const text = (us: number | undefined) => (us === undefined ? UNKNOWN : latency(us, t.gap));
  return [
    ...[first, second].map(
      (named, i): Column<CallRow> => ({
        title: t.p99Of(titleOf(reports, i)),
        cell: ([call]) => text(p99(named, call)),
        isNumber: true,
      }),
    ),
    {
      title: t.difference,
      cell: ([call]) => change(p99(first, call) ?? 0, p99(second, call) ?? 0),
      isNumber: true,
    },
  ];
}

/** `title` tells the tables of two reports apart. */
type PartProps = { report: Report; title: string };

export function EndingsTable({ report, title }: PartProps) {
  const t = words().reports;
  const rows = [...report.endings].filter(([, buyers]) => buyers > 0);
  const share = (buyers: number) => (report.buyers === 0 ? 0 : (buyers / report.buyers) * 100);
  return (
    <Table
      caption={`${t.endings}${title}`}
      showCaption
      columns={[
        { title: t.ending, cell: ([ending]) => nameIn(t.endingNames, ending), isHead: true },
        { title: t.count, cell: ([, buyers]) => count(buyers), isNumber: true },
        { title: t.share, cell: ([, buyers]) => `${share(buyers).toFixed(1)} %`, isNumber: true },
      ]}
      rows={rows}
      keyOf={([ending]) => ending}
      empty={words().frame.none}
    />
  );
}

export function RefusalsTable({ report, title }: PartProps) {
  const t = words().reports;
  const columns: Column<Refusal>[] = [
    { title: t.call, cell: ({ call }) => nameIn(t.callNames, call), isHead: true },
    { title: t.status, cell: ({ status }) => String(status), isNumber: true },
    { title: t.code, cell: ({ code }) => <code>{code}</code> },
    { title: t.count, cell: ({ count: refused }) => count(refused), isNumber: true },
  ];
  return (
    <Table
      caption={`${t.refusals}${title}`}
      showCaption
      columns={columns}
      rows={report.refusals}
      keyOf={({ call, status, code }) => `${call} ${status} ${code}`}
      empty={t.noRefusals}
    />
  );
}

export function startText({ startedAt }: Report): string {
  return `${seoulDayTime(startedAt)} KST`;
}
