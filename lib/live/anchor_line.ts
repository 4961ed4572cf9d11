import { lineSearch } from "./anchor_line/program.ts";
import { type AnchorLineOptions, type AnchorLineState, lineState } from "./anchor_line/state.ts";
import { LiveFigure } from "./live_figure.ts";

/**
 * One anchor's view of its batch, on a line of distances: each positive with its bound, a margin
 * further out, and each negative, which a search puts between the sorted bounds. How many bounds lie
 * beyond it is how many of its triplets have a loss, `#{p : d(a, n) < d(a, p) + margin}`. A hand moves
 * the points along the line.
 *
 * @param options The anchor's name, its positives and negatives by their distances, the margin, and
 *   the title: by default `The batch as anchor a sees it`.
 * @returns A figure for a cell to show; in the report and in JupyterLab it answers.
 * @throws {TypeError} When a distance or the margin is no number.
 * @throws {RangeError} When there is no positive or no negative, there are more than 12 points, or a
 *   distance or the margin is negative or not finite.
 *
 * @example
 * ```ts
 * import { anchorLine } from "#lib/live/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const positives = [{ name: "p", distance: 2 }];
 * const negatives = [{ name: "n", distance: 3 }];
 * const figure = anchorLine({ anchor: "a", positives, negatives, margin: 2 });
 * assertStringIncludes(figure.alt, "n at 3: 1 bound beyond, after 1 look");
 * ```
 */
export function anchorLine(options: AnchorLineOptions): LiveFigure<AnchorLineState> {
  return new LiveFigure(lineSearch, lineState(options));
}
