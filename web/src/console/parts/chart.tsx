// A chart over time, with a legend of words; the second line is dashed, so that colour is not all.

import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { count } from "../../format.js";
import { useSignal } from "../signal.js";
import { theme } from "../theme.js";
import { countOrUnknown } from "./numbers.js";
import { seoulMinute, seoulTime } from "./time.js";

export type ChartLine = {
  name: string;
  /** A colour of palette.css. */
  color: "--accent" | "--ok" | "--warn" | "--danger";
  values: readonly (number | null)[];
  /** Has an axis of its own at the right. */
  isRight?: boolean;
};
export type ChartProps = {
  title: string;
  /** Unix seconds. */
  at: readonly number[];
  /** How many seconds are shown. */
  seconds: number;
  lines: readonly ChartLine[];
};

const HEIGHT = 200;
const FONT = "12px system-ui, sans-serif";
const STEPS = [60, 120, 300, 600, 900, 1800, 3600]; // of the axis of time, in seconds
const DASH = [6, 4];

function colorOf(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

function optionsOf(
  element: HTMLElement,
  { seconds, lines }: ChartProps,
  pointed: (index: number | null) => void,
): uPlot.Options {
  const stroke = colorOf(element, "--soft");
  const grid = { stroke: colorOf(element, "--hairline"), width: 1 };
  const axis = { stroke, grid, ticks: grid, font: FONT };
  const values = (_: uPlot, splits: number[]) => splits.map((split) => count(split));
  const range = (_: uPlot, __: number, max: number | null): [number, number] => [
    0,
    Math.max(4, (max ?? 0) * 1.05),
  ];
  const right = lines.some(({ isRight }) => isRight)
    ? [{ ...axis, scale: "right", side: 1 as const, size: 60, values, grid: { show: false } }]
    : [];
  return {
    width: Math.max(200, element.clientWidth),
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true, range: (_, __, max) => [max - seconds, max] },
      y: { range },
      right: { range },
    },
    axes: [
      {
        ...axis,
        incrs: STEPS,
        space: 60,
        values: (_, splits) => splits.map((split) => seoulMinute(split * 1000)),
      },
      { ...axis, size: 60, values },
      ...right,
    ],
    series: [
      {},
      ...lines.map(({ color, isRight }, i) => ({
        stroke: colorOf(element, color),
        width: 2,
        scale: isRight ? "right" : "y",
        points: { show: false },
        ...(i > 0 && { dash: DASH }),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => pointed(cursor.idx ?? null)] },
  };
}

export function Chart(props: ChartProps) {
  const { title, at, seconds, lines } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [index, setIndex] = useState<number | null>(null);
  const look = useSignal(theme);
  const data = (): uPlot.AlignedData => [[...at], ...lines.map(({ values }) => [...values])];

  useEffect(() => {
    const element = place.current!;
    const chart = new uPlot(optionsOf(element, props, setIndex), data(), element);
    plot.current = chart;
    const watch = new ResizeObserver(() =>
      chart.setSize({ width: Math.max(200, element.clientWidth), height: HEIGHT }),
    );
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
  }, [look, seconds, lines.length]);
  useEffect(() => plot.current?.setData(data()), [at]);

  const shown = index !== null && index < at.length ? index : at.length - 1;
  const value = (line: ChartLine, i: number) => countOrUnknown(line.values[i]);
  const summary = lines
    .map((line) => `${line.name} ${value(line, 0)} → ${value(line, at.length - 1)}`)
    .join(", ");
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong>
        {lines.map((line, i) => (
          <span key={line.name} class="legend">
            <svg viewBox="0 0 24 8" aria-hidden="true" data-color={line.color.slice(2)}>
              <path d="M0 4H24" stroke-dasharray={i > 0 ? DASH.join(" ") : undefined} />
            </svg>
            {line.name} <span class="value">{value(line, shown)}</span>
          </span>
        ))}
        {index !== null && at[shown] !== undefined && (
          <span class="soft">{seoulTime(at[shown] * 1000)}</span>
        )}
      </figcaption>
      <div ref={place} role="img" aria-label={`${title}: ${summary}`} />
    </figure>
  );
}
