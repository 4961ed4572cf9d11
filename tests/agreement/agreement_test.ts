import { assert, assertEquals, assertThrows } from "@std/assert";
import { readdirSync } from "node:fs";
import { agreement } from "#lib/agreement/agreement.ts";
import { cases } from "../support/recorded_values.ts";
import { readReference, referenceProblem } from "#lib/workspace/read_reference.ts";

Deno.test("agreement() compares every framework with both layers, and finds them near", async () => {
  const { rows, without, notOffered, missing, problems } = await agreement(["cpu", "cpu"]);
  assertEquals(
    [...new Set(rows.map(({ framework }) => framework))],
    ["numpy", "pytorch", "pytorch-metric-learning", "tensorflow"],
  );
  assertEquals([...new Set(rows.map(({ ours }) => ours))], [
    "definition, float64",
    "tensors, float32, cpu",
  ]);
  for (const { framework, rule, ours, values, difference, tolerance, within } of rows) {
    const name = `${framework}, ${rule}, ${ours}: ${difference}`;
    assert(values > 0 && difference <= tolerance && within, name);
    assertEquals(tolerance, ours.startsWith("definition") ? 1e-9 : 1e-4);
  }
  assertEquals(problems, []);
  assert(rows.reduce((sum, { values }) => sum + values, 0) > 5000);
  assert(without > 0 && notOffered.includes("all, smooth") && missing.length === 0);
});

Deno.test("agreement() judges: a recorded value times 1.01 is beyond its tolerance", async () => {
  const one = cases.find(({ rule, dtype, value, error, batch }) =>
    rule === "hard, mean" && dtype === "float64" && value !== 0 && !error && batch === "ordinary"
  )!;
  const value = one.value as number;
  one.value = 1.01 * value;
  try {
    const { rows, problems } = await agreement([]);
    const beyond = rows.filter(({ within }) => !within);
    assertEquals(beyond.map(({ rule }) => rule), ["hard, mean"]);
    assertEquals(problems, [
      `1 of ${rows.length} comparisons with recorded values are beyond their tolerance, the first ` +
      `"hard, mean" of pytorch-metric-learning (definition, float64): expected a difference of at ` +
      `most 1e-9, got 0.0099`,
    ]);
  } finally {
    one.value = value;
  }
});

Deno.test("files of reference values are read only with the sum that make.py wrote down", () => {
  const folder = new URL("../../data/reference/", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  assert(names.length >= 6);
  for (const name of names) assertEquals(referenceProblem(name.replace(".json", "")), undefined);
  assertThrows(() => readReference("../benchmarks/operators"), Error, "SHA256SUMS");
});
