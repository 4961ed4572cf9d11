import * as Plot from "@observablehq/plot";
import { Figure, type Titled } from "./figure.ts";
import { caption, checkLengths, NAMED } from "./marks.ts";
import { classColor, ROLE_COLOR } from "./palette.ts";
import { boundsOf, checkPlane, planeOptions } from "./plane.ts";

/** Which points each anchor learns from: an index for each point, or null where it has none. */
export interface MinedPairs {
  /** The positive that each anchor chose; its own index where it is its own positive. */
  positives: readonly (number | null)[];
  /** The negative that each anchor chose. */
  negatives: readonly (number | null)[];
}

/** Options of {@linkcode miningPicture}. */
export interface MiningPictureOptions extends Titled {
  /** Names beside the points. Default: their numbers. */
  names?: readonly string[];
}

/** One arrow, from an anchor to what it chose. */
interface Choice {
  anchor: number;
  role: "positive" | "negative";
  chosen: number;
}

/**
 * Who chose whom: from each anchor an arrow to the positive it has to pull and one, dashed, to the
 * negative it has to push. Arrows bend, so that two points that chose each other show both. A ring is
 * an anchor that is its own positive.
 *
 * @param points Rows of two numbers.
 * @param labels The class of each point, which gives it its colour.
 * @param mined What each anchor chose.
 * @param options Title and names.
 * @returns A figure.
 * @throws {RangeError} When there are no points, a point is not in the plane, an array has another
 *   length, or a choice is none of the points.
 *
 * @example
 * ```ts
 * import { miningPicture } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const mined = { positives: [1, 0, 2], negatives: [2, 2, 1] };
 * const picture = miningPicture([[0, 0], [3, 0], [5, 0]], [0, 0, 1], mined, { title: "Three" });
 * assertStringIncludes(picture.spec.alt, "0 chose the positive 1 and the negative 2");
 * assertStringIncludes(picture.spec.alt, "2 chose itself as positive");
 * ```
 */
export function miningPicture(
  points: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  { positives, negatives }: MinedPairs,
  { title, names = points.map((_, i) => String(i)) }: MiningPictureOptions,
): Figure {
  checkPlane(points, "points");
  checkLengths(points.length, { labels, positives, negatives, names });
  const choices: Choice[] = points.flatMap((_, anchor) => [
    { anchor, role: "positive" as const, chosen: checked(positives[anchor], "positives") },
    { anchor, role: "negative" as const, chosen: checked(negatives[anchor], "negatives") },
  ]).filter((choice): choice is Choice => choice.chosen !== null);
  const alone = choices.filter(({ anchor, chosen }) => chosen === anchor);
  return new Figure({
    title,
    alt: points.map((_, anchor) => `${names[anchor]} ${sentence(anchor)}`).join("; ") + ".",
    data: { points, labels: Array.from(labels), positives, negatives },
    plot: (widest) => {
      const { options } = planeOptions(boundsOf(points, 0.14), widest);
      const marks = [
        ...arrowMarks(choices.filter(({ anchor, chosen }) => chosen !== anchor), points),
        Plot.dot(points as [number, number][], { r: 7, fill: (_, i) => classColor(labels[i]) }),
        Plot.dot(alone, {
          x: ({ anchor }: Choice) => points[anchor][0],
          y: ({ anchor }: Choice) => points[anchor][1],
          r: 12,
          stroke: color,
          strokeWidth: 2,
        }),
        Plot.text(points as [number, number][], {
          ...NAMED,
          text: (_, i) => names[i],
          dy: -21,
          fontSize: 14,
        }),
        ...ROLES.map((role, i) =>
          caption([KEY[role]], {
            frameAnchor: "top-right",
            textAnchor: "end",
            dy: -26 + 13 * i,
            text: (word: string) => word,
            fill: ROLE_COLOR[role],
            fontWeight: "bold",
          })
        ),
      ];
      return { ...options, marginTop: 30, height: options.height + 10, marks };
    },
  });

  function checked(chosen: number | null, name: string): number | null {
    if (chosen === null || points[chosen] !== undefined) return chosen;
    throw new RangeError(`${name}: expected null or 0 to ${points.length - 1}, got ${chosen}`);
  }

  function sentence(anchor: number): string {
    const [positive, negative] = [positives[anchor], negatives[anchor]];
    const first = positive === null
      ? "found no positive"
      : positive === anchor
      ? "chose itself as positive"
      : `chose the positive ${names[positive]}`;
    return `${first} and ${negative === null ? "no negative" : `the negative ${names[negative]}`}`;
  }
}

const color = ({ role }: Choice) => ROLE_COLOR[role];

const ROLES = ["positive", "negative"] as const;

/** What the arrows mean. */
const KEY = { positive: "→ hardest positive", negative: "⇢ hardest negative" };

function arrowMarks(
  arrows: readonly Choice[],
  points: readonly (readonly number[])[],
): Plot.Markish[] {
  return ROLES.map((role) =>
    Plot.arrow(arrows.filter((arrow) => arrow.role === role), {
      x1: ({ anchor }: Choice) => points[anchor][0],
      y1: ({ anchor }: Choice) => points[anchor][1],
      x2: ({ chosen }: Choice) => points[chosen][0],
      y2: ({ chosen }: Choice) => points[chosen][1],
      // The two kinds bend by different angles, so that a pair of both kinds stays two arrows.
      bend: role === "positive" ? 16 : 28,
      stroke: color,
      strokeWidth: 2,
      headLength: 9,
      insetStart: 10,
      insetEnd: 10,
      ...(role === "negative" ? { strokeDasharray: "6 4" } : {}),
    })
  );
}
