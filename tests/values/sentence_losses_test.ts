/** What sentence-transformers itself computed, beside the rules that stand for it here. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as reference from "#lib/reference/mod.ts";
import { readReference } from "#lib/workspace/read_reference.ts";
import { centralDifferences, relativeError } from "../reference/oracles.ts";

interface Recorded {
  batches: Record<string, { embeddings: number[][]; labels: number[] }>;
  cases: {
    batch: string;
    rule: "batch all" | "batch hard" | "soft margin" | "semi-hard";
    distance: "euclidean" | "cosine";
    margin: number;
    value: number;
    gradient: number[][];
  }[];
}

const { batches, cases } = readReference<Recorded>("sentence_losses");

/** The table's rows of `lib/losses/README.md`. */
function ours(
  { rule, distance, margin }: Recorded["cases"][number],
  x: number[][],
  labels: number[],
): number {
  const options = { margin, distance };
  if (rule === "batch all") return reference.batchAllTripletLoss(x, labels, options).loss;
  if (rule === "semi-hard") {
    return reference.semiHardTripletLoss(x, labels, { ...options, rule: "nearest" }).loss;
  }
  const hard = { ...options, rule: "tensorflow", soft: rule === "soft margin" } as const;
  return reference.batchHardTripletLoss(x, labels, hard).loss;
}

/** Its own names of the losses, which are the rules that `conform` has of it. */
const CLASSES = {
  "batch all": "BatchAllTripletLoss",
  "batch hard": "BatchHardTripletLoss",
  "soft margin": "BatchHardSoftMarginTripletLoss",
  "semi-hard": "BatchSemiHardTripletLoss",
};

Deno.test("sentence-transformers' losses have the values of conform's rows, one class too", () => {
  assertEquals(new Set(cases.map(({ rule }) => rule)).size, 4);
  for (const { batch, rule, distance, margin, value } of cases) {
    const { embeddings, labels } = batches[batch];
    const rows = reference.conform(embeddings, labels, { margin, distance });
    const where = `${rule}, ${distance}, margin ${margin}, ${batch}`;
    const row = rows.find(({ loss, rule: name }) =>
      loss === "sentence-transformers" && name === CLASSES[rule]
    );
    assertAlmostEquals(row!.value!, value, 1e-9, where);
  }
});

Deno.test("sentence-transformers' gradients are those of the loops", () => {
  for (const one of cases) {
    // On one class, and where no anchor has a positive, points tie with what stands for none.
    if (one.batch === "one class" || one.batch === "all different") continue;
    const { embeddings, labels } = batches[one.batch];
    const differences = centralDifferences((x) => ours(one, x, labels), embeddings, 1e-6);
    const where = `${one.rule}, ${one.distance}, margin ${one.margin}, ${one.batch}`;
    const error = relativeError(one.gradient, differences);
    assert(error < 1e-5, `${where}: off by ${error}`);
  }
});
