// A drawing beside words; screen readers skip it.

const SHAPES = {
  warn: "M12 4 2.5 20h19zm0 6v4m0 3v.01",
  check: "m5 13 4 4L19 7",
  copy: "M9 9h10v11H9zM5 15V4h10",
  pause: "M8 5v14M16 5v14",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m0 4v5l3 2",
  stop: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12h8",
  play: "M8 5l11 7-11 7z",
  moon: "M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5",
};
export type IconName = keyof typeof SHAPES;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
