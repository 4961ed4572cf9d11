import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { lpDistance } from "#lib/reference/mod.ts";
import { fromPixels } from "#lib/live/runtime/plane.ts";
import { unitBall } from "#lib/charts/points.ts";
import { orderOf } from "#lib/live/triplet_microscope/numbers.ts";
import { regions } from "#lib/live/triplet_microscope/regions.ts";
import { tripletMicroscope } from "#lib/live/mod.ts";
import { randomBatch } from "./random_batches.ts";

const plane = { left: 0, top: 0, width: 4000, height: 4000, x: [-8, 8], y: [-8, 8] } as const;

const edges = (drawn: readonly { text: string }[]) =>
  drawn.flatMap(({ text }) => /<path d="(.*?)"/.exec(text)?.[1] ?? []);

Deno.test("unitBall(): each of its points is 1 away from the middle, corners are among them", () => {
  for (const p of [1, 1.5, 2, 3, Infinity]) {
    for (const at of unitBall(p)) {
      assertAlmostEquals(lpDistance(at, [0, 0], { p, eps: 0 }), 1, 1e-12);
    }
  }
  for (const [p, corner] of [[1, [0, 1]], [Infinity, [-1, 1]]] as const) {
    const away = unitBall(p).map(([x, y]) => Math.hypot(x - corner[0], y - corner[1]));
    assertAlmostEquals(Math.min(...away), 0, 1e-12);
  }
});

Deno.test("a region's edge is d(a, p) from the anchor, or the margin farther; with swap two balls", () => {
  for (const seed of [1, 2, 3]) {
    for (const order of ["1", "2", "infinity"] as const) {
      const p = orderOf(order);
      for (const [swap, squared] of [[false, false], [true, false], [false, true]]) {
        const options = { ...randomBatch(seed), swap, squared, margin: 0.9 };
        const state = { ...tripletMicroscope(options).state, p: order };
        const { points, anchor, positive } = state;
        const centres = swap ? [points[anchor], points[positive]] : [points[anchor]];
        edges(regions(state, 1.7, plane)).forEach((d, i) => {
          const balls = d.split("Z").slice(0, -1);
          assertEquals(balls.length, centres.length);
          balls.forEach((ball, k) => {
            const places = ball.slice(1).split("L").map((at) => at.split(" ").map(Number));
            assert(places.length >= 100);
            for (const place of places) {
              const away = lpDistance(fromPixels(plane, place), centres[k], { p, eps: 0 });
              const radius = [2.6, 1.7][i];
              // Paths have tenths of a pixel, of which there are 250 to a unit.
              assertAlmostEquals(away, squared ? Math.sqrt(radius) : radius, 1e-3);
            }
          });
        });
      }
    }
  }
});

Deno.test("an empty region has no edge", () => {
  const points = [[1, 1], [1, 1], [2, 1]];
  const state = tripletMicroscope({ points, labels: [0, 0, 1], margin: 0 }).state;
  assertEquals(edges(regions(state, 0, plane)), ["M0 0", "M0 0"]);
});
