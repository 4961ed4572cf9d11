import * as Plot from "@observablehq/plot";
import { caption, checkNames } from "./marks.ts";

/** How large a panel is and what stands around it, in pixels. */
export interface PanelRoom {
  /** The width of a panel. */
  across: number;
  /** The height of a panel. */
  high: number;
  /** To the left of the first column: the axis. */
  left: number;
  /** To the right of each panel: the names of its lines. */
  names: number;
  /** To the left of each further column, where each panel has an axis of its own. Default 0. */
  axis?: number;
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

/** Panels side by side, in rows of two: a phone shows more of them only too small to read. */
const COLUMNS = 2;

/** Above each panel, its name; below the last row, the x axis. */
const [NAME, BOTTOM] = [38, 42];

/**
 * Lays panels out in rows of two, each with its name above it.
 *
 * @param names What stands above each panel.
 * @param room The size of a panel and what stands around it.
 * @returns Where each panel stands, a mark that draws the names, and Plot's options for all of them;
 *   marks have their facets by `fx: "column", fy: "row"`.
 * @throws {RangeError} When there is no panel, or two have one name.
 */
export function panelGrid(
  names: readonly string[],
  { across, high, left, names: beside, axis = 0 }: PanelRoom,
): { places: PanelPlace[]; names: Plot.Markish; plot: Plot.PlotOptions } {
  if (names.length === 0) throw new RangeError("panels: expected at least one, got none");
  checkNames("panels", names.map((name) => ({ name })));
  const columns = Math.min(names.length, COLUMNS);
  const rows = Math.ceil(names.length / columns);
  const places = names.map((_, i) => ({ column: i % columns, row: Math.floor(i / columns) }));
  const scale = (count: number, size: number, gap: number) => ({
    axis: null,
    domain: Array.from({ length: count }, (_, i) => i),
    padding: count > 1 ? gap / (size + gap) : 0,
  });
  return {
    places,
    names: caption(names.map((name, i) => ({ name, ...places[i] })), { ...FACETS, text: "name" }),
    plot: {
      width: left + columns * (across + beside) + (columns - 1) * axis,
      height: NAME + rows * (high + NAME) - NAME + BOTTOM,
      marginLeft: left,
      marginRight: beside,
      marginTop: NAME,
      marginBottom: BOTTOM,
      fx: scale(columns, across, beside + axis),
      fy: scale(rows, high, NAME),
    },
  };
}
