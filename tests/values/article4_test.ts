/** Article 4's steps in PyTorch, and what it refuses, beside the library. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import article4 from "../../data/reference/article4.json" with { type: "json" };
import { toyBatch } from "#lib/datasets/mod.ts";
import { batchHardTripletLoss } from "#lib/reference/mod.ts";

type Answer = { what: string; value?: number; error?: string };
const answers = new Map((article4.cases as Answer[]).map((one) => [one.what, one]));
const { points, labels } = toyBatch();
const options = { margin: article4.margin, rule: "pytorch" } as const;

Deno.test("article4.json is about the lessons' six points, and its loss is the library's", () => {
  assertEquals([article4.points, article4.labels], [points, labels]);
  const { loss } = batchHardTripletLoss(points, labels, options);
  assertAlmostEquals(loss, answers.get("all steps")!.value!, 1e-12);
});

Deno.test("what PyTorch refuses of article 4 the library refuses, and only that", () => {
  const refused = [...answers.values()].filter(({ error }) => error).map(({ what }) => what);
  assertEquals(refused, [
    "joined, not lifted",
    "a label for each class",
    "one class",
    "added in place, only stretched",
  ]);
  for (const wrong of [[0, 1, 2], [0, 0, 0, 0, 0, 0]]) {
    assertThrows(() => batchHardTripletLoss(points, wrong, options), RangeError, "labels");
  }
});
