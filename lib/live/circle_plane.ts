import type { PlaneBounds } from "../charts/points.ts";
import { checkChoice, checkNumber, checkOptions, describe, expected } from "../checks/mod.ts";
import {
  type CirclePair,
  type CirclePlaneState,
  GRADIENTS,
  LARGEST_MARGIN,
  LARGEST_POWER,
} from "./circle_plane/numbers.ts";
import { circlePlaneProgram } from "./circle_plane/program.ts";
import { LiveFigure } from "./live_figure.ts";

/** Where the slider of m ends, and what m may be at the most: then the slider goes as far. */
const [USUAL_M, LARGEST_M] = [0.45, 1] as const;
const MOST = 8;

export interface CirclePlaneOptions
  extends Partial<Pick<CirclePlaneState, "m" | "gamma" | "margin" | "gradient" | "title">> {
  /** 1 to 8 points; by default four, of which one needs nothing more. */
  pairs?: readonly CirclePair[];
}

const FOUR: readonly CirclePair[] = [
  { sn: 0.62, sp: 0.28 },
  { sn: 0.8, sp: 0.82 },
  { sn: -0.12, sp: 0.42 },
  { sn: 0.08, sp: 0.82 },
];

/**
 * The plane of CircleLoss: points that a hand drags, each a pair of similarities, one between classes
 * (across) and one within a class (upwards); the decision boundary, a part of the circle around (0, 1)
 * with radius `m sqrt(2)`, beside the triplet loss's line `sp - sn = margin`; the loss of a single pair
 * as shades; each point's weights as arrows and numbers, and its share of the gradient.
 */
export function circlePlane(options: CirclePlaneOptions = {}): LiveFigure<CirclePlaneState> {
  const { pairs = FOUR, m = 0.25, gamma = 256, margin = 0.25, gradient = "circle", ...rest } =
    checkOptions(options, "pairs m gamma margin gradient title");
  const { title = "CircleLoss's plane" } = rest;
  if (!Array.isArray(pairs)) {
    throw new TypeError(expected("pairs", "a list of { sn, sp }", describe(pairs)));
  }
  if (pairs.length < 1 || pairs.length > MOST) {
    throw new RangeError(expected("pairs", `1 to ${MOST} of them`, String(pairs.length)));
  }
  const cosine = { min: -1, max: 1 };
  pairs.forEach((pair: CirclePair, i) => {
    checkNumber(pair?.sn, `pairs[${i}].sn`, cosine);
    checkNumber(pair?.sp, `pairs[${i}].sp`, cosine);
  });
  checkNumber(m, "m", { min: 0, max: LARGEST_M });
  checkNumber(gamma, "gamma", { min: 1, max: 2 ** LARGEST_POWER });
  checkNumber(margin, "margin", { min: 0, max: LARGEST_MARGIN });
  checkChoice(gradient, GRADIENTS, "gradient");
  return new LiveFigure(circlePlaneProgram, {
    title,
    pairs: pairs.map(({ sn, sp, name }, i) => ({ sn, sp, name: name ?? "abcdefgh"[i] })),
    chosen: 0,
    m,
    mEnd: m > USUAL_M ? LARGEST_M : USUAL_M,
    gamma,
    margin,
    gradient,
    bounds: boundsOf(pairs, m),
  });
}

/** A square of the plane, lower or further left where a point asks for it, with room above for the optimum. */
function boundsOf(pairs: readonly CirclePair[], m: number): PlaneBounds {
  const [right, top] = [1.08, Math.max(1.48, 1.12 + m)];
  const left = Math.min(-0.6, -0.12 - m, ...pairs.map(({ sn }) => sn - 0.08));
  const bottom = Math.min(-0.2, ...pairs.map(({ sp }) => sp - 0.08));
  const side = Math.max(right - left, top - bottom);
  return { left: right - side, right, bottom: top - side, top };
}
