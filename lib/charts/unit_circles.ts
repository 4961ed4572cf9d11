import { checkList, refuseValue } from "../checks/mod.ts";
import { Plot } from "./plot.ts";
import { lpDistance } from "../reference/lp_distance.ts";
import { Figure, titled } from "./figure.ts";
import { BESIDE, NAMED } from "./marks.ts";
import { fixed } from "./numbers.ts";
import { INK, QUIET } from "./palette.ts";
import { planeOptions } from "./plane.ts";
import { boundsOf, unitBall } from "./points.ts";

/**
 * All points at distance 1 from the origin, for several orders p of the norm.
 *
 * @param orders The orders, each at least 1; `Infinity` is the largest coordinate.
 * @throws {RangeError} When there are no orders, or one is below 1.
 *
 * @example
 * ```ts
 * import { unitCircles } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * assertStringIncludes(unitCircles([1, 2, Infinity]).toSvg(), "p = ∞");
 * ```
 */
export function unitCircles(orders: readonly number[], options?: { title?: string }): Figure {
  checkList(orders, "orders", { min: 1, infinity: true });
  if (orders.length === 0) refuseValue("none", "orders", "at least one");
  const circles = orders.map((p, i) => ({
    p,
    name: `p = ${p === Infinity ? "∞" : p}`,
    dash: DASHES[i % DASHES.length],
    ring: unitBall(p),
    diagonal: 1 / lpDistance([1, 1], [0, 0], { p, eps: 0 }),
  }));
  const shown = boundsOf([...circles.flatMap(({ ring }) => ring), [-1.25, -1.1], [1.25, 1.1]]);
  const axis = { stroke: QUIET, strokeOpacity: 0.5 }, at = { x: "diagonal", y: "diagonal" };
  return new Figure({
    ...titled(options, "title", "All points at distance 1 from the origin"),
    alt: "Closed curves around the origin. On the diagonal they pass through " +
      circles.map(({ name, diagonal }) => `(${fixed(diagonal)}, ${fixed(diagonal)}) for ${name}`)
        .join(", ") +
      "; on the axes all pass through 1.",
    data: circles.map(({ name, diagonal }) => ({ name, diagonal })),
    plot: (widest) => ({
      ...planeOptions(shown, widest, { down: 420 }).options,
      marks: [
        Plot.ruleX([0], axis),
        Plot.ruleY([0], axis),
        ...circles.map(({ ring, dash }) =>
          Plot.line(ring, { stroke: INK, strokeWidth: 2, strokeDasharray: dash })
        ),
        Plot.text(circles, { ...at, text: "name", ...BESIDE, ...NAMED, dy: -6 }),
      ],
    }),
  });
}

const DASHES = ["2 4", "none", "8 4"];
