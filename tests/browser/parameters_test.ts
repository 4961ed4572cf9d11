/** The parameters' controls of a lesson's page, and what a reader takes along of it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { joined, type Notebook } from "#lib/notebooks/notebook.ts";
import { readFile } from "node:fs/promises";
import process from "node:process";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { bookOf, lesson } from "../report/small_book.ts";
import { browserTest, type Tab } from "./browser.ts";

/** A folder for pictures of the pages, to look at. */
const SHOTS = process.env.TRIPLET_LAB_SHOTS;

const declares =
  'const { margin, redo } = parameters(\n  { margin: 2, redo: "batch hard", fast: true, steps: 300 },' +
  "\n  { lesson: 1 },\n);";

async function page(): Promise<string> {
  const small = lesson(
    "01_a.ipynb",
    prose("# A lesson"),
    code(declares, [], ["parameters"]),
    prose("Words."),
    code("margin + 1;"),
  );
  return (await bookOf([small])).pages.get("01_a.html")!;
}

const editor = (tab: Tab) => tab.page.locator('[data-cell="1"] [data-editor]');
const control = (tab: Tab, name: string) => tab.page.locator(`[data-parameter="${name}"]`);
const said = (tab: Tab) => tab.page.locator(".parameters-said").innerText();

async function set(tab: Tab, name: string, value: string): Promise<void> {
  await control(tab, name).fill(value);
  await control(tab, name).blur();
}

browserTest(
  "a control writes into the cell that declares it, and the cell into its control",
  async (
    { open, write },
  ) => {
    const tab = await open(await write("page.html", await page()));
    assertEquals(await control(tab, "margin").inputValue(), "2");
    await set(tab, "margin", "0.5");
    assertEquals(await editor(tab).inputValue(), declares.replace("margin: 2", "margin: 0.5"));
    assertEquals(await said(tab), "The lesson's own: margin = 2.");
    await control(tab, "redo").selectOption("semi-hard all");
    await control(tab, "fast").uncheck();
    const other = '{ margin: 0.5, redo: "semi-hard all", fast: false, steps: 300 }';
    assertStringIncludes(await editor(tab).inputValue(), other);
    await editor(tab).fill(declares.replace("300", "1_000 /* many */"));
    assertEquals(
      [await control(tab, "steps").inputValue(), await control(tab, "margin").inputValue()],
      ["1000", "2"],
    );
    assertStringIncludes(await editor(tab).inputValue(), "1_000 /* many */");
    await editor(tab).fill(declares.replace("margin: 2", "margin: 2 +"));
    await set(tab, "steps", "20");
    assertStringIncludes(await said(tab), "parameters: expected");
  },
);

browserTest(
  "a value out of bounds is told in a sentence, and runs nothing",
  async ({ open, write }) => {
    const tab = await open(await write("page.html", await page()));
    for (
      const [value, words] of [
        ["-1", "margin: expected a number from 0 to 100, got -1. Nothing is run with it."],
        ["wide", "margin: expected a number, got wide. Nothing is run with it."],
      ]
    ) {
      await set(tab, "margin", value);
      assertEquals(await said(tab), words);
      assertEquals(await control(tab, "margin").getAttribute("aria-invalid"), "true");
      await tab.page.click("[data-run-all]");
      assertEquals(
        await tab.look("document.querySelector('[data-runtime]').dataset.runtime"),
        "off",
      );
      assertEquals(await tab.look("document.activeElement.dataset.parameter"), "margin");
    }
    assertEquals(await editor(tab).inputValue(), declares);
    assertEquals(await tab.axe(), []);
    await set(tab, "margin", "3");
    assertEquals(await control(tab, "margin").getAttribute("aria-invalid"), null);
  },
);

browserTest(
  "an edited lesson is taken along as a notebook and as a script",
  async ({ open, write }) => {
    const tab = await open(await write("page.html", await page()), { width: 390 });
    await set(tab, "margin", "0.5");
    assert(await tab.look("document.documentElement.scrollWidth <= 390"));
    if (SHOTS) await tab.page.screenshot({ path: `${SHOTS}/parameters-390.png`, fullPage: true });
    const taken = async (kind: string) => {
      const [file] = await Promise.all([
        tab.page.waitForEvent("download"),
        tab.page.click(`[data-download="${kind}"]`),
      ]);
      return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
    };
    const { name, text } = await taken("ipynb");
    const { cells }: Notebook = JSON.parse(text);
    assertEquals(name, "01_a.ipynb");
    assertStringIncludes(joined(cells[0].source), "_Belongs into notebooks/ of a checkout");
    assertStringIncludes(joined(cells[1].source), "margin: 0.5");
    const script = await taken("ts");
    assertEquals(script.name, "01_a.ts");
    assertStringIncludes(script.text, "margin: 0.5");
    assertStringIncludes(script.text, "show(margin + 1);");
  },
);

browserTest("without scripts there are no controls", async ({ open, write }) => {
  const tab = await open(await write("page.html", await page()), { script: false });
  for (const part of [".parameters", ".downloads"]) {
    assertEquals(await tab.page.locator(part).isVisible(), false);
  }
});
