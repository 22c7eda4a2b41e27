// What the policy leads to: seats a minute, who enters at once, and what to beware of.

import { Icon } from "../parts/icon.js";
import { words } from "../words/index.js";
import { type Factors, changedMembers, throughputOf, warningsOf } from "./effect.js";
import type { Policy, Room } from "./facts.js";
import { about, entryText, nowOf } from "./policy-acts.js";

export type EffectProps = { room: Room; after: Policy; factors: Factors };

export function EffectPanel({ room, after, factors }: EffectProps) {
  const t = words().rooms;
  const now = nowOf(room);
  const isChanged = changedMembers(room.policy, after).length > 0;
  return (
    <div class="effect" role="group" aria-labelledby="effect-title">
      <h3 id="effect-title">{t.effect}</h3>
      <dl>
        <dt>{t.effectNow}</dt>
        <dd>
          <Throughput policy={room.policy} factors={factors} />
        </dd>
        {isChanged && (
          <>
            <dt>{t.effectNew}</dt>
            <dd aria-live="polite">
              <Throughput policy={after} factors={factors} />{" "}
              {entryText({ before: room.policy, after, factors, now })}
            </dd>
          </>
        )}
      </dl>
      {warningsOf(room.policy, after, now).map((warning) => (
        <p key={warning} class="note warn">
          <Icon name="warn" />
          <span>{t.warnings[warning]}</span>
        </p>
      ))}
      <Basis factors={factors} />
    </div>
  );
}

function Throughput({ policy, factors }: { policy: Policy; factors: Factors }) {
  const t = words().rooms;
  const throughput = throughputOf(policy, factors);
  if (!throughput) return <>{t.unlimited}</>;
  const turns = about(throughput.turnsPerMinute);
  const by = throughput.limitedBy === "capacity" ? t.byCapacity(turns) : t.byRate(turns);
  return (
    <>
      <strong>{t.seatsPerMinute(about(throughput.seatsPerMinute))}</strong> ({by}).
    </>
  );
}

function Basis({ factors }: { factors: Factors }) {
  const t = words().rooms;
  const { paidShare, seatsPerPayment, turnMinutes } = factors;
  const rows = [
    { text: t.paidShare(about(paidShare.value * 100)), isMeasured: paidShare.isMeasured },
    {
      text: t.seatsPerPayment(about(seatsPerPayment.value)),
      isMeasured: seatsPerPayment.isMeasured,
    },
    { text: t.turnMinutes(about(turnMinutes.value)), isMeasured: turnMinutes.isMeasured },
  ];
  return (
    <details>
      <summary>{t.computedFrom}</summary>
      <ul>
        {rows.map(({ text, isMeasured }) => (
          <li key={text}>
            {text} <span class="soft">({isMeasured ? t.measured : t.assumed})</span>
          </li>
        ))}
      </ul>
      <p class="soft">{t.estimateNote}</p>
    </details>
  );
}
