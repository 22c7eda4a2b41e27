// A section as rows of buttons. One tab stop; arrows move, as they do in the buyers' list.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { words } from "../words/index.js";
import type { Choice } from "./choice.js";
import { type Row, type Seat, seatOf } from "./hall.js";
import { seatName, statusText } from "./names.js";

type Spot = { row: number; column: number }; // column 0 is the row's own button

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

function within(rows: readonly Row[], { row, column }: Spot): Spot {
  const inside = (value: number, max: number) => Math.min(Math.max(value, 0), max);
  const to = inside(row, rows.length - 1);
  return { row: to, column: inside(column, rows[to]?.seats.length ?? 0) };
}

function moved(rows: readonly Row[], { row, column }: Spot, key: string): Spot | null {
  if (key === "Home") return { row, column: 0 };
  if (key === "End") return within(rows, { row, column: Infinity });
  const step = STEPS[key];
  return step ? within(rows, { row: row + step[0], column: column + step[1] }) : null;
}

/** Of the first seat that is chosen, else of the first. */
function spotOf(rows: readonly Row[], { numbers }: Choice): Spot {
  for (const [row, { seats }] of rows.entries()) {
    const at = seats.findIndex(({ number }) => numbers.has(number));
    if (at >= 0) return { row, column: at + 1 };
  }
  return { row: 0, column: 1 };
}

export function Plan({ rows, choice }: { rows: readonly Row[]; choice: Choice }) {
  const t = words().seats;
  const [wanted, setSpot] = useState<Spot>(() => spotOf(rows, choice));
  const moves = useRef(0);
  const here = useRef<HTMLButtonElement>(null);
  const spot = within(rows, wanted);
  // Seats that an address has chosen may be far down.
  useLayoutEffect(() => {
    if (choice.seats.length > 0) here.current?.scrollIntoView({ block: "nearest" });
  }, []);
  // Before the next key: a focus that comes later would take the step back.
  useLayoutEffect(() => {
    if (moves.current > 0) here.current?.focus();
  }, [moves.current]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return choice.clear();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(rows, spot, event.key);
    if (!next) return;
    event.preventDefault();
    const seatAt = ({ row, column }: Spot) => rows[row]?.seats[column - 1]?.number;
    const [from, to] = [seatAt(spot), seatAt(next)];
    if (event.shiftKey && from !== undefined && to !== undefined) choice.extend(from, to);
    moves.current += 1;
    setSpot(next);
  };
  const at = (row: number, column: number) => {
    const isHere = spot.row === row && spot.column === column;
    return {
      tabIndex: isHere ? 0 : -1,
      ...(isHere && { ref: here }),
      onFocus: () => setSpot({ row, column }),
    };
  };
  return (
    <>
      <p class="soft" id="plan-help">
        {t.planHelp}
      </p>
      <div
        class="seat-plan"
        role="group"
        aria-label={t.plan}
        aria-describedby="plan-help"
        onKeyDown={onKeyDown}
      >
        {rows.map(({ name, seats }, row) => (
          <div key={name} class="seat-row" role="group" aria-label={t.rowName(name)}>
            <button
              {...at(row, 0)}
              type="button"
              class="row-button"
              aria-label={t.selectRow(name)}
              onClick={() => choice.pressAll(seats.map(({ number }) => number))}
            >
              {t.rowName(name)}
            </button>
            {seats.map((seat, i) => (
              <SeatButton key={seat.number} seat={seat} choice={choice} at={at(row, i + 1)} />
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

type SeatButtonProps = {
  seat: Seat;
  choice: Choice;
  at: { tabIndex: number; ref?: { current: HTMLButtonElement | null }; onFocus: () => void };
};

function SeatButton({ seat, choice, at }: SeatButtonProps) {
  return (
    <button
      {...at}
      type="button"
      class="seat-button"
      data-status={seat.status}
      aria-pressed={choice.numbers.has(seat.number)}
      aria-label={words().seats.spoken(seatName(seat), statusText(seat))}
      onClick={(event) => choice.press(seat.number, event.shiftKey)}
    >
      {seatOf(seat)}
    </button>
  );
}
