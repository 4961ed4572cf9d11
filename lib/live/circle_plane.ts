import { circlePlaneProgram } from "./circle_plane/program.ts";
import {
  type CirclePlaneOptions,
  type CirclePlaneState,
  circlePlaneState,
} from "./circle_plane/state.ts";
import { LiveFigure } from "./live_figure.ts";

/**
 * The plane of CircleLoss: points that a hand drags, each a pair of similarities, one between classes
 * (across) and one within a class (upwards). It shows the decision boundary, a part of the circle
 * around (0, 1) with radius `m sqrt(2)`, beside the triplet loss's line `sp - sn = margin`; the loss of
 * a single pair as shades; each point's weights as arrows and numbers, and its share of the gradient.
 * m, gamma, the margin and whose gradient the arrows show are switches in it.
 *
 * The losses are those of `lib/reference`.
 *
 * @param options Points, and what it begins with.
 * @returns A figure for a cell to show; in the report and in JupyterLab it answers.
 * @throws {TypeError} When an option is another kind of thing.
 * @throws {RangeError} When there are no points or more than 8, a similarity is no cosine, m is not
 * from 0 to 1, gamma not from 1 to 512, the margin not from 0 to 1, or the gradient is unknown.
 *
 * @example
 * ```ts
 * import { circlePlane } from "#lib/live/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * // log(1 + exp(1.5)), as by hand.
 * const figure = circlePlane({ pairs: [{ sn: 0.5, sp: 0.5 }], m: 0.25, gamma: 4 });
 * assertStringIncludes(figure.alt, "CircleLoss 1.70");
 * ```
 */
export function circlePlane(options: CirclePlaneOptions = {}): LiveFigure<CirclePlaneState> {
  return new LiveFigure(circlePlaneProgram, circlePlaneState(options));
}
