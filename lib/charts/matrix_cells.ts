import type { Markish } from "@observablehq/plot";
import { checkLike, refuseValue } from "../checks/mod.ts";
import { Plot } from "./plot.ts";
import { fixed } from "./numbers.ts";
import { GROUND, INK, PAPER, QUIET, ROLE_COLOR } from "./palette.ts";

/** Cells of a square matrix: shades of its numbers, or filled and empty ones for truth values. */
export function matrixCells(matrix: readonly (readonly (number | boolean)[])[]) {
  checkLike(matrix, "matrix", [[true]]);
  const size = matrix.length;
  const odd = matrix.find((row) => row.length !== size);
  if (odd) refuseValue(`${size} rows of ${odd.length}`, "matrix", "as many columns as rows");
  const values = matrix.flat().map(Number);
  const truth = typeof matrix[0][0] === "boolean";
  const largest = Math.max(...values) || 1;
  const cells = values.map((value, i) => ({
    column: i % size,
    row: Math.floor(i / size),
    fill: truth ? (value ? ROLE_COLOR.positive : GROUND) : shade(value / largest),
    text: truth ? (value ? "✓" : "") : cellText(value),
    ink: value / largest > 0.55 ? PAPER : INK,
  }));
  return { cells, truth, marked: values.filter((value) => value > 0).length, largest };
}

/** The look of cells, whose colours are given as they are drawn, and of what stands in them. */
export const CELL = { x: "column", y: "row", inset: 0.75, fill: "fill" } as const;
export const CELL_TEXT = { x: "column", y: "row", text: "text", fill: "ink", fontSize: 11 };
export const CELL_COLOR = { type: "identity" } as const;

export const cellFrame = (): Markish => Plot.frame({ stroke: QUIET, strokeOpacity: 0.3 });

/** Two decimals; what they would make 0 of is shown by its power of ten. */
function cellText(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 0.005 ? value.toExponential(0) : fixed(value);
}

/** White to dark blue: near is light, far is dark. */
function shade(share: number): string {
  const mix = (from: number, to: number) => Math.round(from + (to - from) * share);
  return `rgb(${mix(247, 8)}, ${mix(251, 48)}, ${mix(255, 107)})`;
}
