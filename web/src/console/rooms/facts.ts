// What can be changed of a room, by the names of the API, and how people read it.

import type { Schemas } from "../../../../clients/typescript/src/index.js";
import { count, dayTime } from "../../format.js";
import type { Values } from "../parts/ask.js";
import { SEOUL } from "../parts/time.js";
import { words } from "../words/index.js";

export type Room = Schemas["OperatorRoom"];
export type RoomState = Room["state"];
export type RoomChange = Schemas["RoomChange"];
export type Policy = Schemas["RoomPolicy"];

export type Facts = Policy & {
  state: RoomState;
  /** Only of a SCHEDULED room: of others it is the opening of a sale, which nobody changed. */
  opensAt: string | null;
  presaleGroup: string | null;
  presaleUntil: string | null;
  korean: string | null;
  english: string | null;
};
export type Fact = keyof Facts;

export function factsOf(room: Room): Facts {
  return {
    ...room.policy,
    state: room.state,
    opensAt: room.state === "SCHEDULED" ? room.opensAt : null,
    presaleGroup: room.presale?.group ?? null,
    presaleUntil: room.presale?.until ?? null,
    korean: room.notice?.korean ?? null,
    english: room.notice?.english ?? null,
  };
}

const TIMES: readonly Fact[] = ["opensAt", "presaleUntil"];

function isSame(fact: Fact, a: unknown, b: unknown): boolean {
  if (TIMES.includes(fact) && typeof a === "string" && typeof b === "string")
    return Date.parse(a) === Date.parse(b);
  return a === b;
}

/** The facts of `some` that `all` has otherwise. */
export function differing(some: Partial<Facts>, all: Facts): Fact[] {
  return (Object.keys(some) as Fact[]).filter((fact) => !isSame(fact, some[fact], all[fact]));
}

/** `5월 1일(수) 오후 8:00`, `Wed 1 May, 8:00 pm KST`. */
export function roomTime(time: string | number): string {
  return dayTime(new Date(time).toISOString(), SEOUL);
}

/** `600` seconds: `10 min`. */
export function duration(seconds: number): string {
  const t = words().rooms;
  if (seconds >= 3600 && seconds % 3600 === 0) return t.inHours(count(seconds / 3600));
  if (seconds >= 60 && seconds % 60 === 0) return t.inMinutes(count(seconds / 60));
  return t.inSeconds(count(seconds));
}

export function factName(fact: Fact): string {
  return words().rooms.members[fact];
}

export function factText<F extends Fact>(fact: F, value: Facts[F] | undefined): string {
  const t = words().rooms;
  const { states, modes } = words().frame;
  if (value === null || value === undefined) return t.nothing;
  if (fact === "state") return states[value as RoomState];
  if (fact === "mode") return modes[value as Policy["mode"]];
  if (typeof value === "string") return TIMES.includes(fact) ? roomTime(value) : value;
  const hasNoLimit = fact === "claimTimeSeconds" || fact === "entryPerMinute";
  if (value === 0 && hasNoLimit) return t.noLimit;
  return fact.endsWith("Seconds") ? duration(value) : count(value);
}

/** For the question before a change. */
export function valuesOf(facts: Partial<Facts>): Values {
  return Object.fromEntries(
    (Object.keys(facts) as Fact[]).map((fact) => [factName(fact), factText(fact, facts[fact])]),
  );
}

/** Those facts of `all` that `some` has, too. */
export function only(all: Facts, some: Partial<Facts>): Partial<Facts> {
  return Object.fromEntries(
    (Object.keys(some) as Fact[]).map((fact) => [fact, all[fact]]),
  ) as Partial<Facts>;
}
