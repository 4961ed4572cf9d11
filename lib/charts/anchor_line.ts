import * as Plot from "@observablehq/plot";
import { checkMargin, checkNumber } from "../checks/mod.ts";
import { Figure } from "./figure.ts";
import { across, BESIDE, frame, WIDEST } from "./marks.ts";
import { short } from "./numbers.ts";
import { INK, PAPER, QUIET, ROLE_COLOR } from "./palette.ts";

/** A point as its anchor sees it: how far away it is. */
export interface SeenPoint {
  /** What stands beside it. */
  name: string;
  /** Its distance from the anchor. */
  distance: number;
}

/** What {@linkcode anchorLine} draws. */
export interface AnchorLineInput {
  /** The anchor's name. */
  anchor: string;
  /** The other points of the anchor's class. */
  positives: readonly SeenPoint[];
  /** The points of other classes. */
  negatives: readonly SeenPoint[];
  /** How much farther a negative has to be. */
  margin: number;
}

/** Pixels from one positive to the next, and in the negatives' row. */
const STEP = 26, FLOOR = 58;

/**
 * One anchor's view of its batch, on a line of distances. Above, each positive with an arrow of the
 * margin's length, which ends at its bound. Below, each negative with the number of bounds beyond
 * it: `#{p : d(a, n) < d(a, p) + margin}`, its active triplets. A dashed line goes down from each
 * bound, so that the count of a negative is the count of the dashed lines to its right.
 *
 * @param input The anchor, its positives and negatives, the margin.
 * @param options Title.
 * @returns A figure.
 * @throws {RangeError} When there is no positive or no negative, or a distance or the margin is
 *   negative or not finite.
 *
 * @example
 * ```ts
 * import { anchorLine } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const positives = [{ name: "p", distance: 2 }];
 * const negatives = [{ name: "n", distance: 3 }];
 * const figure = anchorLine({ anchor: "a", positives, negatives, margin: 2 });
 * assertStringIncludes(figure.spec.alt, "n at 3: 1 active");
 * ```
 */
export function anchorLine(
  { anchor, positives, negatives, margin }: AnchorLineInput,
  { title = `The batch as anchor ${anchor} sees it` }: { title?: string } = {},
): Figure {
  check(positives, negatives, margin);
  const { above, below } = rowsOf(positives, negatives, margin);
  const farthest = Math.max(...above.map(({ bound }) => bound), ...below.map((n) => n.distance));
  const top = FLOOR + STEP * (above.length - 1) + 20;
  return new Figure({
    title,
    alt: `Distances from ${anchor}, margin ${margin}. Positives: ${
      above.map(({ name, distance, bound }) =>
        `${name} at ${short(distance)}, bound ${short(bound)}`
      )
        .join("; ")
    }. Negatives: ${
      below.map(({ name, distance, active, hard }) =>
        `${name} at ${short(distance)}: ${active} active, ${hard} of them hard`
      ).join("; ")
    }.`,
    data: { positives: above, negatives: below, margin },
    // On a phone the words find room in further lines.
    plot: (widest) => ({
      ...frame(640, top + 118, widest < WIDEST ? [24, 62, 28, 40] : [24, 24, 14, 40]),
      x: across(`distance from ${anchor}`, { domain: [0, farthest * 1.06], ticks: 10 }),
      y: { domain: [-44, top], axis: null },
      marks: marksOf(above, below, top, widest < WIDEST ? 13 : 0),
    }),
  });
}

/** A positive as it is drawn: with the end of its margin, and its row. */
type Above = SeenPoint & { bound: number; y: number };

/** A negative as it is drawn: with how many bounds and positives lie beyond it. */
type Below = SeenPoint & { y: number; active: number; hard: number };

/** Positives, the nearest in the lowest row, and negatives, each from the left. */
function rowsOf(
  positives: readonly SeenPoint[],
  negatives: readonly SeenPoint[],
  margin: number,
): { above: Above[]; below: Below[] } {
  const near = (a: SeenPoint, b: SeenPoint) => a.distance - b.distance;
  const above = positives.toSorted(near).map((positive, i) => ({
    ...positive,
    bound: positive.distance + margin,
    y: FLOOR + STEP * i,
  }));
  const below = negatives.toSorted(near).map((negative) => ({
    ...negative,
    y: 0,
    active: above.filter(({ bound }) => negative.distance < bound).length,
    hard: above.filter(({ distance }) => negative.distance <= distance).length,
  }));
  return { above, below };
}

function marksOf(
  above: readonly Above[],
  below: readonly Below[],
  top: number,
  line: number,
): Plot.Markish[] {
  const thin = { stroke: PAPER, strokeWidth: 3 };
  const names = { x: "distance", y: "y", text: "name", fontWeight: "bold", dy: -12 } as const;
  const says = (text: string, more: Plot.TextOptions) =>
    Plot.text([{ text }], { x: 0, text: "text", ...BESIDE, fontWeight: "bold", ...more });
  return [
    Plot.ruleX(above, {
      x: "bound",
      y1: -36,
      y2: "y",
      stroke: QUIET,
      strokeDasharray: "3 3",
    }),
    Plot.ruleY([0], { stroke: QUIET, strokeOpacity: 0.6 }),
    Plot.arrow(above, {
      x1: "distance",
      x2: "bound",
      y1: "y",
      y2: "y",
      stroke: ROLE_COLOR.positive,
      strokeWidth: 1.5,
      headLength: 7,
      insetStart: 6,
    }),
    Plot.dot(above, { x: "distance", y: "y", r: 5, fill: ROLE_COLOR.positive }),
    Plot.text(above, { ...names, fill: ROLE_COLOR.positive }),
    Plot.text(above, {
      x: "bound",
      y: "y",
      text: ({ name }) => `bound of ${name}`,
      fill: INK,
      ...thin,
      textAnchor: "start",
      dx: 5,
    }),
    Plot.dot(below, { x: "distance", y: "y", r: 5, fill: ROLE_COLOR.negative }),
    Plot.text(below, {
      ...names,
      fill: ROLE_COLOR.negative,
      ...thin,
    }),
    ...[0, 1].map((odd) =>
      Plot.text(below.filter((_, i) => i % 2 === odd), {
        x: "distance",
        y: "y",
        dy: 20 + odd * line,
        text: ({ active }) => `${active} active`,
        fill: INK,
        ...thin,
      })
    ),
    says("positives, and a margin more", { y: top, dy: 2 - line, fill: ROLE_COLOR.positive }),
    says("negatives", { y: 0, dy: -12, fill: ROLE_COLOR.negative }),
  ];
}

function check(
  positives: readonly SeenPoint[],
  negatives: readonly SeenPoint[],
  margin: number,
): void {
  for (const [what, points] of Object.entries({ positives, negatives })) {
    if (points.length === 0) throw new RangeError(`${what}: expected at least one, got none`);
    for (const { name, distance } of points) checkNumber(distance, `${what}, ${name}`, { min: 0 });
  }
  checkMargin(margin);
}
