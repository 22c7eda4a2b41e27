// Reads a rehearsal's report (`onsale rehearse --json`) from a file. The file is hostile input: all
// members are checked, and one that is wrong refuses the file.
//
// Source: docs/rehearsal.md, "The figures"; rehearsal/report/json_summary.cc. Members may be added.

import { type Fault, Members, NAMES_MAX, Wrong, nameOf, textOf, wrong } from "./members.js";

export type { Fault };

export type Latencies = {
  answers: number;
  p50: number;
  p99: number;
  /** Without the crowd's own lateness; undefined in reports of versions before it. */
  serverP99: number | undefined;
  p999: number;
  max: number;
  bytes: number;
};
export type Refusal = { call: string; status: number; code: string; count: number };
export type Check = {
  question: string;
  name: string;
  checked: number;
  of: number;
  violations: number;
  notMade: string;
  soldOut: string;
  examples: string[];
};
export type Moment = {
  arrived: number;
  waiting: number;
  active: number;
  held: number;
  sold: number;
  gone: number;
  bytes: number;
};
export type Report = {
  verdict: Verdict;
  strainedBy: string[];
  cut: string;
  startedAt: Date;
  seconds: number;
  shows: string[];
  buyers: number;
  seatsSold: number;
  racesLost: number;
  answers: number;
  answersLost: number;
  bytes: number;
  bytesByBuyer: number;
  peakBits: number;
  /** How late the crowd itself was, and how long it waited for a connection: microseconds, p99. */
  crowdLate: number;
  crowdWait: number;
  endings: Map<string, number>;
  calls: Map<string, Latencies>;
  refusals: Refusal[];
  wrongAnswers: number;
  wrongExamples: string[];
  buyersInDoubt: number;
  seatsSoldByOthers: number;
  audit: Check[];
  everySecond: Moment[];
};

export const VERDICTS = ["broken", "unchecked", "cut-short", "strained", "well"] as const;
export type Verdict = (typeof VERDICTS)[number];

// A report of a million buyers and the longest rehearsal has about half a megabyte.
const BYTES_MAX = 16 * 1024 * 1024;
const ITEMS_MAX = 1000;
const SECONDS_MAX = 86_400;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function latenciesOf(call: Members): Latencies {
  return {
    answers: call.count("answers"),
    p50: call.count("p50_us"),
    p99: call.count("p99_us"),
    serverP99: call.raw("serverP99_us") === undefined ? undefined : call.count("serverP99_us"),
    p999: call.count("p999_us"),
    max: call.count("max_us"),
    bytes: call.count("bytesRead"),
  };
}

function refusalOf(refusal: Members): Refusal {
  return {
    call: refusal.text("call"),
    status: refusal.count("status"),
    code: refusal.text("code"),
    count: refusal.count("count"),
  };
}

function checkOf(check: Members): Check {
  return {
    question: nameOf(check.raw("question"), check.path("question")),
    name: check.text("name"),
    checked: check.count("checked"),
    of: check.count("of"),
    violations: check.count("violations"),
    notMade: check.text("notMade"),
    soldOut: check.text("soldOut"),
    examples: check.array("examples", ITEMS_MAX, textOf),
  };
}

function momentOf(moment: Members): Moment {
  return {
    arrived: moment.count("arrived"),
    waiting: moment.count("waiting"),
    active: moment.count("active"),
    held: moment.count("held"),
    sold: moment.count("sold"),
    gone: moment.count("gone"),
    bytes: moment.count("bytesRead"),
  };
}

function verdictOf(whole: Members): Verdict {
  const verdict = VERDICTS.find((known) => known === whole.raw("verdict"));
  if (!verdict) throw wrong("verdict");
  return verdict;
}

function startOf(whole: Members): Date {
  const text = whole.text("startedAt");
  const started = new Date(text);
  if (!TIME.test(text) || Number.isNaN(started.getTime())) throw wrong("startedAt");
  return started;
}

function reportOf(value: unknown): Report {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject || !("verdict" in value) || !("everySecond" in value))
    throw new Wrong({ kind: "not-a-report" });
  const whole = new Members(value, "");
  return {
    verdict: verdictOf(whole),
    strainedBy: whole.array("strainedBy", NAMES_MAX, nameOf),
    cut: nameOf(whole.raw("cut"), "cut"),
    startedAt: startOf(whole),
    seconds: whole.number("seconds"),
    shows: whole.array("shows", ITEMS_MAX, textOf),
    buyers: whole.count("buyers"),
    seatsSold: whole.count("seatsSold"),
    racesLost: whole.count("racesLost"),
    answers: whole.count("answers"),
    answersLost: whole.count("answersLost"),
    bytes: whole.count("bytesRead"),
    bytesByBuyer: whole.count("bytesReadByBuyer"),
    peakBits: whole.count("peakBitsPerSecond"),
    crowdLate: whole.count("clientLateP99_us"),
    crowdWait: whole.count("connectionWaitP99_us"),
    endings: whole.map("endings", (members, name) => members.count(name)),
    calls: whole.map("calls", (calls, name) => latenciesOf(calls.at(name))),
    refusals: whole.objects("refusals", ITEMS_MAX, refusalOf),
    wrongAnswers: whole.count("wrongAnswers"),
    wrongExamples: whole.array("wrongAnswerExamples", ITEMS_MAX, textOf),
    buyersInDoubt: whole.count("buyersInDoubt"),
    seatsSoldByOthers: whole.count("seatsSoldByOthers"),
    audit: whole.objects("audit", ITEMS_MAX, checkOf),
    everySecond: whole.objects("everySecond", SECONDS_MAX, momentOf),
  };
}

/** Whether the verdict is at least as bad as what the file itself lists. */
function agrees({ verdict, audit, wrongAnswers }: Report): boolean {
  const isBroken = wrongAnswers > 0 || audit.some((check) => check.violations > 0);
  if (isBroken !== (verdict === "broken")) return false;
  const isUnchecked = audit.some((check) => check.notMade !== "");
  return !isUnchecked || verdict === "broken" || verdict === "unchecked";
}

export function parseReport(text: string): Report | Fault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "not-json" };
  }
  try {
    const report = reportOf(value);
    return agrees(report) ? report : { kind: "contradiction" };
  } catch (error) {
    if (error instanceof Wrong) return error.fault;
    throw error;
  }
}

/** Reads a file that the operator picked. It stays in the page. */
export async function readReport(file: Blob): Promise<Report | Fault> {
  if (file.size > BYTES_MAX) return { kind: "too-large" };
  if (file.size === 0) return { kind: "empty" };
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return { kind: "unread" };
  }
  try {
    return parseReport(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) return { kind: "not-text" };
    throw error;
  }
}
