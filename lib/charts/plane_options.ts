import type * as Plot from "@observablehq/plot";
import { upwards } from "./marks.ts";
import type { PlaneBounds } from "./plane.ts";

/** What {@linkcode planeOptions} gives: Plot's options, and how many pixels a unit takes. */
export interface PlaneOptions {
  scale: number;
  options: Plot.PlotOptions & { width: number; height: number };
}

/**
 * Plot's options for a rectangle of the plane in which both axes have one scale, so that a circle is
 * round and distances on paper are distances.
 *
 * @param bounds The rectangle.
 * @param widest The width that there is, in pixels, axes included.
 * @param size The most pixels across and down that it may take, the least across, and about how many
 *   ticks an axis has.
 * @returns The options, without marks.
 */
export function planeOptions(
  { left, right, bottom, top }: PlaneBounds,
  widest: number,
  { across = 480, down = 440, narrowest = 260, ticks = 6 }: {
    across?: number;
    down?: number;
    narrowest?: number;
    ticks?: number;
  } = {},
): PlaneOptions {
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
    },
  };
}
