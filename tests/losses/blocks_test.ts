import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { eachBlock } from "#lib/losses/internal/ops.ts";
import { onHostBackends } from "./backends.ts";

Deno.test("eachBlock covers every row once, in blocks that fit the memory", async () => {
  const rowSize = 2 ** 21;
  await onHostBackends(() => {
    const blocks = eachBlock(5, rowSize, (start, count) => tf.tensor1d([start, count]));
    assertEquals(blocks.map((block) => Array.from(block.dataSync())), [[0, 2], [2, 2], [4, 1]]);
    // A row that is too long for one tensor still gets its turn.
    assertEquals(eachBlock(2, 2 ** 40, (start) => tf.scalar(start)).length, 2);
    assertEquals(eachBlock(0, rowSize, () => tf.scalar(0)).length, 0);
  });
});
