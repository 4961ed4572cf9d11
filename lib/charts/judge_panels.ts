import { Plot } from "./plot.ts";
import { meanInterval } from "../evaluation/mean_interval.ts";
import { checkNumber } from "../checks/mod.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { checkNames, NAMED, WIDEST } from "./marks.ts";
import { roundAbove } from "./numbers.ts";
import { INK, LOSS_COLOR, PAPER, QUIET, SOFT_INK } from "./palette.ts";
import { columnsIn, panelGrid } from "./panel_grid.ts";

/** A configuration with one value a seed; marked ones have the colour of what is in question. */
export type JudgedRow = {
  readonly name: string;
  readonly values: readonly number[];
  readonly marked?: boolean;
};

/** One measurement of several configurations, the same in every panel of {@linkcode judgePanels}. */
export type JudgePanel = {
  /** What is measured, with its unit; stands above the panel. */
  name: string;
  rows: readonly JudgedRow[];
  /** A level to compare with: a dashed line with its name below. */
  reference?: { value: number; name: string };
  /** How many digits a mean has behind its point. Default 3. */
  digits?: number;
};

/**
 * Several measurements of the same configurations, a row each: a panel with a scale of its own for each
 * measurement. Seeds are dots, the 95 % interval of the mean (`meanInterval`) is a bar, the mean a number.
 *
 * @throws {RangeError} When there is no panel, two have one name or other rows, or a row has fewer than
 *   two finite values.
 *
 * @example
 * ```ts
 * import { judgePanels } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const rows = [{ name: "batch all", values: [0.68, 0.7, 0.72] }];
 * const reference = { value: 0.53, name: "untrained" };
 * const figure = judgePanels([{ name: "recall@1", rows, reference }], { title: "One judge" });
 * assertStringIncludes(figure.spec.alt, "recall@1: batch all 0.700 (0.650 to 0.750); untrained 0.530");
 * ```
 */
export function judgePanels(panels: readonly JudgePanel[], options: Titled): Figure {
  checkPanels(panels);
  const names = panels[0].rows.map(({ name }) => name);
  const drawn = panels.map(drawPanel);
  const left = 24 + 7 * Math.max(...names.map(({ length }) => length));
  return new Figure({
    ...titled(options, "title"),
    alt: `Means and 95 % intervals of ${panels[0].rows[0].values.length} repeats. ` +
      drawn.map(({ words }) => words).join(". ") + ".",
    data: panels,
    plot: (widest) => {
      const columns = columnsIn(widest, panels.length);
      const { mark, heads, plot } = panelGrid(drawn, columns, {
        across: panels.length === 1 ? Math.min(WIDEST, widest) - left - 18 : 160,
        high: 46 * names.length,
        ...{ margins: [left, 18, 30, 44], gaps: [60, 74] },
      });
      const below = { x: "at", text: "label", frameAnchor: "bottom" } as const;
      const rule = { x: "at", stroke: QUIET };
      const place = { x: "at", y: "name", fill: "color" } as const;
      const bar = { y: "name", x1: "low", x2: "high", stroke: "color", strokeWidth: 3 };
      return {
        ...plot,
        x: { domain: [0, 1], axis: null },
        y: { label: null, tickSize: 0, domain: names, type: "band" },
        marks: [
          heads({ frameAnchor: "top" }),
          mark(Plot.ruleX, "ticks", { ...rule, strokeOpacity: 0.3 }),
          mark(Plot.text, "ticks", { ...below, dy: 16, fill: INK }),
          mark(Plot.ruleX, "levels", { ...rule, strokeWidth: 1.5, strokeDasharray: "5 4" }),
          mark(Plot.text, "levels", { ...below, dy: 32, fill: SOFT_INK }),
          mark(Plot.ruleY, "means", bar),
          mark(Plot.dot, "dots", { ...place, r: 2.6, dy: 9, fillOpacity: 0.45 }),
          mark(Plot.dot, "means", { ...place, r: 5.5, stroke: PAPER }),
          mark(Plot.text, "means", { ...NAMED, ...place, text: "label", dy: -13 }),
        ],
      };
    },
  });
}

function checkPanels(panels: readonly JudgePanel[]): void {
  const rows = [{ name: "", values: [NaN], "marked?": true as const }],
    reference = { value: 0, name: "" };
  checkNames("panels", panels, { rows, "reference?": reference, "digits?": NaN });
  const rowsOf = ({ rows }: JudgePanel) => rows.map(({ name }) => name).join(", ");
  const first = rowsOf(panels[0]);
  checkNames("rows", panels[0].rows, {});
  const odd = panels.find((panel) => rowsOf(panel) !== first);
  const got = odd && (rowsOf(odd) || "none");
  if (odd) throw new RangeError(`panels: expected the rows ${first} in "${odd.name}", got ${got}`);
}

/** A panel's marks, on a scale of its own from 0 to 1, and its words. */
function drawPanel({ name: panel, rows, reference, digits = 3 }: JudgePanel) {
  checkNumber(digits, "digits", { min: 0, max: 20, integer: true });
  const color = ({ marked }: JudgedRow) => marked ? LOSS_COLOR : INK;
  const intervals = rows.map((row) => (
    { name: row.name, color: color(row), ...meanInterval(row.values) }
  ));
  const level = reference ? [reference.value] : [];
  const shown = [
    ...rows.flatMap(({ values }) => values),
    ...intervals.flatMap(({ low, high }) => [low, high]),
    ...level,
  ];
  const step = roundAbove((Math.max(...shown) - Math.min(...shown)) / 3);
  const from = Math.floor(Math.min(...shown) / step), to = Math.ceil(Math.max(...shown) / step);
  const at = (value: number) => (value / step - from) / (to - from);
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return {
    name: panel,
    dots: rows.flatMap((row) =>
      row.values.map((value) => ({ name: row.name, color: color(row), at: at(value) }))
    ),
    means: intervals.map(({ mean, low, high, ...row }) => (
      { ...row, at: at(mean), low: at(low), high: at(high), label: mean.toFixed(digits) }
    )),
    ticks: Array.from({ length: to - from + 1 }, (_, i) => ({
      at: i / (to - from),
      label: ((from + i) * step).toFixed(places),
    })),
    levels: level.map((value) => ({ at: at(value), label: reference!.name })),
    words: `${panel}: ` +
      intervals.map(({ name, mean, low, high }) =>
        `${name} ${mean.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
      ).join(", ") + (reference ? `; ${reference.name} ${reference.value.toFixed(digits)}` : ""),
  };
}
