import type { PlaneBounds } from "../../charts/points.ts";
import {
  checkChoice,
  checkGamma,
  checkMargin,
  checkNumber,
  describe,
  expected,
} from "../../checks/mod.ts";

/** Whose gradient the arrows show: CircleLoss with its weights held fast, or not, or the triplet loss. */
export const GRADIENTS = ["circle", "not detached", "triplet"] as const;

/** Where the sliders of the scale (as a power of 2) and of the margin end. */
export const [LARGEST_POWER, LARGEST_MARGIN] = [9, 1] as const;

/** Where the slider of m ends, and what m may be at the most: then the slider goes as far. */
const [USUAL_M, LARGEST_M] = [0.45, 1] as const;

/** The most points that the figure shows. */
const MOST = 8;

/** A pair of similarities: one between classes, one within a class. */
export interface CirclePair {
  /** Similarity between two classes, a cosine. */
  readonly sn: number;
  /** Similarity within a class, a cosine. */
  readonly sp: number;
  /** What stands beside the dot; by default a letter. */
  readonly name?: string;
}

/** What CircleLoss's plane shows: plain data, which survives JSON. */
export interface CirclePlaneState {
  /** The name, drawn above the figure. */
  readonly title: string;
  /** The points. */
  readonly pairs: readonly Required<CirclePair>[];
  /** The index of the point that was touched last. */
  readonly chosen: number;
  /** CircleLoss's relaxation. */
  readonly m: number;
  /** Where its slider ends. */
  readonly mEnd: number;
  /** CircleLoss's scale. */
  readonly gamma: number;
  /** The triplet loss's margin. */
  readonly margin: number;
  /** Whose gradient the arrows show. */
  readonly gradient: (typeof GRADIENTS)[number];
  /** The part of the plane that is shown. */
  readonly bounds: PlaneBounds;
}

/**
 * What `circlePlane` is told: m 0 to 1, by default 0.25; gamma 1 to 512, 256; the margin 0 to 1, 0.25;
 * the gradient `"circle"`, CircleLoss as the article has it.
 */
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

/** The state that the figure begins with; refuses what it cannot show. */
export function circlePlaneState(options: CirclePlaneOptions = {}): CirclePlaneState {
  const { pairs = FOUR, m = 0.25, gamma = 256, margin = 0.25, gradient = "circle" } = options;
  const { title = "CircleLoss's plane" } = options;
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
  checkGamma(gamma);
  checkNumber(gamma, "gamma", { min: 1, max: 2 ** LARGEST_POWER });
  checkMargin(margin);
  checkNumber(margin, "margin", { min: 0, max: LARGEST_MARGIN });
  checkChoice(gradient, GRADIENTS, "gradient");
  return {
    title,
    pairs: pairs.map(({ sn, sp, name }, i) => ({ sn, sp, name: name ?? "abcdefgh"[i] })),
    chosen: 0,
    m,
    mEnd: m > USUAL_M ? LARGEST_M : USUAL_M,
    gamma,
    margin,
    gradient,
    bounds: boundsOf(pairs, m),
  };
}

/** A square of the plane, lower or further left where a point asks for it, with room above for the optimum. */
function boundsOf(pairs: readonly CirclePair[], m: number): PlaneBounds {
  const [right, top] = [1.08, Math.max(1.48, 1.12 + m)];
  const left = Math.min(-0.6, -0.12 - m, ...pairs.map(({ sn }) => sn - 0.08));
  const bottom = Math.min(-0.2, ...pairs.map(({ sp }) => sp - 0.08));
  const side = Math.max(right - left, top - bottom);
  return { left: right - side, right, bottom: top - side, top };
}
