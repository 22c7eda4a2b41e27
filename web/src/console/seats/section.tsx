// The seats of one section: plan or list, what is chosen, what can be done with it.

import { useEffect, useMemo, useState } from "preact/hooks";
import { count } from "../../format.js";
import { NotRead } from "../parts/problem.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Done, changeSeats, releaseHold } from "./acts.js";
import { useChoice } from "./choice.js";
import { Chosen } from "./chosen.js";
import { Detail } from "./detail.js";
import { STATUSES, type Seat, holdOf, rowsOf } from "./hall.js";
import { List } from "./list.js";
import { Plan } from "./plan.js";
import { useSection } from "./read.js";

type View = "plan" | "list";
export type SectionProps = {
  session: Session;
  showId: string;
  section: string;
  /** The names of the levels by their ids. */
  levels: Readonly<Record<string, string>>;
  /** The seats that are chosen at the beginning. */
  arrival: readonly number[];
};

export function SectionSeats(props: SectionProps) {
  const { session, showId, section } = props;
  const { data, error, again } = useSection(session, showId, section);
  if (!data) return <NotRead error={error} again={again} />;
  return (
    <>
      {error !== undefined && <p class="note warn">{words().seats.old}</p>}
      <Seats {...props} seats={data} again={again} />
    </>
  );
}

type SeatsProps = SectionProps & { seats: readonly Seat[]; again: () => void };

function Seats({ session, showId, section, levels, arrival, seats, again }: SeatsProps) {
  const t = words().seats;
  const [view, setView] = useState<View>("plan");
  const [refusal, setRefusal] = useState<string | null>(null);
  const rows = useMemo(() => rowsOf(seats), [seats]);
  const choice = useChoice(seats, arrival);
  const isOne = choice.seats.length === 1 || holdOf(choice.seats) !== undefined;
  const chosen = [...choice.numbers].join();
  useEffect(() => setRefusal(null), [chosen]); // it was about another choice
  const settle = (done: Done) => {
    setRefusal(done.refusal);
    if (done.isChanged) choice.clear();
    again();
  };
  if (seats.length === 0) return <p>{t.noSeats}</p>;
  return (
    <>
      <Legend seats={seats} />
      <div class="row" role="group" aria-label={t.view}>
        {(["plan", "list"] as const).map((name) => (
          <button
            key={name}
            type="button"
            class="switch"
            aria-pressed={view === name}
            onClick={() => setView(name)}
          >
            {t[name]}
          </button>
        ))}
      </div>
      {view === "plan" ? (
        <Plan rows={rows} choice={choice} />
      ) : (
        <List section={section} levels={levels} seats={seats} choice={choice} />
      )}
      <div class="chosen-bar">
        {refusal !== null && (
          <p class="note warn" role="alert">
            {refusal}
          </p>
        )}
        {isOne && (
          <Detail
            session={session}
            seats={choice.seats}
            levels={levels}
            onRelease={async (reservation) =>
              settle(await releaseHold(session, reservation, seats))
            }
          />
        )}
        <Chosen
          session={session}
          choice={choice}
          seats={seats}
          onChange={async (change, some) =>
            settle(await changeSeats(session, showId, change, some, seats))
          }
        />
      </div>
    </>
  );
}

function Legend({ seats }: { seats: readonly Seat[] }) {
  const t = words().seats;
  return (
    <ul class="seat-legend">
      {STATUSES.map((status) => (
        <li key={status}>
          <span class="seat-status" data-status={status}>
            {t.statuses[status]} {count(seats.filter((seat) => seat.status === status).length)}
          </span>
        </li>
      ))}
    </ul>
  );
}
