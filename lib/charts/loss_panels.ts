import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { lossLine, lossMarks, type LossRecord } from "./loss_line.ts";
import { across, checkNames } from "./marks.ts";
import { fixed, significant } from "./numbers.ts";
import { INK, QUIET } from "./palette.ts";
import { columnsIn, FACETS, panelGrid, type PanelRoom } from "./panel_grid.ts";

/** The records of one run or several; at the margin stays the loss of a network that collapsed. */
export type LossPanel = { name: string; steps: readonly LossRecord[]; margin?: number };

/** The size of a panel, with room for its names, in pixels. */
const ROOM: PanelRoom = { across: 130, high: 120, margins: [40, 104, 38, 42], gaps: [134, 38] };

/**
 * The losses of several trainings over common steps, each on an axis of its own, since losses of
 * different kinds cannot be compared: batches as dots and a running mean, or the mean of several runs.
 *
 * @throws {RangeError} When there is no panel or step, two have one name, or a loss is not finite.
 *
 * @example
 * ```ts
 * import { lossPanels } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const steps = [{ step: 1, loss: 0.4 }, { step: 2, loss: 0.1 }];
 * const panels = [{ name: "batch all", steps, margin: 0.2 }, { name: "circle", steps }];
 * const figure = lossPanels(panels, { title: "Losses" });
 * assertStringIncludes(figure.spec.alt, "batch all: from 0.250 to 0.250, margin 0.2; circle: from");
 * ```
 */
export function lossPanels(panels: readonly LossPanel[], options: Titled): Figure {
  checkNames("panels", panels, {});
  const drawn = panels.map(drawPanel);
  return new Figure({
    ...titled(options, "title"),
    alt: drawn.map(({ words }) => words).join("; ") + ".",
    data: panels.map(({ name, steps, margin }) => ({
      name,
      margin,
      steps: steps.map(({ step, loss }) => ({ step, loss })),
    })),
    plot: (widest) => {
      const { rows, mark, heads, plot } = panelGrid(drawn, columnsIn(widest, 2), ROOM);
      const lists = {
        ...{ dots: rows(({ dots }) => dots), line: rows(({ line }) => line) },
        ...{ rules: rows(({ rules }) => rules), ends: rows(({ ends }) => ends) },
      };
      const beside = { frameAnchor: "left", textAnchor: "end", dx: -5 } as const;
      return {
        ...plot,
        x: across("step", { ticks: 3 }),
        y: { domain: [0, 1], axis: null },
        marks: [
          mark(Plot.ruleY, "ticks", { y: "at", stroke: QUIET, strokeOpacity: 0.3 }),
          mark(Plot.text, "ticks", { y: "at", text: "label", ...beside, fill: INK }),
          ...lossMarks(lists, { ...FACETS, y: "at" }),
          heads(),
        ],
      };
    },
  });
}

/** A panel's marks, on a scale of its own from 0 to 1, and its words. */
function drawPanel({ name, steps, margin }: LossPanel) {
  const size = { margin, high: ROOM.high };
  const { dots, line, rules, ends, top } = lossLine(steps, `panels: "${name}"`, size);
  const placed = <Row extends { loss: number }>(rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, at: row.loss / top }));
  return {
    ...{ name, dots: placed(dots), line: placed(line), rules: placed(rules), ends: placed(ends) },
    ticks: placed([0, roundBelow(top)].map((loss) => ({ loss, label: String(loss) }))),
    words: `${name}: from ${fixed(line[0].loss, 3)} to ${fixed(line.at(-1)!.loss, 3)}` +
      (margin === undefined ? "" : `, margin ${margin}`),
  };
}

/** The largest of 1, 2, 5, 10 (and their tenths and tens) that is not above a value. */
function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [5, 2, 1].find((step) => step * power <= value) ?? 1;
  return significant(step * power, 1);
}
