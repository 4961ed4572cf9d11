import { checkLike, checkMargin, checkNumber, checkOptions, refuseValue } from "../checks/mod.ts";
import { type AnchorLineState, lineSearch, type SeenPoint } from "./anchor_line/program.ts";
import { LiveFigure } from "./live_figure.ts";

export interface AnchorLineOptions
  extends Pick<AnchorLineState, "anchor" | "margin">, Partial<Pick<AnchorLineState, "title">> {
  positives: readonly SeenPoint[];
  negatives: readonly SeenPoint[];
}

const MOST = 12;

/**
 * One anchor's view of its batch, on a line of distances: each positive with its bound, a margin
 * further out, and each negative, which a search puts between the sorted bounds. How many bounds lie
 * beyond it is how many of its triplets have a loss, `#{p : d(a, n) < d(a, p) + margin}`.
 */
export function anchorLine(options: AnchorLineOptions): LiveFigure<AnchorLineState> {
  const { anchor, positives, negatives, margin, title = `The batch as anchor ${anchor} sees it` } =
    checkOptions(options, "anchor positives negatives margin title");
  checkLike(anchor, "anchor", "");
  for (const [what, points] of Object.entries({ positives, negatives })) {
    checkLike(points, what, [{ name: "" }]);
    for (const { name, distance } of points) checkNumber(distance, `${what}, ${name}`, { min: 0 });
  }
  const points = [...positives, ...negatives].map(({ name, distance }) => ({ name, distance }));
  if (points.length > MOST) refuseValue(points.length, "points", `up to ${MOST} in all`);
  checkMargin(margin);
  const end = 1.1 * (Math.max(...points.map(({ distance }) => distance)) + margin || 1);
  const chosen = positives.length;
  const state = { title, anchor, points, positives: chosen, chosen, margin, end };
  return new LiveFigure(lineSearch, state);
}
