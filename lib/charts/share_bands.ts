import type { Markish } from "@observablehq/plot";
import type { TripletCategory } from "../reference/triplet_category.ts";
import { checkLike, refuseValue } from "../checks/mod.ts";
import { Plot } from "./plot.ts";
import { endLabels } from "./marks.ts";
import { CATEGORY_COLOR, CATEGORY_WORD_COLOR } from "./palette.ts";
import { smoothed } from "./smoothed.ts";
import { spreadLabels } from "./spread_labels.ts";

/** Shares of a step's valid triplets, from 0 to 1. */
export type ShareRecord = { step: number; easy: number; semiHard: number; hard: number };

/** A category at a step: where its band begins and ends, as parts of the height. */
type ShareBand = { step: number; category: TripletCategory; from: number; to: number };

/** The bands, and their names where they end, as marks in panels where `facets` says so. */
export function bandMarks<Band extends ShareBand, End extends ShareBand & { move: number }>(
  areas: readonly Band[],
  ends: readonly End[],
  text: string | ((end: ShareBand) => string),
  facets: { fx?: string; fy?: string } = {},
): Markish[] {
  const fill = ({ category }: ShareBand) => CATEGORY_COLOR[category];
  const band = { ...facets, x: "step", y1: "from", y2: "to", z: "category", fill };
  const named = { ...facets, text, x: "step", y: "middle" };
  return [
    Plot.areaY(areas as Band[], band),
    ...endLabels(ends, ({ category }) => CATEGORY_WORD_COLOR[category], named),
  ];
}

/** The bands of the categories, stacked and smoothed, and their ends, with names moved apart. */
export function shareBands(steps: readonly ShareRecord[], height: number, where: string) {
  checkLike(steps, where, [{ step: 0, easy: NaN, semiHard: NaN, hard: NaN }]);
  const uneven = steps.find(({ easy, semiHard, hard }) =>
    !(Math.abs(easy + semiHard + hard - 1) <= 1e-4)
  );
  const got = uneven && `${uneven.easy} + ${uneven.semiHard} + ${uneven.hard}`;
  if (got) refuseValue(`${got} in step ${uneven.step}`, where, "shares that add up to 1");
  const [hard, semiHard] = (["hard", "semiHard"] as const).map((name) =>
    smoothed(steps.map((step) => step[name]))
  );
  const areas = steps.flatMap(({ step }, i): ShareBand[] => [
    { step, category: "hard", from: 0, to: hard[i] },
    { step, category: "semi-hard", from: hard[i], to: hard[i] + semiHard[i] },
    { step, category: "easy", from: hard[i] + semiHard[i], to: 1 },
  ]);
  const last = areas.slice(-3).map((area) => ({ ...area, middle: (area.from + area.to) / 2 }));
  const gap = 15, range = { from: gap / 2, to: height - gap / 2 };
  const ends = spreadLabels(last, ({ middle }) => height * (1 - middle), gap, range);
  const data = steps.map(({ step, easy, semiHard, hard }) => ({ step, easy, semiHard, hard }));
  return { areas, ends, data };
}
