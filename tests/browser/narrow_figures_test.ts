import { assertEquals } from "@std/assert";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { NARROW } from "#lib/charts/figure.ts";
import { EXAMPLES } from "../charts/examples.ts";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { bookOf, lesson } from "../report/small_book.ts";
import { browserTest } from "./browser.ts";
import { MISPLACED } from "./misplaced.ts";

browserTest(
  "a figure drawn for a phone keeps its letters' size, and has all of them inside",
  async ({ open, write }) => {
    const figures = Object.values(EXAMPLES).map((draw) => {
      const figure = draw();
      // In a page the title stands in the caption.
      const svg = figure.toSvg({ widest: NARROW }).replace(
        `${figure.spec.title}</text>`,
        "</text>",
      );
      return `<figure style="margin:0" aria-label="${figure.spec.title}">${svg}</figure>`;
    });
    const page = `<!doctype html><html lang="en"><title>a</title><body>${figures.join("")}`;
    const tab = await open(await write("figures.html", page), { width: 390 });
    const widths = await tab.look<number[]>(
      "[...document.querySelectorAll('svg')].map((svg) => svg.width.baseVal.value)",
    );
    assertEquals(widths.filter((width) => !(width <= NARROW)), []);
    assertEquals(widths.length, figures.length);
    assertEquals(await tab.look(MISPLACED), []);
  },
);

browserTest(
  "a page shows the drawing for a phone at 390 px, and the other one elsewhere",
  async ({ open, write }) => {
    const cells = ["circlePlane", "lossCurve"].map((name) =>
      code(name, [{ output_type: "display_data", data: EXAMPLES[name]().toMimeBundle() }])
    );
    const { pages } = await bookOf([lesson("01_a.ipynb", prose("# A"), ...cells)]);
    const path = await write("01_a.html", pages.get("01_a.html")!);
    const shown =
      `[...document.querySelectorAll("figure svg")].filter((svg) => svg.checkVisibility())
    .map((svg) => svg.viewBox.baseVal.width)`;
    const phone = await open(path, { width: 390 });
    assertEquals(await phone.look(shown), [NARROW, NARROW]);
    assertEquals(await phone.look(MISPLACED), []);
    assertEquals(await phone.sideways(), 0);
    const desk = await open(path, { width: 1280 });
    assertEquals(await desk.look(shown), [632, 470]);
  },
);

browserTest(
  "the formulas stand on a phone without a scroll to the side",
  async ({ open, write }) => {
    const { pages } = await bookOf([lesson("01_a.ipynb", prose("# A"))]);
    const path = await write("formulas.html", pages.get("formulas.html")!);
    const wide = `[...document.querySelectorAll(".formulas .scroll")]
    .map((box) => box.scrollWidth - box.clientWidth)`;
    for (const width of [390, 1280]) {
      const tab = await open(path, { width });
      assertEquals((await tab.look<number[]>(wide)).filter((over) => over > 0), [], `${width}`);
    }
  },
);

// The pages of a report that was made: TRIPLET_LAB_PAGES=reports deno task test tests/browser/narrow
const PAGES = process.env.TRIPLET_LAB_PAGES;

browserTest(
  "each figure of a made report shows all of its texts at 390 px, none under 10 px",
  async ({ open }) => {
    for (const name of (await readdir(PAGES!)).filter((name) => name.endsWith(".html"))) {
      const { page, look } = await open(join(PAGES!, name), { width: 390, touch: true });
      await page.waitForTimeout(500); // live figures take their places
      assertEquals(await look(MISPLACED), [], name);
      await page.close();
    }
  },
  PAGES ? "" : "TRIPLET_LAB_PAGES names no folder of a report",
);
