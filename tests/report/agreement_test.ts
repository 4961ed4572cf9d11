import { assert, assertEquals } from "@std/assert";
import { agreement } from "#lib/agreement/agreement.ts";

Deno.test("agreement() compares every framework with both layers, and finds them near", async () => {
  const { rows, without, notOffered, missing } = await agreement(["cpu", "cpu"]);
  assertEquals(
    [...new Set(rows.map(({ framework }) => framework))],
    ["numpy", "pytorch", "pytorch-metric-learning", "tensorflow"],
  );
  assertEquals([...new Set(rows.map(({ ours }) => ours))], [
    "definition, float64",
    "tensors, float32, cpu",
  ]);
  for (const { framework, rule, ours, values, difference } of rows) {
    const name = `${framework}, ${rule}, ${ours}: ${difference}`;
    assert(values > 0 && difference <= (ours.startsWith("definition") ? 1e-9 : 1e-4), name);
  }
  assert(rows.reduce((sum, { values }) => sum + values, 0) > 5000);
  assert(without > 0 && notOffered.includes("all, smooth") && missing.length === 0);
});
