import type { Data, Markish, PlotOptions, TextOptions } from "@observablehq/plot";
import { frame, WIDEST } from "./marks.ts";
import { INK } from "./palette.ts";
import { Plot } from "./plot.ts";

/** How large panels are, and what stands around them and between two of them, in pixels. */
export type PanelRoom = {
  across: number;
  high: number;
  margins: readonly [left: number, right: number, top: number, bottom: number];
  gaps: readonly [column: number, row: number];
};

/** A panel's place for Plot's marks, and what stands above it. */
export const FACETS = { fx: "fx", fy: "fy" } as const;
const HEAD = { ...FACETS, text: "name", dy: -16, fontWeight: 600, fill: INK };

/** How many panels stand in a row: up to so many, or one where there is no room for more. */
export function columnsIn(widest: number, most: number): number {
  return widest < WIDEST ? 1 : most;
}

/** Lays panels out in rows, each panel's place being Plot's facets `fx` and `fy`. */
export function panelGrid<Panel extends { readonly name: string }>(
  panels: readonly Panel[],
  columns: number,
  { across, high, margins, gaps: [gapX, gapY] }: PanelRoom,
) {
  const [left, right, top, bottom] = margins;
  const used = Math.min(columns, panels.length);
  const down = Math.ceil(panels.length / used);
  const rows = <Row extends object>(rowsOf: (panel: Panel) => readonly Row[]) =>
    panels.flatMap((panel, i) =>
      rowsOf(panel).map((row) => ({ ...row, fx: i % used, fy: Math.floor(i / used) }))
    );
  const scale = (count: number, size: number, gap: number) => ({
    axis: null,
    paddingInner: count > 1 ? gap / (size + gap) : 0,
    paddingOuter: 0,
    round: false,
  });
  return {
    rows,
    mark: <Options>(
      draw: (data: Data, options: Options) => Markish,
      list: keyof Panel,
      options: Options,
    ) => draw(rows((panel) => panel[list] as readonly object[]), { ...FACETS, ...options }),
    heads: (more: TextOptions = {}) =>
      Plot.text(rows(({ name }) => [{ name }]), { ...HEAD, frameAnchor: "top-left", ...more }),
    plot: {
      ...frame(
        left + used * (across + gapX) - gapX + right,
        top + down * (high + gapY) - gapY + bottom,
        margins,
      ),
      fx: scale(used, across, gapX),
      fy: scale(down, high, gapY),
    } satisfies PlotOptions,
  };
}
