import type * as Plot from "@observablehq/plot";
import { caption, frame, WIDEST } from "./marks.ts";

/** How large panels are, and what stands around them and between two of them, in pixels. */
export type PanelRoom = {
  across: number;
  high: number;
  margins: readonly [left: number, right: number, top: number, bottom: number];
  gaps: readonly [column: number, row: number];
};

/** The names of a panel's lists. */
type Lists<Panel> = {
  [Key in keyof Panel]: Panel[Key] extends readonly object[] ? Key : never;
}[keyof Panel];

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
  const placed = <Row extends object>(rowsOf: (panel: Panel) => readonly Row[]) =>
    panels.flatMap((panel, i) =>
      rowsOf(panel).map((row) => ({ ...row, fx: i % used, fy: Math.floor(i / used) }))
    );
  const rows = <List extends Lists<Panel>>(list: List) =>
    placed((panel) =>
      panel[list] as Panel[List] & readonly object[]
    ) as (Panel[List] extends readonly (infer Row)[] ? Row & { fx: number; fy: number } : never)[];
  const scale = (count: number, size: number, gap: number) => ({
    axis: null,
    paddingInner: count > 1 ? gap / (size + gap) : 0,
    paddingOuter: 0,
    round: false,
  });
  return {
    rows,
    mark: <Options>(
      draw: (data: Plot.Data, options: Options) => Plot.Markish,
      list: Lists<Panel>,
      options: Options,
    ) => draw(rows(list), { ...FACETS, ...options }),
    heads: (more: Plot.TextOptions = {}) =>
      caption(placed(({ name }) => [{ name }]), { ...FACETS, text: "name", ...more }),
    plot: {
      ...frame(
        left + used * (across + gapX) - gapX + right,
        top + down * (high + gapY) - gapY + bottom,
        margins,
      ),
      fx: scale(used, across, gapX),
      fy: scale(down, high, gapY),
    } satisfies Plot.PlotOptions,
  };
}

/** A panel's place for Plot's marks. */
export const FACETS = { fx: "fx", fy: "fy" } as const;
