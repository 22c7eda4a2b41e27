// The members that a change changed, each from one value to the other.

import type { Action } from "./difference.js";
import { linesOf } from "./texts.js";

export function Lines({ action }: { action: Action }) {
  const lines = linesOf(action);
  if (lines.length === 0) return null;
  return (
    <ul class="lines">
      {lines.map(({ name, from, to }) => (
        <li key={name}>
          <span class="soft">{name}:</span> {from} → <strong>{to}</strong>
        </li>
      ))}
    </ul>
  );
}
