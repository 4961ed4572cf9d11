import { checkLike, refuseValue } from "../checks/mod.ts";
import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { checkLengths, HALO, NAMED } from "./marks.ts";
import { classColor, LOSS_COLOR, QUIET, ROLE_COLOR } from "./palette.ts";
import { checkPlane, planeOptions } from "./plane.ts";
import { boundsOf } from "./points.ts";

/** An arrow at a point. */
export type GradientArrow = {
  /** The index of the point that would move. */
  at: number;
  /** Where to: minus the gradient, two numbers. */
  step: readonly number[];
  /** What moves it: a positive pulls, a negative pushes; without it, the arrow is the whole step. */
  by?: "positive" | "negative";
};

/** Options of {@linkcode gradientArrows}. */
export type GradientArrowsOptions = Titled & {
  names: readonly string[];
  /** The class of each point, which gives it its colour. Default: all alike. */
  labels?: ArrayLike<number>;
  /** How long an arrow is for a gradient of length 1, in the plane's unit. Default 1. */
  length?: number;
};

/**
 * Points in the plane, rows of two numbers, with arrows that say where a loss would move them: green
 * where a positive pulls, purple where a negative pushes, the loss's colour for a whole step.
 *
 * @throws {RangeError} When there are no points, a point is not in the plane, or an arrow is at none.
 *
 * @example
 * ```ts
 * import { gradientArrows } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const arrows = [{ at: 0, step: [0.6, 0.8], by: "positive" as const }];
 * const figure = gradientArrows([[0, 0], [3, 4]], arrows, { title: "A pull", names: ["a", "p"] });
 * assertStringIncludes(figure.spec.alt, "a (0.60, 0.80) by a positive");
 * ```
 */
export function gradientArrows(
  points: readonly (readonly number[])[],
  arrows: readonly GradientArrow[],
  options: GradientArrowsOptions,
): Figure {
  const { title, names, labels, length = 1 } = titled(options, "title names labels length");
  checkPlane(points, "points");
  checkLike(arrows, "arrows", [{ at: 0, step: [0], "by?": "" }, 0]);
  checkLengths(points.length, { names, ...labels && { labels } });
  checkPlane([[0, 0], ...arrows.map(({ step }) => step)], "arrows");
  const odd = arrows.find(({ at }) => points[at] === undefined);
  if (odd) refuseValue(`one at ${odd.at}`, "arrows", `points 0 to ${points.length - 1}`);
  const drawn = arrows.map((arrow) => {
    const [[x1, y1], [dx, dy]] = [points[arrow.at], arrow.step];
    return { ...arrow, x1, y1, x2: x1 + length * dx, y2: y1 + length * dy };
  });
  const moving = drawn.filter(({ step }) => Math.hypot(step[0], step[1]) > 1e-9);
  const room = moving.some(({ by }) => by) ? 0.19 : 0.13; // for words at the tips
  const bounds = boundsOf([...points, ...drawn.map(({ x2, y2 }) => [x2, y2])], room);
  return new Figure({
    title,
    alt: moving.length === 0
      ? `${points.length} points; none would move.`
      : `Arrows: ${
        moving.map(({ at, step, by }) =>
          `${names[at]} (${step.map((value) => value.toFixed(2)).join(", ")})` +
          (by ? ` by a ${by}` : "")
        ).join(", ")
      }.`,
    data: { points, arrows },
    plot: (widest) => {
      const { scale, options } = planeOptions(bounds, widest);
      // Words are wider than high: beside an arrow's tip they need more room than above it.
      const beyond = ([x, y]: readonly number[]) => {
        const size = Math.hypot(x, y), far = (12 + 10 * Math.abs(x) / size) / scale / size;
        return [far * x, far * y];
      };
      const at = { x: "0", y: "1" } as const;
      const up = new Set(moving.filter(({ step: [x, y] }) => y > Math.abs(x)).map(({ at }) => at));
      // A name stands above its point, and right of it where an arrow leads up.
      const tags = points.map(([x, y], i) => up.has(i) ? [x + 14 / scale, y] : [x, y + 15 / scale]);
      const color = ({ by }: GradientArrow) => by ? ROLE_COLOR[by] : LOSS_COLOR;
      const marks = [
        Plot.dot(points, { ...at, r: 6, fill: (_, i) => labels ? classColor(labels[i]) : QUIET }),
        Plot.arrow(moving, {
          ...{ x1: "x1", y1: "y1", x2: "x2", y2: "y2" },
          ...{ stroke: color, strokeWidth: 2.5, headLength: 7 },
        }),
        // A word at the tip of an arrow that one point causes.
        Plot.text(moving.filter(({ by }) => by), {
          x: ({ x2, step }) => x2 + beyond(step)[0],
          y: ({ y2, step }) => y2 + beyond(step)[1],
          text: ({ by }) => by === "positive" ? "pull" : "push",
          ...{ fill: color, ...HALO },
        }),
        Plot.text(tags, { ...NAMED, ...at, text: (_, i) => names[i] }),
      ];
      return { ...options, marks };
    },
  });
}
