import { assert, assertEquals } from "@std/assert";
import { lpDistance, type TripletCategory, tripletCategory } from "#lib/reference/mod.ts";
import { drawFigure } from "#lib/live/runtime/draw_figure.ts";
import { fromPixels, toPixels } from "#lib/live/runtime/plane.ts";
import { microscopeNumbers } from "#lib/live/triplet_microscope/numbers.ts";
import { microscope } from "#lib/live/triplet_microscope/program.ts";
import { tripletMicroscope } from "#lib/live/mod.ts";
import { randomBatch } from "./random_batches.ts";

const frame = { width: 720, live: false, id: "t-" };

function* states() {
  for (const seed of [1, 2, 3, 4]) {
    for (const p of ["1", "2", "infinity"] as const) {
      for (const [swap, squared] of [[false, false], [true, false], [true, true]]) {
        const options = { ...randomBatch(seed), swap, squared, margin: 0.9 };
        yield { ...tripletMicroscope(options).state, p };
      }
    }
  }
}

Deno.test("the word in a region is the category of a negative at its place", () => {
  let words = 0;
  for (const state of states()) {
    const { svg, plane } = drawFigure(microscope, state, frame);
    const { dAp } = microscopeNumbers(state);
    const word = /<text x="([^"]*)" y="([^"]*)"[^>]* font-style="italic"[^>]*>(.*?)<\/text>/g;
    for (const [, x, y, text] of svg.text.matchAll(word)) {
      const at = fromPixels(plane, [Number(x), Number(y) - 4]);
      const p = state.p === "infinity" ? Infinity : Number(state.p);
      const centres = state.swap ? [state.anchor, state.positive] : [state.anchor];
      const away = Math.min(
        ...centres.map((i) => lpDistance(at, state.points[i], { p, eps: 0 })),
      );
      const category = tripletCategory(dAp, state.squared ? away ** 2 : away, state.margin);
      assertEquals(text as TripletCategory, category);
      words += 1;
    }
  }
  assert(words > 40, String(words));
});

Deno.test("a picture's numbers are finite at every width, and its places go both ways", () => {
  for (const state of states()) {
    for (const width of [300, 360, 559, 560, 760]) {
      const { svg, plane, places, picture } = drawFigure(microscope, state, {
        ...{ ...frame, width, live: true },
      });
      assert(svg.text.includes(` width="${width}" height=`));
      assert(!/NaN|Infinity|undefined/.test(svg.text), svg.text);
      for (const [i, { at }] of picture.dots!.entries()) {
        assertEquals(places[i], toPixels(plane, at));
        const back = fromPixels(plane, places[i]);
        assert(Math.hypot(back[0] - at[0], back[1] - at[1]) < 1e-9);
      }
    }
  }
});

Deno.test("an anchor on its positive, and a margin of 0, still make a picture", () => {
  const points = [[1, 1], [1, 1], [2, 1]];
  for (const margin of [0, 1]) {
    const state = tripletMicroscope({ points, labels: [0, 0, 1], margin }).state;
    const { svg } = drawFigure(microscope, state, frame);
    assert(!/NaN|Infinity|undefined/.test(JSON.stringify(svg)));
  }
});
