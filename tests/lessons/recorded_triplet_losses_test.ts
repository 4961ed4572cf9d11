import { assert, assertEquals } from "@std/assert";
import { recordedTripletLosses } from "#lib/lessons/mod.ts";
import { batchAllTripletLoss, batchHardTripletLoss } from "#lib/reference/mod.ts";

const all = recordedTripletLosses();
const close = (ours: number, value: number) =>
  assert(Math.abs(ours - value) <= 1e-6 * Math.max(1e-6, value), `${ours}, ${value}`);

Deno.test("recordedTripletLosses() holds one value for each rule, batch and margin", () => {
  const keys = all.map(({ rule, batch, margin }) => `${rule}, ${batch}, ${margin}`);
  assertEquals(new Set(keys).size, keys.length);
  assert(all.every(({ embeddings, labels }) => embeddings.length === labels.length));
});

Deno.test("recordedTripletLosses() has TensorFlow's batch all, with the fraction, and ours agrees", () => {
  const found = all.filter(({ rule }) => rule === "batch all");
  assert(found.length > 20, `${found.length}`);
  for (const { labels, embeddings, margin, value, fractionPositive } of found) {
    const ours = batchAllTripletLoss(embeddings, labels, { margin });
    close(ours.loss, value);
    close(ours.fractionPositive, fractionPositive!);
  }
});

Deno.test("recordedTripletLosses() has batch hard by three frameworks, and ours agrees", () => {
  const rules = {
    "batch hard": "tensorflow",
    "batch hard, open-reid": "pytorch",
    "hard, mean": "valid",
  } as const;
  for (const [name, rule] of Object.entries(rules)) {
    const found = all.filter((one) => one.rule === name);
    assert(found.length > 20, `${name}: ${found.length}`);
    for (const { labels, embeddings, margin, value } of found) {
      close(batchHardTripletLoss(embeddings, labels, { margin, rule }).loss, value);
    }
  }
});
