import { checkFlag, checkOptions, refuseValue } from "../checks/mod.ts";
import { LiveFigure } from "./live_figure.ts";
import { type LiveBatch, liveBatch, type LiveBatchOptions } from "./runtime/live_batch.ts";
import type { MicroscopeState } from "./triplet_microscope/numbers.ts";
import { microscope } from "./triplet_microscope/program.ts";
import {
  nearestNegative,
  possibleAnchors,
  possiblePositives,
} from "./triplet_microscope/triplets.ts";

export type MicroscopeOptions = LiveBatchOptions & Partial<Pick<MicroscopeState, "swap">>;

/**
 * A triplet under the microscope: points that a hand drags in the plane; the anchor's regions (hard
 * within d(a, p), semi-hard within the margin beyond, easy outside), each negative's category, the
 * loss, the shares of all triplets, and where the loss would move the triplet's points follow. It begins
 * with p = 2 and the first point that can be an anchor.
 */
export function tripletMicroscope(options: MicroscopeOptions): LiveFigure<MicroscopeState> {
  const { swap = false, ...given } = checkOptions(
    options,
    "points labels names margin squared title swap",
  );
  const batch = liveBatch(given, "One triplet under the microscope", 1);
  const { points, labels: classes } = batch;
  checkFlag(swap, "swap");
  const [anchor] = possibleAnchors(classes);
  if (anchor === undefined) {
    const want = "a class with two points, and a point of another class";
    refuseValue(`[${classes.join(", ")}]`, "labels", want);
  }
  const [positive] = possiblePositives(classes, anchor);
  return new LiveFigure(microscope, {
    ...batch,
    ...(swap ? { bounds: aroundBoth(points[anchor], points[positive], batch) } : {}),
    anchor,
    positive,
    negative: nearestNegative(points, classes, anchor),
    p: "2",
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
