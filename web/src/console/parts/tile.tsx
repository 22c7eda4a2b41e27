// One large number with its name and, below it, the last ten minutes.

import { Icon } from "./icon.js";
import { Sparkline } from "./sparkline.js";

export type TileProps = {
  label: string;
  /** As people read it; "–" while unknown. */
  value: string;
  note?: string;
  /** Oldest first. */
  points?: readonly (number | null)[];
  tone?: "warn" | "danger" | undefined;
};

export function Tile({ label, value, note, points, tone }: TileProps) {
  return (
    <div class="tile" data-tone={tone}>
      <dt>
        {tone && <Icon name="warn" />}
        {label}
      </dt>
      <dd>
        <span>
          <span class="figure">{value}</span>
          {/* The space is outside, so that a long note goes into a line of its own. */}
          {note && " "}
          {note && <span class="soft">{note}</span>}
        </span>
        {points && <Sparkline points={points} />}
      </dd>
    </div>
  );
}
