import { LiveFigure } from "./live_figure.ts";
import { microscope } from "./triplet_microscope/program.ts";
import {
  type MicroscopeOptions,
  type MicroscopeState,
  microscopeState,
} from "./triplet_microscope/state.ts";

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
  return new LiveFigure(microscope, microscopeState(options));
}
