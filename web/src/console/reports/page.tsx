// Reports of rehearsals, from files that the operator picks. Nothing is sent.

import type { ComponentChild } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Examples } from "../parts/examples.js";
import { Icon } from "../parts/icon.js";
import type { PageProps } from "../route.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { AuditTable } from "./audit-table.js";
import { type Fault, seenOf } from "./members.js";
import { type Report, readReport } from "./read.js";
import "../audit/findings.css";
import "./reports.css";
import { Seconds } from "./seconds.js";
import { storyOf } from "./story.js";
import {
  CallsTable,
  EndingsTable,
  FiguresTable,
  type Named,
  RefusalsTable,
  startText,
  titleOf,
} from "./tables.js";

type Slot =
  | { kind: "empty" }
  | { kind: "reading" }
  | { kind: "wrong"; file: string; fault: Fault }
  | ({ kind: "read" } & Named);
type Slots = readonly [Slot, Slot];

const EMPTY: Slot = { kind: "empty" };
// Other pages may be shown meanwhile; whoever signs in next does not see them.
const kept = new WeakMap<Session, Slots>();

export function ReportsPage({ session }: PageProps) {
  const [slots, setSlots] = useState<Slots>(kept.get(session) ?? [EMPTY, EMPTY]);
  const picks = useRef([0, 0]);
  const t = words().reports;
  const put = (i: 0 | 1, slot: Slot) =>
    setSlots((slots) => {
      const next: Slots = i === 0 ? [slot, slots[1]] : [slots[0], slot];
      kept.set(session, next);
      return next;
    });
  const pick = async (i: 0 | 1, file: File | undefined) => {
    const number = (picks.current[i] ?? 0) + 1;
    picks.current[i] = number;
    if (!file) return;
    const name = seenOf(file.name);
    put(i, { kind: "reading" });
    const read = await readReport(file);
    if (picks.current[i] !== number) return; // another file was picked meanwhile
    const isWrong = "kind" in read;
    put(
      i,
      isWrong
        ? { kind: "wrong", file: name, fault: read }
        : { kind: "read", file: name, report: read },
    );
  };
  const remove = (i: 0 | 1) => {
    picks.current[i] = (picks.current[i] ?? 0) + 1;
    put(i, EMPTY);
  };
  const reports = slots.flatMap((slot) => (slot.kind === "read" ? [slot] : []));
  return (
    <>
      <h1>{t.title}</h1>
      <p class="soft">{t.intro}</p>
      <div class="pair">
        {([0, 1] as const).map((i) => (
          <Picker
            key={i}
            label={i === 0 ? t.pick : t.pickOther}
            slot={slots[i]}
            onPick={(file) => void pick(i, file)}
            onRemove={() => remove(i)}
          />
        ))}
      </div>
      {reports.length === 0 ? <p class="soft">{t.none}</p> : <Reports reports={reports} />}
    </>
  );
}

type PickerProps = {
  label: string;
  slot: Slot;
  onPick: (file: File | undefined) => void;
  onRemove: () => void;
};

function Picker({ label, slot, onPick, onRemove }: PickerProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const t = words().reports;
  const file = slot.kind === "read" || slot.kind === "wrong" ? slot.file : undefined;
  const remove = () => {
    onRemove();
    if (!input.current) return;
    input.current.value = "";
    input.current.focus();
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        ref={input}
        id={id}
        type="file"
        accept=".json,application/json"
        aria-invalid={slot.kind === "wrong"}
        aria-describedby={`${id}-note`}
        onClick={(event) => {
          event.currentTarget.value = ""; // so that the same file can be picked again
        }}
        onChange={(event) => onPick(event.currentTarget.files?.[0])}
      />
      <div id={`${id}-note`} role="status">
        {slot.kind === "reading" && <p class="soft">{t.reading}</p>}
        {slot.kind === "wrong" && (
          <p class="wrong">{t.faultOf(slot.file, faultText(slot.fault))}</p>
        )}
        {slot.kind === "read" && <p>{slot.file}</p>}
      </div>
      {file !== undefined && (
        <p>
          <button type="button" class="text" aria-label={t.removeName(file)} onClick={remove}>
            {t.remove}
          </button>
        </p>
      )}
    </div>
  );
}

function faultText(fault: Fault): string {
  const t = words().reports;
  if (fault.kind === "member") return t.faultMember(fault.member);
  return fault.kind === "contradiction" ? t.faultContradiction : t.faults[fault.kind];
}

function Reports({ reports }: { reports: readonly Named[] }) {
  const isOne = reports.length === 1;
  const look = isOne ? "report" : "pair";
  const each = (part: (report: Report, title: string) => ComponentChild) => (
    <div class={look}>
      {reports.map(({ report }, i) => (
        <div key={i} class="report">
          {part(report, titleOf(reports, i))}
        </div>
      ))}
    </div>
  );
  return (
    <>
      {each((report, title) => (
        <Verdict report={report} title={title} />
      ))}
      <FiguresTable reports={reports} />
      <CallsTable reports={reports} />
      {each((report, title) => (
        <Seconds report={report} name={title} />
      ))}
      <AuditTable reports={reports} />
      {each((report, title) => (
        <>
          <WrongAnswers report={report} />
          <EndingsTable report={report} title={isOne ? "" : `, ${title}`} />
          <RefusalsTable report={report} title={isOne ? "" : `, ${title}`} />
        </>
      ))}
    </>
  );
}

function Verdict({ report, title }: { report: Report; title: string }) {
  const t = words().reports;
  const tone = {
    well: "ok",
    strained: "warn",
    "cut-short": "warn",
    unchecked: "warn",
    broken: "danger",
  };
  return (
    <section class="card">
      <h2>{title}</h2>
      <p class={`note ${tone[report.verdict]}`}>
        <Icon name={report.verdict === "well" ? "check" : "warn"} />
        <span>
          <strong>{t.verdicts[report.verdict]}</strong>
        </span>
      </p>
      <p class="soft">
        {t.shows}: {report.shows.join(", ")} · {t.startedAt}: {startText(report)}
      </p>
      <ul class="story">
        {storyOf(report).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function WrongAnswers({ report }: { report: Report }) {
  const t = words().reports;
  if (report.wrongAnswers === 0) return null;
  return (
    <section class="card finding">
      <h3>{t.wrongAnswers}</h3>
      <Examples texts={report.wrongExamples} />
    </section>
  );
}
