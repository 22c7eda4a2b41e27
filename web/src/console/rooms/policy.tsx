// The policy as a form: the value now beside the new one, and what the change brings.

import { useState } from "preact/hooks";
import { count } from "../../format.js";
import { ActButton } from "../parts/button.js";
import { Choice, Field } from "../parts/field.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Funnel, changedMembers, factorsOf } from "./effect.js";
import { EffectPanel } from "./effect-panel.js";
import { type Policy, type Room, factText } from "./facts.js";
import { measuredTurnMinutes } from "./flow.js";
import { changePolicy, isLobby } from "./policy-acts.js";

type NumberMember = Exclude<keyof Policy, "mode">;

// As changeRoom in openapi.json.
const BOUNDS: Record<NumberMember, readonly [least: number, most: number]> = {
  capacity: [1, 10_000_000],
  entryPerMinute: [0, 600_000],
  entryBurst: [1, 1_000_000],
  activeTimeSeconds: [1, 604_800],
  holdTimeSeconds: [1, 86_400],
  claimTimeSeconds: [0, 86_400],
  waitingMax: [1, 10_000_000],
};
const MEMBERS = Object.keys(BOUNDS) as NumberMember[];
const MODES: readonly Policy["mode"][] = ["FIFO", "DRAW", "NO_QUEUE"];

/** What was typed; a member that was not touched follows the room. */
type Draft = Partial<Record<NumberMember, string>> & { mode?: Policy["mode"] };

/** Undefined: not a number that the member can have. */
function numberOf(member: NumberMember, text: string): number | undefined {
  const digits = text.replace(/[\s,]/g, "");
  const [least, most] = BOUNDS[member];
  if (!/^\d{1,9}$/.test(digits)) return undefined;
  const value = Number(digits);
  return value >= least && value <= most ? value : undefined;
}

function policyOf(present: Policy, draft: Draft): { policy: Policy; wrong: NumberMember[] } {
  const policy = { ...present, mode: draft.mode ?? present.mode };
  const wrong: NumberMember[] = [];
  for (const member of MEMBERS) {
    const text = draft[member];
    if (text === undefined) continue;
    const value = numberOf(member, text);
    if (value === undefined) wrong.push(member);
    else policy[member] = value;
  }
  return { policy, wrong };
}

export type PolicyFormProps = { session: Session; room: Room; funnel: Funnel | undefined };

export function PolicyForm({ session, room, funnel }: PolicyFormProps) {
  const [draft, setDraft] = useState<Draft>({});
  const t = words().rooms;
  const { policy, wrong } = policyOf(room.policy, draft);
  const members = changedMembers(room.policy, policy);
  const isTouched = Object.keys(draft).length > 0;
  const factors = factorsOf(funnel, measuredTurnMinutes(room));

  const change = async () => {
    if (wrong.length > 0 || members.length === 0) return;
    if (await changePolicy(session, room, { after: policy, factors })) setDraft({});
  };
  return (
    <section class="card" aria-labelledby="policy-title">
      <h2 id="policy-title">{t.policy}</h2>
      <p class="soft">{t.policyNote}</p>
      <div class="room-form">
        <div class="room-fields">
          <ModeChoice session={session} room={room} draft={draft} setDraft={setDraft} />
          {MEMBERS.map((member) => (
            <Field
              key={member}
              label={t.members[member]}
              value={draft[member] ?? String(room.policy[member])}
              onInput={(value) => setDraft({ ...draft, [member]: value })}
              disabled={!session.may("rooms:write")}
              hint={t.memberNotes[member]}
              wrong={wrong.includes(member) ? boundsText(member) : undefined}
              after={<Present room={room} member={member} isChanged={members.includes(member)} />}
            />
          ))}
        </div>
        <div class="choices">
          <button
            type="button"
            class="secondary"
            disabled={!isTouched}
            onClick={() => setDraft({})}
          >
            {t.discard}
          </button>
          <ActButton
            session={session}
            scope="rooms:write"
            kind="primary"
            disabled={members.length === 0 || wrong.length > 0}
            onClick={change}
          >
            {t.changePolicy}
          </ActButton>
        </div>
      </div>
      <EffectPanel room={room} after={wrong.length > 0 ? room.policy : policy} factors={factors} />
    </section>
  );
}

function boundsText(member: NumberMember): string {
  const [least, most] = BOUNDS[member];
  return words().rooms.between(count(least), count(most));
}

function Present(props: { room: Room; member: keyof Policy; isChanged: boolean }) {
  const { room, member, isChanged } = props;
  return (
    <span class={isChanged ? "today changed" : "today soft"}>
      {words().rooms.now} <strong>{factText(member, room.policy[member])}</strong>
    </span>
  );
}

type ModeProps = { session: Session; room: Room; draft: Draft; setDraft: (draft: Draft) => void };

function ModeChoice({ session, room, draft, setDraft }: ModeProps) {
  const t = words().rooms;
  const { modes } = words().frame;
  const mode = draft.mode ?? room.policy.mode;
  const lobby = isLobby(room);
  const present = mode === room.policy.mode ? "" : `${t.now} ${modes[room.policy.mode]}. `;
  return (
    <Choice
      label={t.members.mode}
      value={mode}
      onChange={(mode) => setDraft({ ...draft, mode })}
      options={MODES.map((value) => ({ value, text: modes[value] }))}
      hint={lobby ? t.drawCommitted : present + t.modeNotes[mode]}
      disabled={lobby || !session.may("rooms:write")}
    />
  );
}
