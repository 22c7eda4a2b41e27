// A section as a table, one seat a line: the equal of the plan, with who holds or has bought each seat.

import { mask } from "../buyer/mask.js";
import { when } from "../parts/time.js";
import { type Column, Table } from "../parts/table.js";
import { words } from "../words/index.js";
import type { Choice } from "./choice.js";
import { type Seat, seatOf } from "./hall.js";
import { seatName } from "./names.js";

export type ListProps = {
  section: string;
  /** The names of the levels by their ids. */
  levels: Readonly<Record<string, string>>;
  seats: readonly Seat[];
  choice: Choice;
};

export function List({ section, levels, seats, choice }: ListProps) {
  const t = words().seats;
  return (
    <Table
      caption={t.seatsCaption(section)}
      columns={columnsOf(choice, levels)}
      rows={seats}
      keyOf={({ number }) => number}
      empty={t.noSeats}
      classOf={({ number }) => (choice.numbers.has(number) ? "chosen" : undefined)}
    />
  );
}

function columnsOf(choice: Choice, levels: ListProps["levels"]): Column<Seat>[] {
  const t = words().seats;
  return [
    {
      title: t.choose,
      cell: (seat) => (
        <input
          type="checkbox"
          checked={choice.numbers.has(seat.number)}
          aria-label={seatName(seat)}
          onClick={(event) => choice.press(seat.number, event.shiftKey)}
        />
      ),
    },
    { title: t.row, cell: ({ row }) => row },
    { title: t.seat, isHead: true, cell: seatOf },
    { title: t.level, cell: ({ categoryId }) => levels[categoryId] ?? categoryId },
    {
      title: t.status,
      cell: ({ status }) => (
        <span class="seat-status" data-status={status}>
          {t.statuses[status]}
        </span>
      ),
    },
    { title: t.until, cell: ({ heldUntil }) => heldUntil && when(heldUntil) },
    { title: t.booking, cell: ({ bookingNumber }) => bookingNumber },
    { title: t.buyer, cell: ({ userId }) => userId !== null && mask(userId) },
  ];
}
