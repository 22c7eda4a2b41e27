// The audit: a button that runs it, and what it found.

import { useEffect, useState } from "preact/hooks";
import { count } from "../../format.js";
import { ActButton } from "../parts/button.js";
import { Examples } from "../parts/examples.js";
import { Icon } from "../parts/icon.js";
import { sentenceOf } from "../parts/problem.js";
import { type Column, Table } from "../parts/table.js";
import { seoulDayTime } from "../parts/time.js";
import type { PageProps } from "../route.js";
import { duration } from "../rooms/facts.js";
import { useSignal } from "../signal.js";
import { words } from "../words/index.js";
import "./audit.css";
import "./findings.css";
import { type AuditCheck, type AuditState, auditOf, runAudit, stopAudit } from "./run.js";

export function AuditPage({ session }: PageProps) {
  const { since, trouble, last } = useSignal(auditOf(session));
  const t = words().audit;
  const isRunning = since !== null;
  return (
    <>
      <h1>{t.title}</h1>
      <p class="soft">{t.intro}</p>
      <div class="choices">
        <ActButton
          session={session}
          scope="audit"
          kind="primary"
          disabled={isRunning}
          onClick={() => void runAudit(session)}
        >
          {last ? t.runAgain : t.run}
        </ActButton>
        {isRunning && (
          <button type="button" class="secondary" onClick={() => stopAudit(session)}>
            {t.stop}
          </button>
        )}
      </div>
      <p role="status" class="spoken">
        {isRunning ? t.started : ""}
      </p>
      {isRunning && <Progress since={since} />}
      {trouble && (
        <p class="note warn" role="alert">
          {troubleText(trouble)}
        </p>
      )}
      {last && <Findings last={last} />}
    </>
  );
}

function troubleText(trouble: NonNullable<AuditState["trouble"]>): string {
  const t = words().audit;
  if (trouble.kind === "failed") return `${t.failed} ${sentenceOf(trouble.error)}`;
  return trouble.kind === "stopped" ? t.stopped : t.isRunning;
}

/** `95` seconds: `1 min 35 s`. */
function timeText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const rest = seconds % 60;
  if (seconds < 60 || rest === 0) return duration(seconds);
  return `${duration(seconds - rest)} ${duration(rest)}`;
}

function Progress({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  return <p aria-hidden="true">{words().audit.running(timeText(now - since))}</p>;
}

function nameOf({ name, proves }: AuditCheck): string {
  const known = words().audit.proves;
  return (Object.hasOwn(known, name) ? known[name] : undefined) ?? proves;
}

function Findings({ last }: { last: NonNullable<AuditState["last"]> }) {
  const t = words().audit;
  const { report, at, tookMs } = last;
  const found = report.checks.filter(({ violations }) => violations > 0);
  const violations = found.reduce((sum, check) => sum + check.violations, 0);
  const columns: Column<AuditCheck>[] = [
    {
      title: t.check,
      isHead: true,
      cell: (check) => (
        <>
          {nameOf(check)} <span class="soft">({check.name})</span>
        </>
      ),
    },
    { title: t.checked, cell: ({ checked }) => count(checked), isNumber: true },
    {
      title: t.violations,
      isNumber: true,
      cell: ({ violations }) => (violations === 0 ? t.none : <strong>{count(violations)}</strong>),
    },
  ];
  return (
    <>
      <section class="audit-result" role="status">
        <h2 class={report.passed ? "passed" : "wrong"}>
          <Icon name={report.passed ? "check" : "warn"} />{" "}
          {report.passed ? t.passed(count(report.checks.length)) : t.found(count(violations))}
        </h2>
        {!report.passed && <p>{t.toDo}</p>}
        <p class="soft">
          {t.ranAt(`${seoulDayTime(at)} KST`, timeText(tookMs))} {t.commit(count(report.commit))}
        </p>
      </section>
      {found.map((check) => (
        <section key={check.name} class="card finding" aria-labelledby={`finding-${check.name}`}>
          <h3 id={`finding-${check.name}`}>{nameOf(check)}</h3>
          <p>
            {t.violationsOf(count(check.violations))} · {t.name(check.name)}
          </p>
          <FirstExamples check={check} />
        </section>
      ))}
      <Table
        caption={t.allChecks}
        showCaption
        columns={columns}
        rows={report.checks}
        keyOf={({ name }) => name}
        empty={t.none}
        classOf={({ violations }) => (violations > 0 ? "violated" : undefined)}
      />
    </>
  );
}

function FirstExamples({ check }: { check: AuditCheck }) {
  const t = words().audit;
  const { examples, violations } = check;
  if (examples.length === 0) return null;
  return (
    <>
      <p>{t.firstExamples(count(examples.length), count(violations))}</p>
      <Examples texts={examples} />
    </>
  );
}
