import * as Plot from "@observablehq/plot";
import { CATEGORY_COLOR } from "./palette.ts";
import { smoothed } from "./smoothed.ts";
import { spreadLabels } from "./spread_labels.ts";

/** What `categoryShares` and `sharePanels` read of each step. */
export interface ShareRecord {
  /** The step, from 1. */
  step: number;
  /** Share of easy triplets among the valid ones, 0 to 1. */
  easy: number;
  /** Share of semi-hard triplets. */
  semiHard: number;
  /** Share of hard triplets. */
  hard: number;
}

/** A category at a step: where its band begins and ends, as parts of the height. */
export interface ShareBand {
  /** The step. */
  step: number;
  /** Easy, semi-hard or hard. */
  category: keyof typeof CATEGORY_COLOR;
  /** Its lower edge. */
  from: number;
  /** Its upper edge. */
  to: number;
}

/** A band where it ends, and how far its name is moved from there, so that no name covers another. */
export interface BandEnd extends ShareBand {
  /** The middle of the band, as a part of the height. */
  middle: number;
  /** In pixels, downwards. */
  move: number;
}

/** The bands as a mark, in a panel where `more` says so. */
export function bandAreas<Band extends ShareBand>(
  bands: readonly Band[],
  more: Plot.AreaYOptions = {},
): Plot.Markish {
  const fill = ({ category }: ShareBand) => CATEGORY_COLOR[category];
  return Plot.areaY(bands as Band[], {
    x: "step",
    y1: "from",
    y2: "to",
    z: "category",
    fill,
    ...more,
  });
}

/** Two names of bands are at least as far apart, in pixels. */
const GAP = 15;

/**
 * The bands of hard, semi-hard and easy triplets, stacked from below and smoothed, and their ends:
 * each band has its name there, however thin it is.
 *
 * @param steps The records of a run.
 * @param height The height of the picture, in pixels.
 * @param where What a refusal names: the argument, and the panel when there are several.
 * @returns The bands, in the order of the steps, and their ends.
 * @throws {RangeError} When there are no steps, or the shares of a step do not add up to 1.
 */
export function shareBands(
  steps: readonly ShareRecord[],
  height: number,
  where: string,
): { areas: ShareBand[]; ends: BandEnd[] } {
  if (steps.length === 0) {
    throw new RangeError(`${where}: expected at least one record, got none`);
  }
  const uneven = steps.find(({ easy, semiHard, hard }) =>
    !(Math.abs(easy + semiHard + hard - 1) <= 1e-4)
  );
  if (uneven) {
    throw new RangeError(
      `${where}: expected shares that add up to 1, got ${uneven.easy} + ${uneven.semiHard} + ` +
        `${uneven.hard} in step ${uneven.step}`,
    );
  }
  const [hard, semiHard] = [
    smoothed(steps.map(({ hard }) => hard)),
    smoothed(steps.map(({ semiHard }) => semiHard)),
  ];
  const areas = steps.flatMap(({ step }, i): ShareBand[] => [
    { step, category: "hard", from: 0, to: hard[i] },
    { step, category: "semi-hard", from: hard[i], to: hard[i] + semiHard[i] },
    { step, category: "easy", from: hard[i] + semiHard[i], to: 1 },
  ]);
  const last = areas.slice(-3).map((area) => ({ ...area, middle: (area.from + area.to) / 2 }));
  const moves = spreadLabels(last.map(({ middle }) => height * (1 - middle)), GAP, {
    from: GAP / 2,
    to: height - GAP / 2,
  });
  return { areas, ends: last.map((end, i) => ({ ...end, move: moves[i] })) };
}
