// The line: the whole sale from joining to buying, on the track that buyers see.

import { count } from "../../format.js";
import { insideText } from "../parts/numbers.js";
import type { Status } from "../stream.js";
import { words } from "../words/index.js";

/** The slots of all rooms; null if one of them admits without limit. */
export function capacityOf(status: Status): number | null {
  if (status.rooms.some(({ mode }) => mode === "NO_QUEUE")) return null;
  return status.rooms.reduce((sum, { capacity }) => sum + capacity, 0);
}

export function Line({ status }: { status: Status }) {
  const t = words().live;
  const capacity = capacityOf(status);
  const joined = status.rooms.reduce((sum, room) => sum + room.joined, 0);
  const admitted = status.rooms.reduce((sum, room) => sum + room.admitted, 0);
  const steps = [
    { name: t.waiting, value: count(status.waiting) },
    { name: t.inside, value: insideText(status.active, capacity) },
    { name: t.held, value: count(status.seatsHeld) },
    { name: t.sold, value: `${count(status.seatsSold)}/${count(status.seatsTotal)}` },
  ];
  const share = joined > 0 ? admitted / joined : 0;
  return (
    <section class="line" aria-label={t.line}>
      <ol>
        {steps.map(({ name, value }) => (
          <li key={name}>
            {name} <strong>{value}</strong>
          </li>
        ))}
      </ol>
      <div class="track" role="img" aria-label={t.admittedOf(count(admitted), count(joined))}>
        <span class="done" style={{ width: `${100 * share}%` }} />
        <span class="dot" style={{ left: `${100 * share}%` }} />
      </div>
    </section>
  );
}
