import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { seededRandom } from "#lib/random.ts";
import { lpDistance } from "#lib/reference/mod.ts";
import { regionOutline } from "#lib/live/triplet_microscope/region_outline.ts";

/** The distance that regions are made of: to the nearest centre. */
const nearest = (at: readonly number[], centres: number[][], p: number) =>
  Math.min(...centres.map((centre) => lpDistance(at, centre, { p, eps: 0 })));

/** An anchor and positives at several places, with the two radii of a margin. */
function* cases() {
  const random = seededRandom(11);
  const places = [[3, 4], [1, 0], [0, -2], [1e-3, 0], [0, 0]];
  for (let k = 0; k < 6; k++) places.push([random.normal(), random.normal()]);
  for (const p of [1, 1.5, 2, 3, Infinity]) {
    for (const place of places) {
      const anchor = [0.3, -0.7];
      const positive = [anchor[0] + place[0], anchor[1] + place[1]];
      const dAp = lpDistance(anchor, positive, { p, eps: 0 });
      for (const margin of [0, 0.4, 2]) {
        for (const centres of [[anchor], [anchor, positive]]) {
          yield { p, centres, radius: dAp + margin };
        }
      }
    }
  }
}

Deno.test("regionOutline(): every point of the edge is at the radius from the nearest centre", () => {
  for (const { p, centres, radius } of cases()) {
    for (const at of regionOutline(centres, radius, p)) {
      assertAlmostEquals(nearest(at, centres, p), radius, 1e-9 * radius, `p ${p} ${centres}`);
    }
  }
});

/** Whether a closed line runs around a point, by the crossings of a ray. */
function isAround(line: readonly (readonly number[])[], [x, y]: readonly number[]): boolean {
  let inside = false;
  line.forEach(([x1, y1], i) => {
    const [x2, y2] = line[(i + 1) % line.length];
    if ((y1 > y) !== (y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)) inside = !inside;
  });
  return inside;
}

Deno.test("regionOutline(): what lies within the radius lies within the line, and nothing else", () => {
  const random = seededRandom(12);
  let tried = 0;
  for (const { p, centres, radius } of cases()) {
    const line = regionOutline(centres, radius, p);
    for (let k = 0; k < 40 && radius > 0; k++) {
      const at = centres[0].map((c) => c + radius * (5 * random.uniform() - 2.5));
      const share = nearest(at, centres, p) / radius;
      // The line is made of chords: round edges lie up to a thousandth outside of them.
      if (Math.abs(share - 1) < 2e-3) continue;
      assertEquals(isAround(line, at), share < 1, `p ${p} centres ${centres} at ${at}`);
      tried++;
    }
  }
  assert(tried > 10_000, String(tried));
});

Deno.test("regionOutline(): the corners of p = 1 and infinity are points of it", () => {
  const has = (line: number[][], [x, y]: number[]) =>
    line.some((at) => Math.hypot(at[0] - x, at[1] - y) < 1e-9);
  for (const [p, corners] of [[1, [[2, 0], [0, 2]]], [Infinity, [[2, 2], [-2, 2]]]] as const) {
    for (const centre of [[0, 0], [1.1, 0.4]]) {
      const centres = centre[0] === 0 ? [centre] : [[0, 0], centre];
      const line = regionOutline(centres, 2, p);
      for (const corner of corners) {
        // Of a pair of balls, only corners that no other ball covers are edge.
        const at = [corner[0] + centre[0], corner[1] + centre[1]];
        if (nearest(at, centres, p) > 2 - 1e-9) assert(has(line, at), `p ${p}, ${at}`);
      }
    }
  }
});

Deno.test("regionOutline(): an empty region has no edge", () => {
  assertEquals(regionOutline([[1, 1]], 0, 2), []);
});
