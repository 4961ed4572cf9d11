import { checkMargin, checkNumber, expected } from "../../checks/mod.ts";

/** A point as its anchor sees it. */
export interface SeenPoint {
  /** What stands beside it. */
  readonly name: string;
  /** Its distance from the anchor. */
  readonly distance: number;
}

/** What the line shows: plain data, which survives JSON. */
export interface AnchorLineState {
  readonly title: string;
  /** The anchor's name. */
  readonly anchor: string;
  /** The other points of the anchor's class, then those of other classes. */
  readonly points: readonly SeenPoint[];
  /** How many of them are of the anchor's class. */
  readonly positives: number;
  /** The negative whose search is told: an index of `points`. */
  readonly chosen: number;
  /** How much farther a negative has to be. */
  readonly margin: number;
  /** Where line and slider end. */
  readonly end: number;
}

/** What {@linkcode lineState} is told. */
export interface AnchorLineOptions {
  anchor: string;
  positives: readonly SeenPoint[];
  negatives: readonly SeenPoint[];
  margin: number;
  title?: string;
}

/** More points than that are no picture. */
const MOST = 12;

/** The state that the line begins with; refuses what it cannot show. */
export function lineState(
  { anchor, positives, negatives, margin, title = `The batch as anchor ${anchor} sees it` }:
    AnchorLineOptions,
): AnchorLineState {
  for (const [what, points] of Object.entries({ positives, negatives })) {
    if (points.length === 0) throw new RangeError(expected(what, "at least one", "none"));
    for (const { name, distance } of points) checkNumber(distance, `${what}, ${name}`, { min: 0 });
  }
  const points = [...positives, ...negatives].map(({ name, distance }) => ({ name, distance }));
  if (points.length > MOST) {
    throw new RangeError(expected("points", `up to ${MOST} in all`, String(points.length)));
  }
  checkMargin(margin);
  const end = 1.1 * (Math.max(...points.map(({ distance }) => distance)) + margin || 1);
  return {
    title,
    anchor,
    points,
    positives: positives.length,
    chosen: positives.length,
    margin,
    end,
  };
}
