import { checkChoice, checkFlag, checkNumber, checkOptions, expected } from "../checks/mod.ts";
import { LiveFigure } from "./live_figure.ts";
import { type LiveBatch, liveBatch, type LiveBatchOptions } from "./runtime/live_batch.ts";
import { type MicroscopeState, ORDERS } from "./triplet_microscope/numbers.ts";
import { microscope } from "./triplet_microscope/program.ts";
import {
  nearestNegative,
  possibleAnchors,
  possiblePositives,
} from "./triplet_microscope/triplets.ts";

/**
 * What {@linkcode tripletMicroscope} is told. One class has two points or more; the anchor is by default
 * the first point of such a class, the positive the first other one; without swap if nothing is said.
 */
export interface MicroscopeOptions
  extends LiveBatchOptions, Partial<Pick<MicroscopeState, "anchor" | "positive" | "swap">> {
  /** The order of the norm: 1, 2 (the default) or `Infinity`. */
  p?: number;
}

/**
 * A triplet under the microscope: points that a hand drags in the plane; the anchor's regions (hard
 * within d(a, p), semi-hard within the margin beyond, easy outside), each negative's category, the
 * loss, the shares of all triplets, and where the loss would move the triplet's points follow. Margin,
 * p, swap and squared distances are switches in it. The losses of a batch are `miningStrategies`'s.
 *
 * Distances, categories and losses are those of `lib/reference`, without `eps`.
 *
 * @param options Points, labels, and what it begins with.
 * @returns A figure for a cell to show; in the report and in JupyterLab it answers.
 * @throws {TypeError} When an option is another kind of thing.
 * @throws {RangeError} When there are fewer than 3 or more than 24 points, a point is not in the
 * plane, lengths differ, no class has two points, there is one class only, anchor and positive are
 * not two points of one class, the margin is negative, or p is not 1, 2 or infinity.
 *
 * @example
 * ```ts
 * import { toyBatch } from "@triplet-lab/triplet-lab/datasets";
 * import { tripletMicroscope } from "#lib/live/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = tripletMicroscope({ ...toyBatch(), margin: 2 });
 * assertStringIncludes(figure.alt, "Of 4 negatives 2 hard, 1 semi-hard, 1 easy");
 * ```
 */
export function tripletMicroscope(options: MicroscopeOptions): LiveFigure<MicroscopeState> {
  const { p = 2, swap = false, ...given } = checkOptions(
    options,
    "points labels names margin squared title p anchor positive swap",
  );
  const batch = liveBatch(given, "One triplet under the microscope", 1);
  const { points, labels: classes } = batch;
  const rows = points.length;
  checkFlag(swap, "swap");
  const order = String(p).toLowerCase();
  checkChoice(order, ORDERS, "p");
  const anchors = possibleAnchors(classes);
  if (anchors.length === 0) {
    throw new RangeError(
      expected(
        "labels",
        "a class with two points, and a point of another class",
        `[${classes.join(", ")}]`,
      ),
    );
  }
  const { anchor = anchors[0] } = options;
  checkNumber(anchor, "anchor", { min: 0, max: rows - 1, integer: true });
  if (!anchors.includes(anchor)) {
    throw new RangeError(
      expected("anchor", "a point that shares its class with another", String(anchor)),
    );
  }
  const { positive = possiblePositives(classes, anchor)[0] } = options;
  checkNumber(positive, "positive", { min: 0, max: rows - 1, integer: true });
  if (!possiblePositives(classes, anchor).includes(positive)) {
    throw new RangeError(
      expected("positive", `another point of the anchor's class`, String(positive)),
    );
  }
  return new LiveFigure(microscope, {
    ...batch,
    ...(swap ? { bounds: aroundBoth(points[anchor], points[positive], batch) } : {}),
    anchor,
    positive,
    negative: nearestNegative(points, classes, anchor),
    p: order as MicroscopeState["p"],
    swap,
  });
}

/** A square with what lies within the margin of anchor or positive, and with all points. */
function aroundBoth(a: readonly number[], p: readonly number[], { bounds, margin }: LiveBatch) {
  const [x, y] = [(a[0] + p[0]) / 2, (a[1] + p[1]) / 2];
  const { left, right, bottom, top } = bounds;
  const half = Math.max(
    1.5 * Math.hypot(a[0] - p[0], a[1] - p[1]) + margin,
    ...[x - left, right - x, y - bottom, top - y],
  );
  return { left: x - half, right: x + half, bottom: y - half, top: y + half };
}
