import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { batchAll, batchHard, semiHard } from "../../lib/operators/mod.ts";
import { flatDirections } from "../../lib/reference/flat_directions.ts";
import { batchPlans, ENGINES, gradientError, makeBatch, MARGINS } from "./support.ts";

/** The operators in cosine distances, by each rule. */
const OPERATORS = [
  { fused: batchAll, rule: {} },
  ...(["tensorflow", "pytorch", "valid"] as const).map((rule) => ({
    fused: batchHard,
    rule: { rule },
  })),
  ...(["all", "nearest", "random"] as const).map((rule) => ({ fused: semiHard, rule: { rule } })),
];

for (const engine of ENGINES.filter((engine) => engine !== "plain")) {
  for (const [rows, width, runs] of [[28, 12, 400], [300, 160, 12]]) {
    const where =
      `cosine (${engine}) of up to ${rows} rows is that of the plain engine on float32 unit rows`;
    Deno.test(where, () => {
      fc.assert(
        fc.property(batchPlans(rows, width), fc.constantFrom(...MARGINS), (plan, margin) => {
          const { embeddings, labels, dim } = makeBatch(plan);
          const { rows: unit, dim: wide, pull } = flatDirections(embeddings, dim);
          const flat = { dim: wide, margin: 2 * margin, squared: true, engine: "plain" } as const;
          for (const { fused, rule } of OPERATORS) {
            // Refused without a negative.
            if ("rule" in rule && rule.rule === "pytorch" && new Set(labels).size < 2) continue;
            const more = { gradient: true, ...rule };
            const options = { dim, margin, distance: "cosine", engine, ...more } as const;
            const want = fused(Float32Array.from(unit), labels, { ...flat, ...more } as never);
            const got = fused(embeddings, labels, options as never);
            assertEquals(got.counts, want.counts);
            const loss = want.loss / 2;
            assertLess(Math.abs(got.loss - loss) / Math.max(loss, 1e-12), 1e-5, "loss");
            const slopes = pull(want.gradient!, new Float32Array(embeddings.length), 1 / 2);
            assertLess(gradientError(got.gradient!, slopes), 1e-5, "gradient");
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
