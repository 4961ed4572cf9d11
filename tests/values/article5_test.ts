/** Article 5's program, as PyTorch ran it over many seeds, beside the losses here. */
import { assert, assertEquals } from "@std/assert";
import * as reference from "#lib/reference/mod.ts";
import { readReference } from "#lib/workspace/read_reference.ts";

interface Article5 {
  program: Record<string, { code: number; stops: number; printsLoss: boolean; error: string }>;
  seeds: number;
  percentiles: Record<string, number>;
  leastSimilarity: number;
  runs: { features: number[][]; sp: number[]; sn: number[]; loss: number }[];
}
const recorded = readReference<Article5>("article5");

Deno.test("article 5's draws: pairs and loss are those of the float64 loops, to float32", () => {
  assert(recorded.runs.length >= 5);
  for (const { features, sp, sn, loss } of recorded.runs) {
    const pairs = reference.similarityPairs(features, [1, 1, 0]);
    [...pairs.sp, ...pairs.sn].forEach((s, i) => assert(Math.abs(s - [...sp, ...sn][i]) < 1e-6));
    const ours = reference.circleLoss([...pairs.sp], [...pairs.sn], { m: 0.25, gamma: 256 });
    assert(Math.abs(ours - loss) < 1e-3, `${ours}, ${loss}`); // gamma times float32's error
  }
});

Deno.test("article 5's program stops in the debugger at its one call, and without it ends", () => {
  const { "as printed": left, "without its stop": mended, ...others } = recorded.program;
  assertEquals(left, { code: 1, stops: 1, printsLoss: false, error: "bdb.BdbQuit" });
  assertEquals(mended, { code: 0, stops: 0, printsLoss: true, error: "" });
  assertEquals(Object.values(others).map(({ stops, printsLoss }) => [stops, printsLoss]), [
    [1, true],
  ]);
});

Deno.test("article 5's random points: no similarity below 0, losses far apart", () => {
  const { leastSimilarity, percentiles } = recorded;
  assert(leastSimilarity >= 0 && percentiles[0] < 20 && percentiles[100] > 300);
  assert(percentiles[50] < 239.7694 && 239.7694 < percentiles[100]);
});
