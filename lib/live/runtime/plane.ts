import type { Markup } from "../../workspace/markup.ts";
import { attributes, drawing, type Style } from "./scene.ts";

/** A rectangle of the picture, in pixels, and the part of the plane that it shows; y grows upwards. */
export interface Plane {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export function toPixels(
  { left, top, width, height, x, y }: Plane,
  at: readonly number[],
): [number, number] {
  return [
    left + width * (at[0] - x[0]) / (x[1] - x[0]),
    top + height * (y[1] - at[1]) / (y[1] - y[0]),
  ];
}

export function fromPixels(
  { left, top, width, height, x, y }: Plane,
  [px, py]: readonly number[],
): [number, number] {
  return [x[0] + (x[1] - x[0]) * (px - left) / width, y[1] - (y[1] - y[0]) * (py - top) / height];
}

export function clampTo({ x, y }: Plane, at: readonly number[]): [number, number] {
  return [Math.min(Math.max(at[0], x[0]), x[1]), Math.min(Math.max(at[1], y[0]), y[1])];
}

export function lineIn(plane: Plane, from: readonly number[], to: readonly number[], style: Style) {
  const [[x1, y1], [x2, y2]] = [from, to].map((at) => toPixels(plane, at));
  return drawing`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"${attributes(style)}/>`;
}

export function boxIn({ left, top, width, height }: Plane, style: Style = {}): Markup {
  return drawing`<rect${attributes({ x: left, y: top, width, height, ...style })}/>`;
}

/** Tenths of a pixel are enough for a path. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

export function pathOf(places: readonly (readonly number[])[]): string {
  return `M${places.map((at) => at.map(tenths).join(" ")).join("L")}`;
}
