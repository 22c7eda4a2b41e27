// The audits of one report, or of two side by side; what was violated or not checked comes first.

import { count } from "../../format.js";
import { Examples } from "../parts/examples.js";
import { UNKNOWN } from "../parts/numbers.js";
import { type Column, Table } from "../parts/table.js";
import { words } from "../words/index.js";
import type { Check } from "./read.js";
import { nameOfCheck, resultOfCheck } from "./story.js";
import { type Named, titleOf } from "./tables.js";

const isGood = ({ violations, notMade }: Check) => violations === 0 && notMade === "";

/** One row: the same check in each report that has it. */
type Row = { name: string; checks: readonly (Check | undefined)[] };

function rowsOf(reports: readonly Named[]): Row[] {
  const names = new Set(reports.flatMap(({ report }) => report.audit.map(nameOfCheck)));
  const rows = [...names].map((name) => ({
    name,
    checks: reports.map(({ report }) => report.audit.find((check) => nameOfCheck(check) === name)),
  }));
  return [...rows.filter(isViolated), ...rows.filter((row) => !isViolated(row))];
}

function isViolated({ checks }: Row): boolean {
  return checks.some((check) => check !== undefined && !isGood(check));
}

export function AuditTable({ reports }: { reports: readonly Named[] }) {
  const t = words().reports;
  const columns: Column<Row>[] = [
    { title: t.check, cell: ({ name }) => name, isHead: true },
    ...reports.map(
      (_, i): Column<Row> => ({
        title: titleOf(reports, i),
        cell: ({ checks }) => <Result check={checks[i]} />,
      }),
    ),
  ];
  return (
    <Table
      caption={t.audit}
      showCaption
      columns={columns}
      rows={rowsOf(reports)}
      keyOf={({ name }) => name}
      empty={t.noChecks}
      classOf={(row) => (isViolated(row) ? "violated" : undefined)}
    />
  );
}

function Result({ check }: { check: Check | undefined }) {
  const t = words().reports;
  if (!check) return <>{UNKNOWN}</>;
  const { checked, of, examples } = check;
  return (
    <>
      {resultOfCheck(check)}{" "}
      <span class="soft">
        ({checked === of ? t.checkedAll(count(of)) : t.checkedSome(count(checked), count(of))})
      </span>
      {examples.length > 0 && <Examples texts={examples} />}
    </>
  );
}
