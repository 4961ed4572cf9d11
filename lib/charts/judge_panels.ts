import * as Plot from "@observablehq/plot";
import { meanInterval } from "../evaluation/mean_interval.ts";
import { Figure } from "./figure.ts";
import { checkNames, HALO } from "./marks.ts";
import { INK, PAPER, QUIET } from "./palette.ts";

/** One measurement of several configurations: a panel of {@linkcode judgePanels}. */
export interface JudgePanel {
  /** What is measured, with its unit; stands above the panel. */
  name: string;
  /** The configurations, one value a seed; the same ones in every panel. */
  rows: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** A level to compare with: a dashed line with its name below. */
  reference?: { value: number; name: string };
  /** How many digits a mean has behind its point. Default 3. */
  digits?: number;
}

/** Pixels of a panel, between two, and of a row. */
const ACROSS = 172, GAP = 36, ROW = 46;

/**
 * Several measurements of the same configurations side by side: a row for each configuration, a panel
 * with a scale of its own for each measurement. Seeds are dots, the 95 % interval of the mean
 * (`meanInterval`) is a bar, the mean a number.
 *
 * @param panels The measurements, from the left.
 * @param options Title.
 * @returns A figure.
 * @throws {RangeError} When there is no panel, two have one name, a panel has other rows than the first,
 *   or a row has fewer than two values or one that is not finite.
 *
 * @example
 * ```ts
 * import { judgePanels } from "#lib/charts/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const rows = [{ name: "batch all", values: [0.68, 0.7, 0.72] }];
 * const reference = { value: 0.53, name: "untrained" };
 * const figure = judgePanels([{ name: "recall@1", rows, reference }], { title: "One judge" });
 * assertStringIncludes(figure.spec.alt, "recall@1: batch all 0.700 (0.650 to 0.750); untrained 0.530");
 * ```
 */
export function judgePanels(
  panels: readonly JudgePanel[],
  { title }: { title: string },
): Figure {
  checkPanels(panels);
  const names = panels[0].rows.map(({ name }) => name);
  const drawn = panels.map(drawPanel);
  const all = <K extends "dots" | "means" | "ticks" | "levels">(key: K) =>
    drawn.flatMap((panel) => panel[key] as ReturnType<typeof drawPanel>[K][number][]);
  const margin = { left: 24 + 7 * Math.max(...names.map(({ length }) => length)), right: 18 };
  const place = { fx: "panel", x: "at", y: "name" } as const;
  return new Figure({
    title,
    alt: `Means and 95 % intervals of ${panels[0].rows[0].values.length} seeds. ` +
      drawn.map(({ words }) => words).join(". ") + ".",
    data: panels,
    plot: {
      width: margin.left + margin.right + panels.length * (ACROSS + GAP) - GAP,
      height: 74 + ROW * names.length,
      marginLeft: margin.left,
      marginRight: margin.right,
      marginTop: 30,
      marginBottom: 44,
      fx: {
        axis: "top",
        label: null,
        domain: panels.map(({ name }) => name),
        padding: panels.length > 1 ? GAP / (ACROSS + GAP) : 0,
      },
      x: { domain: [0, 1], axis: null },
      y: { label: null, tickSize: 0, domain: names, type: "band" },
      marks: [
        Plot.ruleX(all("ticks"), { fx: "panel", x: "at", stroke: QUIET, strokeOpacity: 0.3 }),
        Plot.text(all("ticks"), {
          fx: "panel",
          x: "at",
          text: "label",
          frameAnchor: "bottom",
          dy: 16,
          fill: INK,
        }),
        Plot.ruleX(all("levels"), {
          fx: "panel",
          x: "at",
          stroke: QUIET,
          strokeWidth: 1.5,
          strokeDasharray: "5 4",
        }),
        Plot.text(all("levels"), {
          fx: "panel",
          x: "at",
          text: "label",
          frameAnchor: "bottom",
          dy: 32,
          fill: QUIET,
        }),
        Plot.ruleY(all("means"), {
          fx: "panel",
          y: "name",
          x1: "low",
          x2: "high",
          stroke: INK,
          strokeWidth: 3,
        }),
        Plot.dot(all("dots"), { ...place, r: 2.6, dy: 9, fill: INK, fillOpacity: 0.45 }),
        Plot.dot(all("means"), { ...place, r: 5.5, fill: INK, stroke: PAPER }),
        Plot.text(all("means"), {
          ...place,
          text: "label",
          dy: -13,
          fill: INK,
          ...HALO,
          fontWeight: "bold",
        }),
      ],
    },
  });
}

function checkPanels(panels: readonly JudgePanel[]): void {
  if (panels.length === 0) throw new RangeError("panels: expected at least one, got none");
  checkNames("panels", panels);
  const rowsOf = ({ rows }: JudgePanel) => rows.map(({ name }) => name).join(", ");
  const first = rowsOf(panels[0]);
  if (first === "") throw new RangeError("panels: expected at least one row, got none");
  checkNames("rows", panels[0].rows);
  const odd = panels.find((panel) => rowsOf(panel) !== first);
  if (odd) {
    throw new RangeError(
      `panels: expected the rows ${first} in "${odd.name}", got ${rowsOf(odd) || "none"}`,
    );
  }
}

/** A panel's marks, on a scale of its own from 0 to 1, and its words. */
function drawPanel({ name: panel, rows, reference, digits = 3 }: JudgePanel) {
  const intervals = rows.map(({ name, values }) => ({ name, ...meanInterval(values) }));
  const level = reference ? [reference.value] : [];
  const shown = [
    ...rows.flatMap(({ values }) => values),
    ...intervals.flatMap(({ low, high }) => [low, high]),
    ...level,
  ];
  const step = roundStep((Math.max(...shown) - Math.min(...shown)) / 3);
  const from = Math.floor(Math.min(...shown) / step), to = Math.ceil(Math.max(...shown) / step);
  const at = (value: number) => (value / step - from) / (to - from);
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return {
    dots: rows.flatMap(({ name, values }) =>
      values.map((value) => ({ panel, name, at: at(value) }))
    ),
    means: intervals.map(({ name, mean, low, high }) => ({
      panel,
      name,
      at: at(mean),
      low: at(low),
      high: at(high),
      label: mean.toFixed(digits),
    })),
    ticks: Array.from({ length: to - from + 1 }, (_, i) => ({
      panel,
      at: i / (to - from),
      label: ((from + i) * step).toFixed(places),
    })),
    levels: level.map((value) => ({ panel, at: at(value), label: reference!.name })),
    words: `${panel}: ` +
      intervals.map(({ name, mean, low, high }) =>
        `${name} ${mean.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
      ).join(", ") +
      (reference ? `; ${reference.name} ${reference.value.toFixed(digits)}` : ""),
  };
}

/** The next of 1, 2, 5, 10, ... times a power of ten; of nothing, 1. */
function roundStep(width: number): number {
  if (!(width > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(width));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= width * (1 - 1e-9))!;
}
