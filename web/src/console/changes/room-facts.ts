// The members of a room in a row of the changes, as the rooms' pages know them.
//
// Source: src/domain/room_members.h names them; base::FormatDuration writes their times.

import { type Fact, type Facts, factName, factText } from "../rooms/facts.js";
import { words } from "../words/index.js";

/** The fact that a row's member is; those that are not here have the same name. */
const OTHERWISE: Readonly<Record<string, Fact>> = {
  noticeKorean: "korean",
  noticeEnglish: "english",
  activeTime: "activeTimeSeconds",
  holdTime: "holdTimeSeconds",
  claimTime: "claimTimeSeconds",
};
const SAME: readonly Fact[] = [
  "state",
  "opensAt",
  "presaleGroup",
  "presaleUntil",
  "mode",
  "capacity",
  "waitingMax",
  "entryPerMinute",
  "entryBurst",
];
const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };

export function factOf(member: string): Fact | undefined {
  return OTHERWISE[member] ?? SAME.find((fact) => fact === member);
}

/** `10m`: 600. */
function secondsIn(text: unknown): number | undefined {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(String(text)) ?? [];
  return unit === undefined ? undefined : Number(count) * SECONDS[unit]!;
}

/** The facts in `before` or `after` of a row about a room. */
export function factsIn(values: Readonly<Record<string, unknown>>): Partial<Facts> {
  const facts: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(values)) {
    const fact = factOf(member);
    if (fact) facts[fact] = fact.endsWith("Seconds") ? secondsIn(value) : value;
  }
  return facts;
}

export function nameOfFact(fact: Fact): string {
  const t = words().changes;
  if (fact === "korean") return t.noticeKorean;
  if (fact === "english") return t.noticeEnglish;
  return factName(fact);
}

/** As the room's page has it, but an entry rate with its unit: alone, a 0 or a 12 could be a count of people. */
export function textOfFact<F extends Fact>(fact: F, value: Facts[F] | undefined): string {
  const text = factText(fact, value);
  return fact === "entryPerMinute" && value ? words().changes.perMinute(text) : text;
}

/** For the question before a change. */
export function textsOfFacts(facts: Partial<Facts>): Record<string, string> {
  const names = Object.keys(facts) as Fact[];
  return Object.fromEntries(names.map((fact) => [nameOfFact(fact), textOfFact(fact, facts[fact])]));
}
