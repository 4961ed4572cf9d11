import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { forEachCandidates } from "#lib/evaluation/device_search.ts";

/**
 * Rows on a ring about the origin whose squared radii differ by less than float32 tells apart in
 * 10^6, and a query in the middle: the product's order says nothing about who is near.
 */
function ring(rows: number) {
  const gallery = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i += 2) {
    const radius = Math.sqrt(1e6 + 0.03 * Math.sin(i)), angle = Math.PI * i / rows;
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    gallery.set([x, y, -x, -y], 2 * i); // in pairs, so that the mean is the origin
  }
  return {
    dim: 2,
    queries: new Float64Array(2),
    queryLabels: [0],
    gallery,
    galleryLabels: new Int32Array(rows),
    within: false,
  };
}

Deno.test("the device's candidates leave out no row below the distance that it vouches for", async () => {
  await tf.setBackend("cpu");
  const space = ring(600);
  const squared = (row: number) => space.gallery[2 * row] ** 2 + space.gallery[2 * row + 1] ** 2;
  let asked = 0;
  const open = await forEachCandidates(space, 1, (_query, candidates, complete) => {
    asked++;
    const proposed = new Set(candidates);
    for (let row = 0; row < 600; row++) {
      assert(
        proposed.has(row) || squared(row) >= complete,
        `row ${row} at ${squared(row)} is not among the candidates, complete to ${complete}`,
      );
    }
    return false;
  });
  assertEquals([asked, open], [2, [0]], "a query that never settles is asked with more candidates");
});
