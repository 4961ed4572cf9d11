import type { Plane } from "./program.ts";

/** Where a point of the plane is in the picture. */
export function toPixels(
  { left, top, width, height, x, y }: Plane,
  at: readonly number[],
): [number, number] {
  return [
    left + width * (at[0] - x[0]) / (x[1] - x[0]),
    top + height * (y[1] - at[1]) / (y[1] - y[0]),
  ];
}

/** Which point of the plane a place in the picture is, the nearest one inside the rectangle. */
export function fromPixels(
  { left, top, width, height, x, y }: Plane,
  [px, py]: readonly number[],
): [number, number] {
  return clampTo({ x, y }, [
    x[0] + (x[1] - x[0]) * (px - left) / width,
    y[1] - (y[1] - y[0]) * (py - top) / height,
  ]);
}

/** The nearest point inside a plane's rectangle. */
export function clampTo(
  { x, y }: Pick<Plane, "x" | "y">,
  at: readonly number[],
): [number, number] {
  return [Math.min(Math.max(at[0], x[0]), x[1]), Math.min(Math.max(at[1], y[0]), y[1])];
}

/** Tenths of a pixel are enough for a path. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

/** A path through places of the picture. */
export function pathOf(places: readonly (readonly number[])[]): string {
  return `M${places.map((at) => at.map(tenths).join(" ")).join("L")}`;
}
