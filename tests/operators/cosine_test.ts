import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { batchAll, batchHard, semiHard } from "../../lib/operators/mod.ts";
import { batchPlans, ENGINES, gradientError, makeBatch, MARGINS } from "./support.ts";

/** The operators in cosine distances, by each rule. */
const OPERATORS = [
  { fused: batchAll, rule: {} },
  ...(["tensorflow", "valid"] as const).map((rule) => ({ fused: batchHard, rule: { rule } })),
  ...(["all", "nearest", "random"] as const).map((rule) => ({ fused: semiHard, rule: { rule } })),
];

for (const engine of ENGINES.filter((engine) => engine !== "plain")) {
  for (const [rows, width, runs] of [[28, 12, 400], [300, 160, 12]]) {
    const where =
      `cosine (${engine}) brings up to ${rows} rows to length 1 as the plain engine does`;
    Deno.test(where, () => {
      fc.assert(
        fc.property(batchPlans(rows, width), fc.constantFrom(...MARGINS), (plan, margin) => {
          const { embeddings, labels, dim } = makeBatch(plan);
          for (const { fused, rule } of OPERATORS) {
            const options = { dim, margin, distance: "cosine", gradient: true, ...rule } as const;
            const [want, got] = (["plain", engine] as const).map((engine) =>
              fused(embeddings, labels, { ...options, engine } as never)
            );
            assertEquals(got.counts, want.counts);
            assertLess(Math.abs(got.loss - want.loss) / Math.max(want.loss, 1e-12), 1e-5, "loss");
            const error = gradientError(got.gradient!, Float64Array.from(want.gradient!));
            assertLess(error, 1e-5, "gradient");
          }
        }),
        { seed: 77, numRuns: runs },
      );
    });
  }

  Deno.test(`cosine (${engine}) computes by itself where no row is all zeros`, () => {
    const options = { dim: 3, margin: 0.3, distance: "cosine", engine } as const;
    const rows = Float32Array.of(1, 2, 3, 3, 2, 1, 0, 0, 5, 1e-30, 0, 0);
    const labels = Int32Array.of(0, 0, 1, 1);
    assertEquals(batchAll(rows, labels, options).engine, engine);
    assertEquals(batchAll(rows.map((v) => (v === 5 ? 0 : v)), labels, options).engine, engine);
    const gradient = new Float32Array(12).fill(7);
    assert(batchAll(rows, labels, { ...options, gradient }).gradient === gradient);
    assert(gradient.every(Number.isFinite));
  });
}
