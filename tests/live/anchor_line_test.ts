import { assertEquals, assertThrows } from "@std/assert";
import { lineSearch } from "#lib/live/anchor_line/program.ts";
import { anchorLine } from "#lib/live/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { marginRankingLoss } from "#lib/reference/mod.ts";

interface Row {
  name: string;
  distance: number;
  looks: number[];
  beyond: number;
}

const seen = (prefix: string, distances: readonly number[]) =>
  distances.map((distance, i) => ({ name: `${prefix}${i}`, distance }));

Deno.test("anchorLine() finds for each negative as many bounds as triplets have a loss", () => {
  const random = seededRandom(1);
  const some = () => Array.from({ length: 1 + random.integer(6) }, () => random.integer(8));
  for (let round = 0; round < 200; round++) {
    const [dAp, dAn, margin] = [some(), some(), random.integer(4)];
    const { data } = anchorLine({
      anchor: "a",
      positives: seen("p", dAp),
      negatives: seen("n", dAn),
      margin,
    });
    const { rows } = data as { rows: Row[] };
    const active = dAn.map((n) =>
      dAp.filter((p) => marginRankingLoss([n], [p], 1, { margin }) > 0).length
    );
    assertEquals(rows.map(({ beyond }) => beyond), active);
    const most = Math.ceil(Math.log2(dAp.length + 1));
    assertEquals(rows.filter(({ looks }) => looks.length > most), []);
  }
});

Deno.test("no bound's line runs through a positive", () => {
  const random = seededRandom(2);
  for (let round = 0; round < 100; round++) {
    const positives = seen("p", Array.from({ length: 4 }, () => random.integer(6)));
    const given = {
      anchor: "a",
      positives,
      negatives: seen("n", [3]),
      margin: 1 + random.integer(3),
    };
    const svg = anchorLine(given).toSvg();
    const numbers = (pattern: RegExp) =>
      [...svg.matchAll(pattern)].map((found) => found.slice(1).map(Number));
    const lines = numbers(
      /<line x1="([\d.]+)" y1="[\d.]+" x2="[\d.]+" y2="([\d.]+)"[^>]*dasharray/g,
    );
    const dots = numbers(/translate\(([\d.]+) ([\d.]+)\)"><circle r="6" fill="#006b52"/g);
    assertEquals([lines.length, dots.length], [4, 4]);
    for (const [x, y] of dots) {
      const crossing = lines.filter(([at, top]) => Math.abs(at - x) < 1 && top < y - 1);
      assertEquals(crossing, [], JSON.stringify(given));
    }
  }
});

Deno.test("a point of the line moves along it, and a negative that is touched is searched for", () => {
  const state = anchorLine({
    ...{ anchor: "a", margin: 2 },
    ...{ positives: seen("p", [3, 5]), negatives: seen("n", [4, 6]) },
  }).state;
  const moved = lineSearch.move!(state, 3, [-1, 9]);
  assertEquals([moved.points[3].distance, moved.chosen], [0, 3]);
  assertEquals(lineSearch.move!(moved, 0, [7, 0]).chosen, 3);
});

Deno.test("anchorLine() refuses what it cannot show", () => {
  const given = { anchor: "a", positives: seen("p", [1]), negatives: seen("n", [2]), margin: 1 };
  assertThrows(() => anchorLine({ ...given, positives: [] }), RangeError, "at least one");
  assertThrows(() => anchorLine({ ...given, negatives: seen("n", [-1]) }), RangeError, "n0");
  assertThrows(() => anchorLine({ ...given, negatives: seen("n", Array(12).fill(1)) }), RangeError);
  assertThrows(() => anchorLine({ ...given, margin: -1 }), RangeError, "margin");
});
