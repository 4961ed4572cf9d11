import { assert, assertEquals } from "@std/assert";
import { DOMParser } from "linkedom";
import { CATEGORY_COLOR, CLASS_COLORS, LOSS_COLOR, ROLE_COLOR } from "#lib/charts/mod.ts";
import { INK } from "#lib/charts/palette.ts";
import { EXAMPLES } from "./examples.ts";

/** What each kind of eye makes of linear red, green and blue (Machado, Oliveira, Fernandes 2009). */
const EYES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  "all colours": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  "no green": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "no red": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};

const times = (matrix: readonly (readonly number[])[], by: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * by[i], 0));

const linear = (color: string) =>
  [1, 3, 5].map((i) => {
    const level = parseInt(color.slice(i, i + 2), 16) / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });

/** OKLab, times 100: a step of 2 is just seen. */
function seen(color: string, eye: readonly (readonly number[])[]): number[] {
  const light = times(eye, linear(color)).map((level) => Math.min(1, Math.max(0, level)));
  const cones = times([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ], light).map(Math.cbrt);
  return times([
    [21.04542553, 79.3617785, -0.40720468],
    [197.79984951, -242.8592205, 45.05937099],
    [2.59040371, 78.27717662, -80.86757660],
  ], cones);
}

/** The pairs that lie closer than so far to some eye. */
function near(pairs: readonly (readonly [string, string])[], least: number): string[] {
  return pairs.flatMap(([a, b]) =>
    Object.entries(EYES).flatMap(([name, eye]) => {
      const [x, y] = [seen(a, eye), seen(b, eye)];
      const apart = Math.hypot(...x.map((value, i) => value - y[i]));
      return apart < least ? [`${a} and ${b} to ${name}: ${apart.toFixed(1)}`] : [];
    })
  );
}

const among = (colors: readonly string[]) =>
  colors.flatMap((a, i) => colors.slice(i + 1).map((b) => [a, b] as const));

const MEANINGS = [...Object.values(CATEGORY_COLOR), ...Object.values(ROLE_COLOR), LOSS_COLOR];

Deno.test("categories, roles and the loss lie apart for every eye", () => {
  assertEquals(near(among(MEANINGS), 8.5), []);
});

Deno.test("no class looks like a category, a role or the loss", () => {
  const pairs = CLASS_COLORS.flatMap((color) => MEANINGS.map((other) => [color, other] as const));
  assertEquals(near(pairs, 5), []);
});

Deno.test("classes lie apart, the toy batch's three far", () => {
  assertEquals(near(among(CLASS_COLORS), 5), []);
  assertEquals(near(among(CLASS_COLORS.slice(0, 3)), 15), []);
});

Deno.test("words in a colour of their own can be read on white", () => {
  for (const color of [...Object.values(ROLE_COLOR), LOSS_COLOR, CATEGORY_COLOR.hard]) {
    const light = times([[0.2126, 0.7152, 0.0722]], linear(color))[0];
    assert(1.05 / (light + 0.05) >= 4.5, color);
  }
});

Deno.test("the words of each chart are dark enough to be read on paper", () => {
  const light = (color: string) =>
    linear(color).reduce((sum, level, i) => sum + level * [0.2126, 0.7152, 0.0722][i], 0);
  // White stands on dark cells, and a digit in its class's colour is the mark itself.
  const pale: string[] = [];
  const meant = new Set(["white", "#ffffff", ...CLASS_COLORS]);
  for (const [name, draw] of Object.entries(EXAMPLES)) {
    const drawing = new DOMParser().parseFromString(draw().toSvg(), "text/html");
    for (const text of drawing.querySelectorAll("text")) {
      const fill = text.closest("[fill]:not([fill=currentColor])")?.getAttribute("fill") ?? INK;
      if (meant.has(fill)) continue;
      const contrast = 1.05 / (light(fill) + 0.05);
      if (contrast < 4.5) pale.push(`${name}: ${text.textContent} in ${fill}`);
    }
  }
  assertEquals(pale, []);
});
