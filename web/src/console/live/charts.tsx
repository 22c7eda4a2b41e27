// People, and seats, over the last ten minutes or the last hour.

import { useMemo, useState } from "preact/hooks";
import { Chart } from "../parts/chart.js";
import { words } from "../words/index.js";
import { KEPT_SECONDS, type Seconds, lastOf } from "./series.js";

const SHORT_SECONDS = 600;

export function Charts({ columns }: { columns: Seconds }) {
  const [seconds, setSeconds] = useState(SHORT_SECONDS);
  const t = words().live;
  const shown = useMemo(() => lastOf(columns, seconds), [columns, seconds]);
  const choices = [
    { value: SHORT_SECONDS, text: t.tenMinutes },
    { value: KEPT_SECONDS, text: t.oneHour },
  ];
  return (
    <section class="charts">
      <div class="row" role="group" aria-label={t.range}>
        {choices.map(({ value, text }) => (
          <button
            key={value}
            type="button"
            class="switch"
            aria-pressed={value === seconds}
            onClick={() => setSeconds(value)}
          >
            {text}
          </button>
        ))}
      </div>
      <div class="pair">
        <Chart
          title={t.people}
          at={shown.at}
          seconds={seconds}
          lines={[
            { name: t.waiting, color: "--accent", values: shown.waiting },
            { name: t.insideRight, color: "--ok", values: shown.active, isRight: true },
          ]}
        />
        <Chart
          title={t.seats}
          at={shown.at}
          seconds={seconds}
          lines={[
            { name: t.held, color: "--accent", values: shown.held },
            { name: t.tileSoldPerMinute, color: "--ok", values: shown.seatsPerMinute },
          ]}
        />
      </div>
    </section>
  );
}
