import { checkNumber, checkOptions } from "../checks/mod.ts";
import { type CirclePlaneState, LARGEST_MARGIN, LARGEST_POWER } from "./circle_plane/numbers.ts";
import { circlePlaneProgram } from "./circle_plane/program.ts";
import { LiveFigure } from "./live_figure.ts";

/** Where the slider of m ends, and what m may be at the most: then the slider goes as far. */
const [USUAL_M, LARGEST_M] = [0.45, 1] as const;

/** m from 0 to 1, by default 0.25; gamma from 1 to 512, by default 256; the margin from 0 to 1, by default 0.25. */
export type CirclePlaneOptions = Partial<
  Pick<CirclePlaneState, "m" | "gamma" | "margin" | "title">
>;

/** One of them needs nothing more. */
const PAIRS = [
  { sn: 0.62, sp: 0.28, name: "a" },
  { sn: 0.8, sp: 0.82, name: "b" },
  { sn: -0.12, sp: 0.42, name: "c" },
  { sn: 0.08, sp: 0.82, name: "d" },
];

/**
 * The plane of CircleLoss: four points that a hand drags, each a pair of similarities, one between classes
 * (across) and one within a class (upwards); the decision boundary, a part of the circle around (0, 1)
 * with radius `m sqrt(2)`, beside the triplet loss's line `sp - sn = margin`; the loss of a single pair
 * as shades; each point's weights as arrows and numbers, and its share of the gradient.
 */
export function circlePlane(options: CirclePlaneOptions = {}): LiveFigure<CirclePlaneState> {
  const { m = 0.25, gamma = 256, margin = 0.25, title = "CircleLoss's plane" } = checkOptions(
    options,
    "m gamma margin title",
  );
  checkNumber(m, "m", { min: 0, max: LARGEST_M });
  checkNumber(gamma, "gamma", { min: 1, max: 2 ** LARGEST_POWER });
  checkNumber(margin, "margin", { min: 0, max: LARGEST_MARGIN });
  // A square with room for the optimum, left and above.
  const [left, right] = [Math.min(-0.6, -0.12 - m), 1.08];
  const [bottom, top] = [-0.2, Math.max(1.48, 1.12 + m)];
  const side = Math.max(right - left, top - bottom);
  return new LiveFigure(circlePlaneProgram, {
    ...{ title, pairs: PAIRS, chosen: 0, m, mEnd: m > USUAL_M ? LARGEST_M : USUAL_M },
    ...{ gamma, margin },
    gradient: "circle",
    bounds: { left: right - side, right, bottom: top - side, top },
  });
}
