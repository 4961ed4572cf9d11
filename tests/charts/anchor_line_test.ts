import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { anchorLine, type AnchorLineInput, ROLE_COLOR } from "#lib/charts/mod.ts";

// The margin 1 puts the bound of c on d itself: equality, which is easy.
const seen: AnchorLineInput = {
  anchor: "a",
  positives: [{ name: "b", distance: 5 }, { name: "c", distance: 3 }],
  negatives: [{ name: "f", distance: 10 }, { name: "d", distance: 4 }, { name: "e", distance: 6 }],
  margin: 2,
};
const data = (input: AnchorLineInput) =>
  anchorLine(input).spec.data as Record<
    "positives" | "negatives",
    { name: string; bound: number; active: number; hard: number }[]
  >;

Deno.test("anchorLine() counts, for each negative, the bounds beyond it", () => {
  const { positives, negatives } = data(seen);
  assertEquals(positives.map(({ name, bound }) => [name, bound]), [["c", 5], ["b", 7]]);
  assertEquals(
    negatives.map(({ name, active, hard }) => [name, active, hard]),
    [["d", 2, 1], ["e", 1, 0], ["f", 0, 0]],
  );
});

Deno.test("anchorLine() counts a negative at a bound as easy, and one beside a positive as hard", () => {
  const [d] = data({ ...seen, margin: 1 }).negatives;
  assertEquals([d.name, d.active, d.hard], ["d", 1, 1]);
  const [twin] = data({ ...seen, negatives: [{ name: "n", distance: 5 }] }).negatives;
  assertEquals([twin.active, twin.hard], [1, 1]);
});

Deno.test("anchorLine() draws each point in its role's colour and says all in words", () => {
  const figure = anchorLine(seen);
  const svg = figure.toSvg();
  for (const [role, count] of [["positive", 2], ["negative", 3]] as const) {
    const group = svg.split("<g ").find((part) =>
      part.includes("<circle") && part.includes(`fill="${ROLE_COLOR[role]}"`)
    );
    assertEquals([...(group ?? "").matchAll(/<circle /g)].length, count, role);
  }
  assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
  assertStringIncludes(figure.spec.alt, "c at 3, bound 5; b at 5, bound 7");
  assertStringIncludes(figure.spec.alt, "d at 4: 2 active, 1 of them hard");
});

Deno.test("anchorLine() refuses an empty side, and distances that are none", () => {
  assertThrows(() => anchorLine({ ...seen, positives: [] }), RangeError, "positives: expected at");
  assertThrows(() => anchorLine({ ...seen, negatives: [] }), RangeError, "negatives: expected at");
  const odd = [{ name: "n", distance: NaN }];
  assertThrows(
    () => anchorLine({ ...seen, negatives: odd }),
    RangeError,
    "negatives, n: expected a finite",
  );
  assertThrows(() => anchorLine({ ...seen, margin: -1 }), RangeError, "margin: expected a finite");
});
