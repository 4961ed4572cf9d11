import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  categoryShares,
  distanceBands,
  lineChart,
  lossCurve,
  lossPanels,
  sharePanels,
} from "#lib/charts/mod.ts";
import { lossLine } from "#lib/charts/loss_line.ts";
import { parseHTML } from "linkedom";

/** Shares that end as a trained network's do: hard and semi-hard are thinner than a letter. */
const thin = Array.from({ length: 60 }, (_, i) => {
  const left = 1 / (i + 1);
  return { step: i + 1, loss: left, easy: 1 - left, semiHard: 0.7 * left, hard: 0.3 * left };
});

/** Where the texts that fit stand, in pixels from above: what moves them, and what moves their groups. */
function heights(svg: string, words: RegExp): number[] {
  const { document } = parseHTML(svg) as unknown as { document: { querySelectorAll: Query } };
  return Array.from(document.querySelectorAll("text"))
    .filter(({ textContent }) => words.test(textContent))
    .map((text) => {
      let height = 0;
      for (let at: Element | null = text; at; at = at.parentElement) {
        height += Number(
          /translate\([-\d.]+,([-\d.]+)\)/.exec(at.getAttribute("transform") ?? "")?.[1] ?? 0,
        );
      }
      return height;
    });
}

interface Element {
  textContent: string;
  parentElement: Element | null;
  getAttribute(name: string): string | null;
}
type Query = (selector: string) => ArrayLike<Element>;

function widthOf(svg: string): number {
  return Number(/<svg [^>]*? width="([\d.]+)"/.exec(svg)?.[1]);
}

Deno.test("categoryShares() names each band at its end, however thin it is", () => {
  const svg = categoryShares(thin).toSvg();
  for (const name of ["hard 0.5 %", "semi-hard 1 %", "easy 98 %"]) {
    assertStringIncludes(svg, `>${name}</text>`);
  }
  const [hard, semiHard, easy] = heights(svg, / %$/);
  assert(hard - semiHard >= 14.9, `hard ${hard}, semi-hard ${semiHard}`);
  assert(semiHard - easy >= 14.9, `semi-hard ${semiHard}, easy ${easy}`);
  assert(hard <= 220 && easy >= 20, "names stay beside the picture");
});

Deno.test("categoryShares() names bands that are empty from beginning to end", () => {
  for (const full of ["easy", "semiHard", "hard"]) {
    const steps = [1, 2].map((step) => ({ step, easy: 0, semiHard: 0, hard: 0, [full]: 1 }));
    const svg = categoryShares(steps).toSvg();
    for (const name of ["hard", "semi-hard", "easy"]) {
      assert(new RegExp(`>${name} (?:0|100) %</text>`).test(svg), name);
    }
  }
});

Deno.test("sharePanels() names all three bands in each panel, in rows of two", () => {
  const panels = ["one", "two", "three"].map((name) => ({ name, steps: thin }));
  const svg = sharePanels(panels, { title: "Three" }).toSvg();
  for (const name of ["hard", "semi-hard", "easy"]) {
    assertEquals(svg.split(`>${name}</text>`).length - 1, 3, name);
  }
  for (const { name } of panels) assertStringIncludes(svg, `>${name}</text>`);
  assertThrows(
    () => sharePanels([panels[0], panels[0]], { title: "Two" }),
    RangeError,
    '"one" twice',
  );
});

Deno.test("lossCurve() and lossPanels() name their line and the margin, also where these meet", () => {
  const stuck = thin.map(({ step }) => ({ step, loss: 0.3 }));
  const curve = lossCurve(stuck, { margin: 0.3 }).toSvg();
  const panels = lossPanels([{ name: "stuck", steps: stuck, margin: 0.3 }], { title: "One" });
  for (const svg of [curve, panels.toSvg()]) {
    assertStringIncludes(svg, ">running mean</text>");
    assertStringIncludes(svg, ">margin 0.3</text>");
    const [line, margin] = heights(svg, /^(?:running mean|margin 0.3)$/);
    assert(Math.abs(line - margin) >= 14.9, `${line} ${margin}`);
  }
});

Deno.test("names at the right end have room there, also in a wide font", () => {
  const wide = 7.9; // pixels a letter, bold
  const steps = thin;
  const charts = {
    "running mean": lossPanels([{ name: "one", steps }, { name: "two", steps }], { title: "" }),
    "semi-hard": sharePanels([{ name: "one", steps }, { name: "two", steps }], { title: "" }),
    "semi-hard 12 %": categoryShares(steps),
    "running mean ": lossCurve(steps),
  };
  for (const [name, { spec: { plot } }] of Object.entries(charts)) {
    const room = (typeof plot === "function" ? plot(Infinity) : plot).marginRight!;
    assert(7 + wide * name.trim().length <= room, `${name}: ${room}`);
  }
});

Deno.test("lossPanels() gives each loss an axis of its own", () => {
  const large = thin.map(({ step, loss }) => ({ step, loss: 300 * loss }));
  const svg = lossPanels([{ name: "small", steps: thin }, { name: "large", steps: large }], {
    title: "Two",
  }).toSvg();
  const dots = [...svg.matchAll(/<circle [^>]*cy="([^"]+)"/g)].map(([, y]) => y);
  assertEquals(dots.slice(0, 60), dots.slice(60));
  for (const tick of ["0", "1", "200"]) assertStringIncludes(svg, `>${tick}</text>`);
  assertThrows(() => lossPanels([], { title: "" }), RangeError, "at least one");
  assertThrows(
    () => lossPanels([{ name: "none", steps: [] }], { title: "" }),
    RangeError,
    'panels: "none": expected at least one, got none',
  );
});

Deno.test("lossLine() is the mean of runs, or a running mean of one", () => {
  assertEquals(lossLine(thin, "steps").ends[0].name, "running mean");
  const seeds = [...thin.toReversed(), ...thin.map(({ step, loss }) => ({ step, loss: 3 * loss }))];
  const { line, ends } = lossLine(seeds, "steps");
  assertEquals([ends[0].name, line.length], ["mean of 2", 60]);
  line.forEach(({ step, loss }, i) => {
    assertEquals(step, i + 1);
    assert(Math.abs(loss - 2 * thin[i].loss) < 1e-12);
  });
  assertThrows(
    () => lossLine([{ step: 3, loss: NaN }], "steps"),
    RangeError,
    "steps[0].loss: expected a finite number, got NaN",
  );
});

Deno.test("charts of a training are shown whole on a phone, with what stands at their right end", () => {
  const bands = thin.map((record) => ({
    ...record,
    ...{ positive5: 0, positive50: 1, positive95: 2, negative5: 0, negative50: 1, negative95: 2 },
  }));
  const line = { name: "a name of twenty-five", points: [[0, 0], [1, 1]] as [number, number][] };
  const charts = {
    categoryShares: categoryShares(thin),
    distanceBands: distanceBands(bands),
    lineChart: lineChart([line], { title: "One", x: "x", y: "y" }),
    lossCurve: lossCurve(thin),
    lossPanels: lossPanels(["a", "b", "c"].map((name) => ({ name, steps: thin })), { title: "" }),
    sharePanels: sharePanels(["a", "b", "c"].map((name) => ({ name, steps: thin })), { title: "" }),
  };
  for (const [name, figure] of Object.entries(charts)) {
    const width = widthOf(figure.toSvg());
    assert(width <= 540, `${name} is ${width} pixels wide; above 540 a page lets it be scrolled`);
  }
  const [positive, negative] = heights(charts.distanceBands.toSvg(), /^d\(a,[pn]\)$/);
  assert(Math.abs(positive - negative) >= 14.9, "medians that meet have both their names");
});
