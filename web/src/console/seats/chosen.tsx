// What can be done with the chosen seats, and why something cannot.

import { count } from "../../format.js";
import { ActButton } from "../parts/button.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import type { Choice } from "./choice.js";
import { SEATS_MAX, type Seat, type Status } from "./hall.js";

export type ChosenProps = {
  session: Session;
  choice: Choice;
  /** Of the whole section. */
  seats: readonly Seat[];
  onChange: (change: "hold-back" | "put-on-sale", seats: readonly Seat[]) => Promise<void>;
};

export function Chosen({ session, choice, seats, onChange }: ChosenProps) {
  const t = words().seats;
  const chosen = (status: Status) => choice.seats.filter((seat) => seat.status === status);
  const [free, back] = [chosen("AVAILABLE"), chosen("HELD_BACK")];
  const numbersOf = (status: Status) =>
    seats.filter((seat) => seat.status === status).map(({ number }) => number);
  const isTaken = free.length + back.length < choice.seats.length;
  const mayChange = (some: readonly Seat[]) =>
    !isTaken && some.length > 0 && some.length <= SEATS_MAX;
  return (
    <div>
      <p role="status">
        <strong>
          {choice.seats.length > 0 ? t.selected(count(choice.seats.length)) : t.nothingSelected}
        </strong>
        <Why choice={choice} free={free.length} back={back.length} />
      </p>
      <div class="row">
        <ActButton
          session={session}
          scope="seats:write"
          disabled={!mayChange(free)}
          onClick={() => onChange("hold-back", free)}
        >
          {t.holdBack}
        </ActButton>
        <ActButton
          session={session}
          scope="seats:write"
          disabled={!mayChange(back)}
          onClick={() => onChange("put-on-sale", back)}
        >
          {t.putOnSale}
        </ActButton>
        {isTaken && choice.seats.length > 1 && (
          <button
            type="button"
            class="text"
            onClick={() => choice.set([...free, ...back].map(({ number }) => number))}
          >
            {t.leaveOut}
          </button>
        )}
        <button type="button" class="text" onClick={() => choice.set(numbersOf("AVAILABLE"))}>
          {t.selectFree}
        </button>
        <button type="button" class="text" onClick={() => choice.set(numbersOf("HELD_BACK"))}>
          {t.selectHeldBack}
        </button>
        {choice.seats.length > 0 && (
          <button type="button" class="text" onClick={choice.clear}>
            {t.clear}
          </button>
        )}
      </div>
    </div>
  );
}

/** Why neither or only one change is possible. */
function Why({ choice, free, back }: { choice: Choice; free: number; back: number }) {
  const t = words().seats;
  const taken = choice.seats.length - free - back;
  let text = "";
  if (taken > 0 && choice.seats.length > 1) text = t.takenChosen(count(taken));
  else if (Math.max(free, back) > SEATS_MAX) text = t.tooMany(count(SEATS_MAX));
  return text ? <span class="soft"> {text}</span> : null;
}
