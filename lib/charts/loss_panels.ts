import * as Plot from "@observablehq/plot";
import { Figure, type Titled } from "./figure.ts";
import { lossLine, type LossRecord } from "./loss_line.ts";
import { across, caption, checkNames, endLabels } from "./marks.ts";
import { fixed, significant } from "./numbers.ts";
import { INK, LOSS_COLOR, QUIET } from "./palette.ts";
import { columnsIn, FACETS, panelGrid, type PanelRoom } from "./panel_grid.ts";

/** One picture of {@linkcode lossPanels}. */
export interface LossPanel {
  /** What stands above it. */
  name: string;
  /** The records of a run, or of several. */
  steps: readonly LossRecord[];
  /** Draws the line at which a collapsed network's loss stays. */
  margin?: number;
}

/** The size of a panel, with room for its names, in pixels. */
const ROOM: PanelRoom = {
  across: 130,
  high: 120,
  margins: [40, 104, 38, 42],
  gaps: [134, 38],
};

/**
 * The losses of several trainings over common steps, each with a loss axis of its own, since losses
 * of different kinds cannot be compared by their size: batches as dots and a running mean, or the
 * mean of several runs.
 *
 * @param panels The trainings.
 * @param options Title.
 * @returns A figure.
 * @throws {RangeError} When there is no panel, two have one name, one has no steps, or a loss is not
 *   finite.
 *
 * @example
 * ```ts
 * import { lossPanels } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const steps = [{ step: 1, loss: 0.4 }, { step: 2, loss: 0.1 }];
 * const panels = [{ name: "batch all", steps, margin: 0.2 }, { name: "circle", steps }];
 * const figure = lossPanels(panels, { title: "Losses" });
 * assertStringIncludes(figure.spec.alt, "batch all: from 0.250 to 0.250, margin 0.2; circle: from");
 * ```
 */
export function lossPanels(panels: readonly LossPanel[], { title }: Titled): Figure {
  checkNames("panels", panels);
  const drawn = panels.map(drawPanel);
  const place = { ...FACETS, x: "step", y: "at" } as const;
  return new Figure({
    title,
    alt: drawn.map(({ words }) => words).join("; ") + ".",
    data: panels.map(({ name, steps, margin }) => ({
      name,
      margin,
      steps: steps.map(({ step, loss }) => ({ step, loss })),
    })),
    plot: (widest) => {
      const names = panels.map(({ name }) => name);
      const { each, heads, plot } = panelGrid(names, columnsIn(widest, 2), ROOM);
      const marks = [
        Plot.ruleY(each((i) => drawn[i].ticks), {
          ...FACETS,
          y: "at",
          stroke: QUIET,
          strokeOpacity: 0.3,
        }),
        Plot.text(each((i) => drawn[i].ticks), {
          ...FACETS,
          y: "at",
          text: "label",
          frameAnchor: "left",
          textAnchor: "end",
          dx: -5,
          fill: INK,
        }),
        Plot.dot(each((i) => drawn[i].dots), {
          ...place,
          r: 1.5,
          fill: LOSS_COLOR,
          fillOpacity: 0.3,
        }),
        Plot.ruleY(each((i) => drawn[i].rules), {
          ...FACETS,
          y: "at",
          stroke: QUIET,
          strokeDasharray: "4 3",
        }),
        Plot.line(each((i) => drawn[i].line), {
          ...place,
          z: "panel",
          stroke: LOSS_COLOR,
          strokeWidth: 2,
        }),
        caption(heads, { ...FACETS, text: "name" }),
        ...endLabels(each((i) => drawn[i].ends), ({ color }) => color, place),
      ];
      const y = { domain: [0, 1], axis: null };
      return { ...plot, x: across("step", { ticks: 3 }), y, marks };
    },
  });
}

/** A panel's marks, on a scale of its own from 0 to 1, and its words. */
function drawPanel({ name: panel, steps, margin }: LossPanel) {
  const { line, top, ends } = lossLine(steps, `panels: "${panel}"`, { margin, high: ROOM.high });
  const [first, last] = [line[0], line[line.length - 1]];
  const placed = <Row extends { loss: number }>(rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, panel, at: row.loss / top }));
  return {
    dots: placed(steps),
    line: placed(line),
    rules: placed(margin === undefined ? [] : [{ loss: margin }]),
    ticks: placed([0, roundBelow(top)].map((loss) => ({ loss, label: String(loss) }))),
    ends: placed(ends),
    words: `${panel}: from ${fixed(first.loss, 3)} to ${fixed(last.loss, 3)}` +
      (margin === undefined ? "" : `, margin ${margin}`),
  };
}

/** The largest of 1, 2, 5, 10 (and their tenths and tens) that is not above a value. */
function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [5, 2, 1].find((step) => step * power <= value) ?? 1;
  return significant(step * power, 1);
}
