// What needs the operator: the alerts of rules.ts, each with the page where something can be done.

import { useEffect, useRef, useState } from "preact/hooks";
import { count } from "../../format.js";
import { lastAudit } from "../audited.js";
import { Icon } from "../parts/icon.js";
import { hashOf } from "../route.js";
import { duration } from "../rooms/facts.js";
import { type Alert, type NoEntry, alertsOf, keyOf } from "../rules.js";
import type { Session } from "../session.js";
import { useSignal } from "../signal.js";
import { live } from "../stream.js";
import { words } from "../words/index.js";

/** The time in steps of ten seconds, later of minutes: it is read, not watched. */
function noEntryText({ roomId, seconds, active, capacity, waiting }: NoEntry): string {
  const t = words().alerts;
  const isShort = seconds < 300;
  const shown = seconds - (seconds % (isShort ? 10 : 60));
  const time = isShort ? words().rooms.inSeconds(count(shown)) : duration(shown);
  const inside =
    active > capacity
      ? t.insideOver(count(active), count(capacity))
      : t.insideFull(count(active), count(capacity));
  return t.noEntry(roomId, time, inside, count(waiting), waiting);
}

function textOf(alert: Alert): string {
  const t = words().alerts;
  switch (alert.rule) {
    case "refusing":
      return t.refusing(alert.percent.toFixed(1));
    case "no-shows":
      return t.noShows(String(Math.round(alert.percent)));
    case "no-entry":
      return noEntryText(alert);
    case "not-buying":
      return t.notBuying;
    case "seats-back":
      return t.seatsBack(count(alert.seats), alert.seats);
    case "audit":
      return t.audit(count(alert.violations), alert.violations);
  }
}

function linkOf(alert: Alert): { href: string; text: string } {
  const t = words().alerts;
  switch (alert.rule) {
    case "not-buying":
      return { href: hashOf("seats"), text: t.toSeats };
    case "audit":
      return { href: hashOf("audit"), text: t.toAudit };
    case "refusing":
      return { href: hashOf("rooms"), text: t.toRooms };
    default:
      return { href: hashOf("rooms", alert.roomId), text: t.toRooms };
  }
}

export function Alerts({ session }: { session: Session }) {
  const { samples, status } = useSignal(live);
  const alerts = alertsOf(samples, useSignal(lastAudit));
  const t = words().alerts;
  const hasRooms = (status?.rooms.length ?? 0) > 1;
  return (
    <section class="alerts">
      <h2>{words().frame.alerts}</h2>
      {alerts.length === 0 && <p class="soft">{session.may("metrics") ? t.none : t.unseen}</p>}
      <ul>
        {alerts.map((alert) => {
          const { href, text } = linkOf(alert);
          return (
            <li key={keyOf(alert)} class={`note ${alert.rule === "seats-back" ? "ok" : "warn"}`}>
              <Icon name={alert.rule === "seats-back" ? "check" : "warn"} />
              <span>
                {hasRooms && "roomId" in alert && alert.rule !== "no-entry" && (
                  <strong>{alert.roomId}: </strong>
                )}
                {textOf(alert)} <a href={href}>{text}</a>
              </span>
            </li>
          );
        })}
      </ul>
      <Spoken alerts={alerts} />
    </section>
  );
}

/** Read aloud when an alert begins, not when its figures change. */
function Spoken({ alerts }: { alerts: readonly Alert[] }) {
  const known = useRef(new Set<string>());
  const [text, setText] = useState("");
  const keys = alerts.map(keyOf).join("\n");
  useEffect(() => {
    const added = alerts.filter((alert) => !known.current.has(keyOf(alert)));
    known.current = new Set(alerts.map(keyOf));
    if (added.length > 0) setText(added.map(textOf).join(" "));
  }, [keys]);
  return (
    <p class="spoken" aria-live="polite">
      {text}
    </p>
  );
}
