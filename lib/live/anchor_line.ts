import { checkMargin, checkNumber, checkOptions, describe, expected } from "../checks/mod.ts";
import { type AnchorLineState, lineSearch, type SeenPoint } from "./anchor_line/program.ts";
import { LiveFigure } from "./live_figure.ts";

/** What {@linkcode anchorLine} is told. */
export interface AnchorLineOptions {
  anchor: string;
  positives: readonly SeenPoint[];
  negatives: readonly SeenPoint[];
  margin: number;
  title?: string;
}

/** More points than that are no picture. */
const MOST = 12;

/**
 * One anchor's view of its batch, on a line of distances: each positive with its bound, a margin
 * further out, and each negative, which a search puts between the sorted bounds. How many bounds lie
 * beyond it is how many of its triplets have a loss, `#{p : d(a, n) < d(a, p) + margin}`. A hand moves
 * the points along the line.
 *
 * @param options The anchor's name, its positives and negatives by their distances, the margin, and
 *   the title: by default `The batch as anchor a sees it`.
 * @returns A figure for a cell to show; in the report and in JupyterLab it answers.
 * @throws {TypeError} When a distance or the margin is no number, or an option is another kind of thing.
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
  const { anchor, positives, negatives, margin, title = `The batch as anchor ${anchor} sees it` } =
    checkOptions(options, "anchor positives negatives margin title");
  if (typeof anchor !== "string") {
    throw new TypeError(expected("anchor", "its name", describe(anchor)));
  }
  for (const [what, points] of Object.entries({ positives, negatives })) {
    if (!Array.isArray(points) || !points.every((one) => typeof one?.name === "string")) {
      throw new TypeError(expected(what, "a list of { name, distance }", describe(points)));
    }
    if (points.length === 0) throw new RangeError(expected(what, "at least one", "none"));
    for (const { name, distance } of points) checkNumber(distance, `${what}, ${name}`, { min: 0 });
  }
  const points = [...positives, ...negatives].map(({ name, distance }) => ({ name, distance }));
  if (points.length > MOST) {
    throw new RangeError(expected("points", `up to ${MOST} in all`, String(points.length)));
  }
  checkMargin(margin);
  const end = 1.1 * (Math.max(...points.map(({ distance }) => distance)) + margin || 1);
  const chosen = positives.length;
  const state = { title, anchor, points, positives: chosen, chosen, margin, end };
  return new LiveFigure(lineSearch, state);
}
