import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { forEachCandidates } from "#lib/evaluation/device_search.ts";
import { nearestNeighbours } from "#lib/evaluation/mod.ts";
import { seededRandom } from "#lib/random.ts";

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

Deno.test("the device's answer is the plain one at every scale, also where float32 underflows", async () => {
  await tf.setBackend("cpu");
  const dim = 3, random = seededRandom(4);
  const cloud = Float32Array.from({ length: 400 * dim }, () => random.normal());
  const scales = [1e11, 1, 1e-15, 1e-19, 1e-20, 1e-22, 1e-30, 1e-40];
  // Each scale for itself, and all in one set.
  const sets = scales.map((scale) => cloud.map((x) => scale * x));
  sets.push(cloud.map((x, i) => scales[1 + Math.floor(i / dim) % 7] * x));
  for (const [i, x] of sets.entries()) {
    for (const distance of ["euclidean", "cosine"] as const) {
      const [found, wanted] = await Promise.all(
        (["device", "plain"] as const).map((engine) =>
          nearestNeighbours(x, { dim, k: 4, engine, distance })
        ),
      );
      assertEquals(found.indices, wanted.indices, `${scales[i] ?? "all"}, ${distance}`);
    }
  }
});
