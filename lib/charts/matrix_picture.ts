import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { CELL, CELL_COLOR, CELL_TEXT, cellFrame, matrixCells } from "./matrix_cells.ts";
import { frame } from "./marks.ts";
import { significant } from "./numbers.ts";

/** Options of {@linkcode matrixPicture}. */
export type MatrixPictureOptions = Titled & {
  /** What stands beside each row and above each column. Default: the row's number. */
  names?: readonly string[];
  /** What the cells are, for the description: `distances`, `anchor-positive pairs`. */
  what: string;
  /** What the rows are, beside the axis; `anchor` by default, nothing when empty. */
  rows?: string;
};

/**
 * A square matrix as a picture: numbers as shades with the number written in, truth values as cells.
 *
 * @throws {RangeError} When the matrix is empty or not square.
 *
 * @example
 * ```ts
 * import { matrixPicture } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const picture = matrixPicture([[0, 5], [5, 0]], { title: "Distances", what: "distances" });
 * assertStringIncludes(picture.toSvg(), "<svg");
 * ```
 */
export function matrixPicture(
  matrix: readonly (readonly (number | boolean)[])[],
  options: MatrixPictureOptions,
): Figure {
  const { title, what, rows = "anchor", names } = titled(options, "title what rows names");
  const { cells, truth, marked, largest } = matrixCells(matrix);
  const size = matrix.length;
  const side = Math.min(44, 360 / size);
  const tick = { tickFormat: (i: number) => (names ? names[i] : String(i)) ?? "", tickSize: 0 };
  return new Figure({
    title,
    alt: truth
      ? `A grid of ${size} by ${size} cells, ${marked} of them marked: the ${what}.`
      : `A grid of ${size} by ${size} shaded cells: the ${what}, 0 to ${significant(largest, 4)}.`,
    data: matrix,
    plot: {
      ...frame(Math.max(320, size * side + 90), size * side + 70, [64, 16, 44, 8]),
      x: { axis: "top", label: null, ...tick },
      y: { label: rows || null, labelArrow: "none", ...tick },
      marks: [Plot.cell(cells, CELL), size <= 12 ? Plot.text(cells, CELL_TEXT) : null, cellFrame()],
      color: CELL_COLOR,
    },
  });
}
