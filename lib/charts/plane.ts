import { checkLike, refuseValue } from "../checks/mod.ts";
import type * as Plot from "@observablehq/plot";
import { upwards } from "./marks.ts";
import type { classMeans, PlaneBounds } from "./points.ts";

/** Refuses what is not rows of two numbers. */
export function checkPlane(points: readonly (readonly number[])[], name: string): void {
  checkLike(points, name, [[0]]);
  const odd = points.findIndex((point) => point.length !== 2);
  const got = points[odd]?.join(", ");
  if (odd >= 0) refuseValue(`[${got}]`, name, `2 finite numbers in row ${odd}`);
}

/** Options for a part of the plane, one scale for both axes, and how many pixels a unit takes. */
export function planeOptions(
  { left, right, bottom, top }: PlaneBounds,
  widest: number,
  { across = 480, down = 440, narrowest = 260, ticks = 6 }: Partial<
    Record<"across" | "down" | "narrowest" | "ticks", number>
  > = {},
) {
  const margin = { marginLeft: 50, marginRight: 20, marginTop: 20, marginBottom: 36 };
  const room = widest - margin.marginLeft - margin.marginRight;
  const scale = Math.min(Math.min(across, room) / (right - left), down / (top - bottom));
  // A narrow rectangle still leaves room for its title.
  const spare = Math.max(0, Math.min(narrowest, room) / scale - (right - left)) / 2;
  const axis = { grid: true, ticks };
  return {
    scale,
    options: {
      ...margin,
      width: (right - left + 2 * spare) * scale + margin.marginLeft + margin.marginRight,
      height: (top - bottom) * scale + margin.marginTop + margin.marginBottom,
      x: upwards("first coordinate", { ...axis, domain: [left - spare, right + spare] }),
      y: upwards("second coordinate", { ...axis, domain: [bottom, top] }),
    } satisfies Plot.PlotOptions,
  };
}

/** Where the classes are, in words. */
export function classPlaces(
  means: ReturnType<typeof classMeans>,
  className: (label: number) => string,
): string {
  return means.map(({ label, x, y }) => `${className(label)} at (${x.toFixed(1)}, ${y.toFixed(1)})`)
    .join(", ");
}
