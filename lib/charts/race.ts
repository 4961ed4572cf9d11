import { benchmarkCurves, type BenchmarkCurvesOptions } from "./benchmark_curves.ts";
import type { Figure } from "./figure.ts";
import { ENGINE_COLOR, ORIGIN_COLOR, QUIET } from "./palette.ts";

/** A line of {@linkcode race}: `[batch size, value]` of a way that keeps its colour in all figures. */
export type Racer = {
  name: string;
  /** The article's direct way, one in between, or an engine of the fused operators. */
  kind: "direct" | "between" | "native" | "wasm" | "plain";
  points: readonly (readonly [number, number])[];
};

const COLORS: Readonly<Record<Racer["kind"], string>> = {
  direct: ORIGIN_COLOR,
  between: QUIET,
  ...ENGINE_COLOR,
};

/**
 * Ways to compute one thing, over the batch size, both axes in powers of ten: on these a power of
 * the batch size is a straight line, and its slope is the exponent.
 *
 * @throws {RangeError} When there is nothing to draw, or a size or value is not above 0.
 * @throws {TypeError} When a kind is none of the five.
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
export function race(
  racers: readonly Racer[],
  { title, quantity, height = 340 }: BenchmarkCurvesOptions,
): Figure {
  const odd = racers.find(({ kind }) => !(kind in COLORS));
  if (odd) {
    throw new TypeError(
      `racers: expected a kind among ${Object.keys(COLORS).join(", ")}, got ${odd.kind}`,
    );
  }
  const points = racers.flatMap(({ name, kind, points }) =>
    points.map(([batch, value]) => ({ name, batch, value, color: COLORS[kind] }))
  );
  return benchmarkCurves(points, { title, quantity, height });
}
