// A line without axes; what it shows stands beside it as a number.

export const WIDTH = 120;
export const HEIGHT = 24;

/**
 * The path of the points from left to right, the largest at the top; a gap where a point is null.
 */
export function pathOf(points: readonly (number | null)[]): string {
  const top = Math.max(1, ...points.map((point) => point ?? 0));
  const step = WIDTH / Math.max(1, points.length - 1);
  let path = "";
  let isDown = false;
  points.forEach((point, at) => {
    if (point !== null) {
      const y = HEIGHT - 1 - (point / top) * (HEIGHT - 2);
      path += `${isDown ? "L" : "M"}${(at * step).toFixed(1)} ${y.toFixed(1)}`;
    }
    isDown = point !== null;
  });
  return path;
}

export function Sparkline({ points }: { points: readonly (number | null)[] }) {
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={pathOf(points)} />
    </svg>
  );
}
