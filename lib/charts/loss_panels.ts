import * as Plot from "@observablehq/plot";
import { Figure } from "./figure.ts";
import { lossLine, type LossRecord } from "./loss_line.ts";
import { across, endLabels } from "./marks.ts";
import { fixed, significant } from "./numbers.ts";
import { INK, LOSS_COLOR, QUIET } from "./palette.ts";
import { FACETS, panelGrid, type PanelPlace } from "./panel_grid.ts";
import { spreadLabels } from "./spread_labels.ts";

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
const ROOM = { across: 130, high: 120, left: 40, names: 104, axis: 30 };

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
 * import { lossPanels } from "#lib/charts/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const steps = [{ step: 1, loss: 0.4 }, { step: 2, loss: 0.1 }];
 * const panels = [{ name: "batch all", steps, margin: 0.2 }, { name: "circle", steps }];
 * const figure = lossPanels(panels, { title: "Losses" });
 * assertStringIncludes(figure.spec.alt, "batch all: from 0.250 to 0.250, margin 0.2; circle: from");
 * ```
 */
export function lossPanels(panels: readonly LossPanel[], { title }: { title: string }): Figure {
  const grid = panelGrid(panels.map(({ name }) => name), ROOM);
  const drawn = panels.map((panel, i) => drawPanel(panel, grid.places[i]));
  const all = <K extends "dots" | "line" | "rules" | "ticks">(key: K) =>
    drawn.flatMap((panel) => panel[key] as ReturnType<typeof drawPanel>[K][number][]);
  const place = { ...FACETS, x: "step", y: "at" } as const;
  return new Figure({
    title,
    alt: drawn.map(({ words }) => words).join("; ") + ".",
    data: panels.map(({ name, steps, margin }) => ({
      name,
      margin,
      steps: steps.map(({ step, loss }) => ({ step, loss })),
    })),
    plot: {
      ...grid.plot,
      x: across("step", { ticks: 3 }),
      y: { domain: [0, 1], axis: null },
      marks: [
        Plot.ruleY(all("ticks"), { ...FACETS, y: "at", stroke: QUIET, strokeOpacity: 0.3 }),
        Plot.text(all("ticks"), {
          ...FACETS,
          y: "at",
          text: "label",
          frameAnchor: "left",
          textAnchor: "end",
          dx: -5,
          fill: INK,
        }),
        Plot.dot(all("dots"), { ...place, r: 1.5, fill: LOSS_COLOR, fillOpacity: 0.3 }),
        Plot.ruleY(all("rules"), { ...FACETS, y: "at", stroke: QUIET, strokeDasharray: "4 3" }),
        Plot.line(all("line"), { ...place, z: "panel", stroke: LOSS_COLOR, strokeWidth: 2 }),
        grid.names,
        ...endLabels(drawn.flatMap(({ ends }) => ends), ({ color }) => color, place),
      ],
    },
  });
}

/** A panel's marks, on a scale of its own from 0 to 1, and its words. */
function drawPanel({ name: panel, steps, margin }: LossPanel, place: PanelPlace) {
  const { line, name } = lossLine(steps, `panels: "${panel}"`);
  const top = Math.max(...steps.map(({ loss }) => loss), margin ?? 0) || 1;
  const [first, last] = [line[0], line[line.length - 1]];
  const at = (loss: number) => ({ ...place, panel, at: loss / top });
  const ends = [
    { step: last.step, ...at(last.loss), name, color: LOSS_COLOR },
    ...margin === undefined
      ? []
      : [{ step: last.step, ...at(margin), name: `margin ${margin}`, color: INK }],
  ];
  const moves = spreadLabels(ends.map(({ at }) => ROOM.high * (1 - at)), 15);
  return {
    dots: steps.map(({ step, loss }) => ({ step, ...at(loss) })),
    line: line.map(({ step, loss }) => ({ step, ...at(loss) })),
    rules: margin === undefined ? [] : [at(margin)],
    ticks: [0, roundBelow(top)].map((loss) => ({ ...at(loss), label: String(loss) })),
    ends: ends.map((end, i) => ({ ...end, move: moves[i] })),
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
