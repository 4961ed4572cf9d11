import { checkChoice, checkLike } from "../checks/mod.ts";
import { benchmarkCurves, type BenchmarkCurvesOptions } from "./benchmark_curves.ts";
import { type Figure, titled } from "./figure.ts";
import { ENGINE_COLOR, ORIGIN_COLOR, SOFT_INK } from "./palette.ts";

/** A line of {@linkcode race}: `[batch size, value]` of a way that keeps its colour in all figures. */
export type Racer = {
  name: string;
  /** The article's direct way, one in between, or an engine of the fused operators. */
  kind: "direct" | "between" | "native" | "wasm" | "plain";
  points: readonly (readonly [number, number])[];
};

const COLORS: Readonly<Record<Racer["kind"], string>> = {
  direct: ORIGIN_COLOR,
  between: SOFT_INK,
  ...ENGINE_COLOR,
};

/**
 * Ways to compute one thing, over the batch size, both axes in powers of ten: on these a power of
 * the batch size is a straight line, and its slope is the exponent.
 *
 * @throws {RangeError} When there is nothing to draw, a size or value is not above 0, or a kind is
 * none of the five.
 *
 * @example
 * ```ts
 * import { race } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const cube = { name: "mask", kind: "direct" as const, points: [[10, 1e3], [100, 1e6]] as const };
 * const figure = race([cube], { title: "Steps", quantity: "steps" });
 * assertStringIncludes(figure.spec.alt, "mask 1000000 (B = 100)");
 * ```
 */
export function race(racers: readonly Racer[], options: BenchmarkCurvesOptions): Figure {
  const { title, quantity, height = 340 } = titled(options, "title quantity height");
  checkLike(racers, "racers", [{ name: "", kind: "", points: [[NaN]] }]);
  for (const { kind } of racers) checkChoice(kind, Object.keys(COLORS), "kind");
  const points = racers.flatMap(({ name, kind, points }) =>
    points.map(([batch, value]) => ({ name, batch, value, color: COLORS[kind] }))
  );
  return benchmarkCurves(points, { title, quantity, height });
}
