import { assertEquals } from "@std/assert";
import { NARROW } from "#lib/charts/figure.ts";
import { EXAMPLES } from "../charts/examples.ts";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { bookOf, lesson } from "../report/small_book.ts";
import { browserTest } from "./browser.ts";

/** Texts in drawings that are seen smaller than at 10 px, or reach beyond their drawing. */
const MISPLACED = `[...document.querySelectorAll("svg text")].flatMap((text) => {
  const svg = text.ownerSVGElement, box = text.getBoundingClientRect();
  const page = svg.getBoundingClientRect();
  if (box.width === 0) return [];
  const size = parseFloat(getComputedStyle(text).fontSize) * page.width / svg.viewBox.baseVal.width;
  const inside = box.left >= page.left - 1 && box.right <= page.right + 1;
  return size >= 10 && inside ? [] : [text.textContent + ", " + size + " px, inside " + inside];
})`;

browserTest(
  "a figure drawn for a phone keeps its letters' size, and has all of them inside",
  async ({ open, write }) => {
    const figures = Object.values(EXAMPLES).map((draw) => {
      const figure = draw();
      // In a page the title stands in the caption.
      return figure.toSvg({ widest: NARROW }).replace(`${figure.spec.title}</text>`, "</text>");
    });
    const page = `<!doctype html><html lang="en"><title>a</title><body>${figures.join("<hr>")}`;
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
