// The members that a change changed, each from one value to the other.

import type { Action } from "./difference.js";
import { linesOf } from "./texts.js";

const SHORT = 60;

/** `isShort`: long values are cut; the page of all changes has them. */
export function Lines({ action, isShort }: { action: Action; isShort?: boolean }) {
  const lines = linesOf(action);
  if (lines.length === 0) return null;
  const cut = (text: string) =>
    isShort && text.length > SHORT ? `${[...text].slice(0, SHORT).join("")}…` : text;
  return (
    <ul class="lines">
      {lines.map(({ name, from, to }) => (
        <li key={name}>
          <span class="soft">{name}:</span> {cut(from)} → <strong>{cut(to)}</strong>
        </li>
      ))}
    </ul>
  );
}
