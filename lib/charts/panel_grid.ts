import type * as Plot from "@observablehq/plot";
import { frame, WIDEST } from "./marks.ts";

/** How large panels are, and what stands around them, in pixels. */
export interface PanelRoom {
  /** The width of a panel. */
  across: number;
  /** The height of a panel. */
  high: number;
  /** To the left of the first column, to the right of the last, above the first row, below the last. */
  margins: readonly [left: number, right: number, top: number, bottom: number];
  /** Between two columns, and between two rows. */
  gaps: readonly [column: number, row: number];
}

/** Where a panel stands, as Plot's facets. */
export interface PanelPlace {
  /** From the left. */
  column: number;
  /** From above. */
  row: number;
}

/** A panel's place for Plot's marks. */
export const FACETS = { fx: "column", fy: "row" } as const;

/** How many panels stand in a row: up to so many, or one where there is no room for more. */
export function columnsIn(widest: number, most: number): number {
  return widest < WIDEST ? 1 : most;
}

/**
 * Lays panels out in rows.
 *
 * @param names What stands above each panel.
 * @param columns How many stand in a row.
 * @param room The size of a panel and what stands around it.
 * @returns `each`: the rows of all panels, each with its panel's place for {@linkcode FACETS}; the
 *   panels' names likewise; and Plot's options for all of them.
 */
export function panelGrid(
  names: readonly string[],
  columns: number,
  { across, high, margins, gaps: [gapX, gapY] }: PanelRoom,
): {
  each: <Row>(rowsOf: (panel: number) => readonly Row[]) => (Row & PanelPlace)[];
  heads: (PanelPlace & { name: string })[];
  plot: Plot.PlotOptions;
} {
  const [left, right, top, bottom] = margins;
  const used = Math.min(columns, names.length);
  const rows = Math.ceil(names.length / used);
  const each = <Row>(rowsOf: (panel: number) => readonly Row[]) =>
    names.flatMap((_, i) =>
      rowsOf(i).map((row) => ({ ...row, column: i % used, row: Math.floor(i / used) }))
    );
  const scale = (count: number, size: number, gap: number) => ({
    axis: null,
    paddingInner: count > 1 ? gap / (size + gap) : 0,
    paddingOuter: 0,
    round: false,
  });
  return {
    each,
    heads: each((i) => [{ name: names[i] }]),
    plot: {
      ...frame(
        left + used * (across + gapX) - gapX + right,
        top + rows * (high + gapY) - gapY + bottom,
        margins,
      ),
      fx: scale(used, across, gapX),
      fy: scale(rows, high, gapY),
    },
  };
}
