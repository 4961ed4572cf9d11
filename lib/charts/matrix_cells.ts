import { fixed } from "./numbers.ts";
import { GROUND, INK, PAPER, ROLE_COLOR } from "./palette.ts";

/** One entry of a matrix that is drawn as a picture. */
export interface MatrixCell {
  /** The row, from 0. */
  row: number;
  /** The column, from 0. */
  column: number;
  /** The number; 1 and 0 for true and false. */
  value: number;
}

/** A square matrix as cells, with the ways to fill and to label them. */
export interface MatrixCells {
  /** The entries, row by row. */
  cells: MatrixCell[];
  /** Whether the entries are truth values. */
  truth: boolean;
  /** How many entries are above 0. */
  marked: number;
  /** The largest number; 1 where none is above 0. */
  largest: number;
  /** The colour of a cell. */
  fill: (cell: MatrixCell) => string;
  /** What stands in a cell. */
  text: (cell: MatrixCell) => string;
  /** The colour of what stands in a cell. */
  ink: (cell: MatrixCell) => string;
}

/**
 * Takes a square matrix apart into cells to draw. Numbers become shades, near is light and far is
 * dark; truth values become filled and empty cells.
 *
 * @param matrix B rows of B numbers or truth values.
 * @returns The cells, and how each looks.
 * @throws {RangeError} When the matrix is empty or not square.
 */
export function matrixCells(
  matrix: readonly (readonly (number | boolean)[])[],
): MatrixCells {
  const size = matrix.length;
  if (size === 0 || matrix.some((row) => row.length !== size)) {
    throw new RangeError(
      `matrix: expected as many columns as rows, at least one, got ${size} rows of ` +
        `${[...new Set(matrix.map((row) => row.length))].join(" or ") || "nothing"}`,
    );
  }
  const cells = matrix.flatMap((row, i) =>
    row.map((value, j) => ({ row: i, column: j, value: Number(value) }))
  );
  const truth = typeof matrix[0][0] === "boolean";
  const largest = Math.max(...cells.map(({ value }) => value)) || 1;
  const marked = cells.filter(({ value }) => value > 0).length;
  return {
    cells,
    truth,
    marked,
    largest,
    fill: ({ value }) => truth ? (value ? ROLE_COLOR.positive : GROUND) : shade(value / largest),
    text: ({ value }) => truth ? (value ? "✓" : "") : cellText(value),
    ink: ({ value }) => value / largest > 0.55 ? PAPER : INK,
  };
}

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
