// What a room's policy leads to, and what a change of it brings. Pure, so that a test can call it.
//
// Source: docs/waiting-room.md, "Planning an opening" and "Unclaimed turns".

import type { Schemas } from "../../../../clients/typescript/src/index.js";
import type { Policy } from "./facts.js";

export type Funnel = Schemas["Funnel"];

/** What an effect needs to know of the room as it is now. */
export type Now = {
  state: Schemas["OperatorRoom"]["state"];
  /** Whether nobody is admitted although the room is OPEN: sold out, or the sale opens later. */
  isHeldUp: boolean;
  waiting: number;
  active: number;
};

/** A figure, and whether the sale has shown it or the plan assumes it. */
type Factor = { value: number; isMeasured: boolean };
export type Factors = { paidShare: Factor; seatsPerPayment: Factor; turnMinutes: Factor };

// The example of docs/waiting-room.md, for a room that has sold too little to be measured.
const ASSUMED = { paidShare: 0.5, seatsPerPayment: 2, turnMinutes: 4 };
// Fewer say little.
const TURNS_MIN = 50;
const PAYMENTS_MIN = 20;

/** `measuredMinutes`: how long a turn lasts; null while unknown. */
export function factorsOf(funnel: Funnel | undefined, measuredMinutes: number | null): Factors {
  const turns = funnel ? funnel.admitted - funnel.active : 0;
  const paid = funnel?.paid ?? 0;
  const hasTurns = turns >= TURNS_MIN;
  const hasPayments = paid >= PAYMENTS_MIN;
  return {
    paidShare: hasTurns
      ? { value: Math.min(1, paid / turns), isMeasured: true }
      : { value: ASSUMED.paidShare, isMeasured: false },
    seatsPerPayment:
      funnel && hasPayments
        ? { value: funnel.seatsSold / paid, isMeasured: true }
        : { value: ASSUMED.seatsPerPayment, isMeasured: false },
    turnMinutes:
      measuredMinutes !== null
        ? { value: measuredMinutes, isMeasured: true }
        : { value: ASSUMED.turnMinutes, isMeasured: false },
  };
}

export type Throughput = {
  turnsPerMinute: number;
  /** What the capacity alone would allow. */
  byCapacity: number;
  seatsPerMinute: number;
  limitedBy: "capacity" | "entry-rate";
};

/** What the room sells while buyers wait; undefined without a queue, where nothing limits it. */
export function throughputOf(policy: Policy, factors: Factors): Throughput | undefined {
  if (policy.mode === "NO_QUEUE" || !(policy.capacity > 0)) return undefined;
  // A hold extends a turn to the end of the hold, and no further.
  const longest = (policy.activeTimeSeconds + policy.holdTimeSeconds) / 60;
  const minutes = Math.min(factors.turnMinutes.value, longest);
  if (!(minutes > 0)) return undefined;
  const byCapacity = policy.capacity / minutes;
  const isSlower = policy.entryPerMinute > 0 && policy.entryPerMinute < byCapacity;
  const turnsPerMinute = isSlower ? policy.entryPerMinute : byCapacity;
  return {
    turnsPerMinute,
    byCapacity,
    seatsPerMinute: turnsPerMinute * factors.paidShare.value * factors.seatsPerPayment.value,
    limitedBy: isSlower ? "entry-rate" : "capacity",
  };
}

export type Entry = {
  /** How many enter with the change. With an entry rate this is the most that may. */
  atOnce: number;
  /** How many follow, at the entry rate. */
  later: number;
};

/** How many enter because of the policy, before any turn ends. */
export function entryOf(policy: Policy, now: Now): Entry {
  if (now.state !== "OPEN") return { atOnce: 0, later: 0 };
  if (policy.mode === "NO_QUEUE") return { atOnce: now.waiting, later: 0 };
  if (now.isHeldUp) return { atOnce: 0, later: 0 };
  const places = Math.min(now.waiting, Math.max(0, policy.capacity - now.active));
  const atOnce = policy.entryPerMinute === 0 ? places : Math.min(places, policy.entryBurst);
  return { atOnce, later: places - atOnce };
}

/**
 * In how many minutes the last of those who wait now enters; undefined if nothing limits the entry
 * or nobody enters. Each limit alone: the entry rate, and the turns that must end first.
 */
export function minutesToLast(policy: Policy, factors: Factors, now: Now): number | undefined {
  const throughput = throughputOf(policy, factors);
  if (!throughput || now.state !== "OPEN" || now.isHeldUp || now.waiting === 0) return undefined;
  const { atOnce, later } = entryOf(policy, now);
  const byRate = policy.entryPerMinute > 0 ? (now.waiting - atOnce) / policy.entryPerMinute : 0;
  // With more inside than the capacity, those must leave, too.
  const behind = now.waiting + now.active - policy.capacity;
  const byTurns = atOnce + later < now.waiting ? behind / throughput.byCapacity : 0;
  return Math.max(byRate, byTurns);
}

export type Warning =
  | "claim-shorter" // waiting clients may have a pause that is longer than the claim time
  | "claim-short" // shorter than the delays of clients
  | "claim-none"
  | "turn-short" // shorter than the pauses of up to five minutes
  | "capacity-below-active"
  | "line-full"
  | "no-queue"
  | "draw-later"; // the mode alone draws nothing

const CLAIM_SECONDS_MIN = 5;
const TURN_SECONDS_MIN = 360;
const THOUSANDS = 1000;

/** A claim time of 0 has no end. */
const claimOf = (policy: Policy) => policy.claimTimeSeconds || Infinity;

/** What to say before the change is made, the most serious first. */
export function warningsOf(before: Policy, after: Policy, now: Now): Warning[] {
  const warnings: Warning[] = [];
  const warn = (warning: Warning, applies: boolean) => applies && warnings.push(warning);
  const changes = (member: keyof Policy) => before[member] !== after[member];
  const isQueue = after.mode !== "NO_QUEUE";
  warn("no-queue", changes("mode") && !isQueue);
  warn("draw-later", changes("mode") && after.mode === "DRAW" && now.state !== "SCHEDULED");
  warn("claim-shorter", claimOf(after) < claimOf(before) && now.waiting > 0);
  const claim = after.claimTimeSeconds;
  warn("claim-short", changes("claimTimeSeconds") && claim > 0 && claim < CLAIM_SECONDS_MIN);
  warn("claim-none", changes("claimTimeSeconds") && claim === 0);
  const isShort = after.activeTimeSeconds < TURN_SECONDS_MIN && now.waiting >= THOUSANDS;
  warn("turn-short", changes("activeTimeSeconds") && isShort);
  const isLowered = after.capacity < before.capacity;
  warn("capacity-below-active", isQueue && isLowered && after.capacity < now.active);
  warn("line-full", changes("waitingMax") && after.waitingMax <= now.waiting);
  return warnings;
}

/** The members of the policy that differ. */
export function changedMembers(before: Policy, after: Policy): (keyof Policy)[] {
  return (Object.keys(before) as (keyof Policy)[]).filter((key) => before[key] !== after[key]);
}
