import type { PlaneBounds } from "../../charts/plane.ts";
import type { Frame, Plane } from "./program.ts";

/** Room left of the square for its axis, between square and column, and at the right. */
const [AXIS, GAP, EDGE] = [40, 20, 16];

/** Where a figure's two parts stand. */
export interface SquareAndColumn {
  /** Whether the column is beside the square, and not below it. */
  wide: boolean;
  /** The square's side, in pixels. */
  side: number;
  /** The square that shows the bounds. */
  plane: Plane;
  /** Where the column of numbers begins, and how wide it is. */
  column: { left: number; top: number; width: number };
}

/**
 * The layout of a figure with a square of the plane and a column of numbers: beside each other where
 * there is room, else the column below.
 *
 * @param frame How wide the figure is.
 * @param bounds What the square shows.
 * @param options `wide`: from which width on the column stands beside; `column`: its width there;
 * `top`: room above the square; `below`: room between square and column where it stands below.
 * @returns The places.
 */
export function squareAndColumn(
  frame: Frame,
  bounds: PlaneBounds,
  options: { wide: number; column: number; top: number; below: number },
): SquareAndColumn {
  const wide = frame.width >= options.wide;
  const beside = wide ? options.column + EDGE : 0;
  const side = Math.max(frame.width - AXIS - EDGE - beside, 120);
  const { top } = options;
  return {
    wide,
    side,
    plane: {
      left: AXIS,
      top,
      width: side,
      height: side,
      x: [bounds.left, bounds.right],
      y: [bounds.bottom, bounds.top],
    },
    column: wide
      ? { left: AXIS + side + GAP, top: 14, width: options.column }
      : { left: EDGE, top: top + side + options.below, width: frame.width - 2 * EDGE },
  };
}
