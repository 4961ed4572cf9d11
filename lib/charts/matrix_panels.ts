import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { CELL, CELL_COLOR, CELL_TEXT, cellFrame, matrixCells } from "./matrix_cells.ts";
import { checkNames } from "./marks.ts";
import { significant } from "./numbers.ts";
import { columnsIn, panelGrid } from "./panel_grid.ts";

/** What a row is and a column, and B rows of B numbers or truth values. */
export type MatrixPanel = {
  name: string;
  matrix: readonly (readonly (number | boolean)[])[];
};

/**
 * Matrices of one size side by side, each as `matrixPicture` draws it.
 *
 * @throws {RangeError} When two have one name, or they are not square, of one size and 1 to 12 rows.
 *
 * @example
 * ```ts
 * import { matrixPanels } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const panels = [
 *   { name: "distances", matrix: [[0, 5], [5, 0]] },
 *   { name: "one class", matrix: [[true, false], [false, true]] },
 * ];
 * const figure = matrixPanels(panels, { title: "Two", names: ["a", "b"] });
 * assertStringIncludes(figure.spec.alt, "distances: 0 to 5; one class: 2 of 4 marked");
 * ```
 */
export function matrixPanels(
  panels: readonly MatrixPanel[],
  options: Titled & { names?: readonly string[] },
): Figure {
  const { title, names } = titled(options, "title names");
  checkNames("panels", panels, { matrix: [[true]] });
  const size = panels[0].matrix.length;
  const drawn = panels.map(({ name, matrix }) => {
    if (matrix.length !== size || size > 12) {
      throw new RangeError(`panels: expected one size up to 12, got ${matrix.length} in "${name}"`);
    }
    return { name, ...matrixCells(matrix) };
  });
  const side = size * Math.max(26, 190 / size);
  const named = (i: number) => (names ? names[i] : String(i)) ?? "";
  const tick = { label: null, tickFormat: named, tickSize: 0 };
  return new Figure({
    title,
    alt: `Grids of ${size} by ${size} cells. ` +
      drawn.map(({ name, cells, truth, marked, largest }) =>
        `${name}: ` +
        (truth ? `${marked} of ${cells.length} marked` : `0 to ${significant(largest, 4)}`)
      ).join("; ") + ".",
    data: panels,
    plot: (widest) => {
      const { mark, heads, plot } = panelGrid(drawn, columnsIn(widest, panels.length), {
        ...{ across: side, high: side, margins: [34, 8, 58, 8], gaps: [26, 66] },
      });
      return {
        ...plot,
        x: { axis: "top", ...tick },
        y: tick,
        marks: [
          mark(Plot.cell, "cells", CELL),
          mark(Plot.text, "cells", CELL_TEXT),
          heads({ dy: -42 }),
          cellFrame(),
        ],
        color: CELL_COLOR,
      };
    },
  });
}
