// What needs the operator: the alerts of rules.ts, each with the page where something can be done.

import { useEffect, useRef, useState } from "preact/hooks";
import { count } from "../../format.js";
import { lastAudit } from "../audited.js";
import { Icon } from "../parts/icon.js";
import { hashOf } from "../route.js";
import { type Alert, alertsOf, keyOf } from "../rules.js";
import { useSignal } from "../signal.js";
import { live } from "../stream.js";
import { words } from "../words/index.js";

function textOf(alert: Alert): string {
  const t = words().alerts;
  switch (alert.rule) {
    case "refusing":
      return t.refusing(alert.percent.toFixed(1));
    case "no-shows":
      return t.noShows(String(Math.round(alert.percent)));
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

export function Alerts() {
  const { samples, status } = useSignal(live);
  const alerts = alertsOf(samples, useSignal(lastAudit));
  const t = words().alerts;
  const hasRooms = (status?.rooms.length ?? 0) > 1;
  return (
    <section class="alerts">
      <h2>{words().frame.alerts}</h2>
      {alerts.length === 0 && <p class="soft">{t.none}</p>}
      <ul>
        {alerts.map((alert) => {
          const { href, text } = linkOf(alert);
          return (
            <li key={keyOf(alert)} class={`note ${alert.rule === "seats-back" ? "ok" : "warn"}`}>
              <Icon name={alert.rule === "seats-back" ? "check" : "warn"} />
              <span>
                {hasRooms && "roomId" in alert && <strong>{alert.roomId}: </strong>}
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
