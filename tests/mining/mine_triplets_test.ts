import { mineTriplets } from "#lib/mining/mod.ts";
import { seededRandom } from "#lib/random.ts";
import * as reference from "#lib/reference/mod.ts";
import { assert } from "@std/assert";

Deno.test("mineTriplets() decides as the loop does on whole numbers, where many triplets tie", async () => {
  const random = seededRandom(3);
  let ties = 0, semiHard = 0;
  for (let trial = 0; trial < 60; trial++) {
    const dim = 1 + random.integer(3),
      margin = random.integer(3),
      candidates = 1 + random.integer(5);
    const x = Array.from(
      { length: 20 },
      () => Array.from({ length: dim }, () => random.integer(4)),
    );
    const labels = x.map((_, i) => i % 4);
    for (const squared of [false, true]) {
      for (const search of ["exact", "index"] as const) {
        const d = reference.pairwiseDistances(x, { squared });
        const options = { dim, margin, squared, candidates, search, seed: trial };
        const mined = await mineTriplets(Float32Array.from(x.flat()), labels, options);
        mined.anchors.forEach((a, i) => {
          const dAp = d[a][mined.positives[i]], dAn = d[a][mined.negatives[i]];
          const far = d[a].filter((_, n) => labels[n] !== labels[a]).sort((a, b) => a - b);
          const inside = (v: number) => dAp < v && v < dAp + margin;
          ties += Number(far[0] === dAp), semiHard += Number(inside(dAn));
          // Semi-hard, or the nearest where nothing nearer than the last candidate is semi-hard.
          const none = far.every((v) => v >= far[candidates - 1] || !inside(v));
          const told = `trial ${trial}: d(a, p) = ${dAp}, d(a, n) = ${dAn}, margin ${margin}`;
          assert(inside(dAn) || (dAn === far[0] && none), told);
        });
      }
    }
  }
  assert(ties > 500 && semiHard > 100, `${ties}, ${semiHard}`);
});
