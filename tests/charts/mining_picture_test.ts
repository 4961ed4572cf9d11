import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { miningPicture, ROLE_COLOR } from "#lib/charts/mod.ts";

const points = [[0, 0], [3, 0], [5, 0], [5, 4]];
const labels = [0, 0, 1, 2];
const mined = { positives: [1, 0, 2, null], negatives: [2, 2, 1, 2] };
const draw = (changed: object = {}) =>
  miningPicture(points, labels, { ...mined, ...changed }, { title: "Four", names: [..."abcd"] });

/** How many paths of a role's colour are drawn. */
function arrows(svg: string, role: "positive" | "negative"): number {
  return [...svg.matchAll(/<path [^>]*>/g)].filter(([tag]) => tag.includes(ROLE_COLOR[role]))
    .length;
}

Deno.test("miningPicture() draws an arrow for each choice, and a ring for who chose itself", () => {
  const svg = draw().toSvg();
  assertEquals([arrows(svg, "positive"), arrows(svg, "negative")], [2, 4]);
  const rings = [...svg.matchAll(/<circle [^>]*r="12"[^>]*>/g)];
  assertEquals(rings.length, 1);
  assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
});

Deno.test("miningPicture() says in words who chose whom", () => {
  const { alt } = draw().spec;
  assertStringIncludes(alt, "a chose the positive b and the negative c");
  assertStringIncludes(alt, "c chose itself as positive and the negative b");
  assertStringIncludes(alt, "d found no positive and the negative c");
});

Deno.test("miningPicture() refuses choices that are none of the points", () => {
  assertThrows(() => draw({ negatives: [2, 2, 1, 4] }), RangeError, "null or 0 to 3, got 4");
  assertThrows(() => draw({ positives: [1, 0] }), RangeError, "positives: expected 4 entries");
  assertThrows(
    () => miningPicture([[1, 2, 3]], [0], { positives: [0], negatives: [null] }, { title: "" }),
    RangeError,
    "points",
  );
});
