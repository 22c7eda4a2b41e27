// What undoing a change of a room brings, with the values that the room has now. Asks nobody and sends nothing.

import { count } from "../../format.js";
import type { Question } from "../parts/ask.js";
import { type Warning, changedMembers, factorsOf, warningsOf } from "../rooms/effect.js";
import {
  type Fact,
  type Facts,
  type Policy,
  type Room,
  differing,
  factsOf,
  only,
} from "../rooms/facts.js";
import { measuredTurnMinutes } from "../rooms/flow.js";
import { entryText, isLobby, nowOf } from "../rooms/policy-acts.js";
import { words } from "../words/index.js";
import type { Action } from "./difference.js";
import { factsIn, nameOfFact, textOfFact, textsOfFacts } from "./room-facts.js";

export type Plan = {
  room: Room;
  /** What the change left; the server refuses the undo unless the room still has it. */
  left: Partial<Facts>;
  before: Partial<Facts>;
  after: Partial<Facts>;
  policy: Policy;
};

export function planOf(action: Action, room: Room): Plan {
  const after = factsIn(action.before);
  const policy = Object.fromEntries(
    Object.entries(room.policy).map(([name, is]) => [name, after[name as Fact] ?? is]),
  ) as Policy;
  return { room, left: factsIn(action.after), before: only(factsOf(room), after), after, policy };
}

/** The API has whole seconds, a row also 100ms. */
function isPartOfSecond(value: unknown): boolean {
  return typeof value === "number" && !Number.isInteger(value);
}

/** Why the server would refuse the undo; undefined as far as nothing speaks against it. `now`: the server's time. */
export function refusalOfPlan({ room, left, after }: Plan, now: number): string | undefined {
  const t = words().changes;
  const is = factsOf(room);
  const changed = differing(left, is)
    .filter((fact) => !isPartOfSecond(left[fact]))
    .map((fact) =>
      t.conflictRow(nameOfFact(fact), textOfFact(fact, left[fact]), textOfFact(fact, is[fact])),
    );
  if (changed.length > 0) return t.conflict(changed.join("; "));
  if (after.opensAt && Date.parse(after.opensAt) <= now) return t.openingPast;
  const leavesDraw = after.mode !== undefined && after.mode !== "DRAW";
  if (isLobby(room) && (leavesDraw || after.state === "OPEN")) return t.drawCommitted;
  return undefined;
}

/** What changes for those who wait; empty if nothing does. */
function effectOf({ room, policy, after }: Plan): string {
  const t = words().rooms;
  const now = nowOf(room);
  const then = { ...now, state: after.state ?? now.state };
  if (after.state === "PAUSED") return t.pauseText(count(now.waiting), count(now.active));
  if (after.state === "CLOSED") return t.closeText(count(now.waiting));
  const members = changedMembers(room.policy, policy);
  const isFlow = after.state === "OPEN" || members.some((member) => FLOW.includes(member));
  if (!isFlow) return "";
  const factors = factorsOf(undefined, measuredTurnMinutes(room));
  const effect = entryText({ before: room.policy, after: policy, factors, now: then });
  return policy.capacity < room.policy.capacity ? `${t.lowering} ${effect}` : effect;
}

// What decides how fast people enter.
const FLOW: readonly (keyof Policy)[] = ["mode", "capacity", "entryPerMinute", "entryBurst"];
const DANGEROUS: readonly Warning[] = ["no-queue", "claim-shorter", "claim-short", "turn-short"];

/** The values, the effect and the warnings of the undo; as on the room's page. */
export function questionOfPlan(
  plan: Plan,
): Pick<Question, "body" | "warn" | "before" | "after" | "danger" | "typeToConfirm"> {
  const t = words().rooms;
  const { room, policy } = plan;
  const now = nowOf(room);
  const isChanged = changedMembers(room.policy, policy).length > 0;
  const warnings = isChanged ? warningsOf(room.policy, policy, now) : [];
  const texts = warnings.map((warning) => t.warnings[warning]);
  const state = plan.after.state ?? room.state;
  if (state === "SCHEDULED" && policy.mode === "DRAW" && !isLobby(room))
    texts.push(t.drawText);
  const entersAll = state === "OPEN" && warnings.includes("no-queue");
  return {
    body: effectOf(plan),
    ...(texts.length > 0 && { warn: texts.join(" ") }),
    before: textsOfFacts(plan.before),
    after: textsOfFacts(plan.after),
    danger: warnings.some((warning) => DANGEROUS.includes(warning)),
    ...(entersAll && now.waiting > 0 && { typeToConfirm: room.roomId }),
  };
}
