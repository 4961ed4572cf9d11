import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { SOLUTIONS } from "#lib/exercises/solutions/mod.ts";
import { EXERCISE } from "#lib/workspace/mime_types.ts";
import { bundleWorker } from "#lib/page/worker/bundle_worker.ts";
import { RESULTS, type Results } from "#lib/page/asking/results.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { codeCells, joined, readNotebook } from "#lib/notebooks/notebook.ts";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { bookOf, carrying, lesson } from "../report/small_book.ts";
import { browserTest, type OpenOptions, type Tools } from "./browser.ts";

const asked = (id: string, title: string) =>
  carrying(
    EXERCISE,
    { given: null, id, right: null, title },
    `… Exercise ${id} (${title}): not answered yet`,
  );

/** A lesson of two exercises; its cell 1 brings what they need. */
const LESSON = lesson(
  "00_start.ipynb",
  prose("# Start"),
  code(
    'import { exercise } from "../lib/lessons/mod.ts";\n' +
      'import * as exercises from "../lib/exercises/start.ts";',
  ),
  prose("## Exercises\n\n**Exercise 0.1 (a first exercise).** How many?"),
  code(
    "const answer: number | undefined = undefined;\nexercise(exercises.pairsOfOneClass, answer);",
    [
      asked("0.1", "a first exercise"),
    ],
  ),
);

async function opened(tools: Tools, options: OpenOptions = {}) {
  const { pages } = await bookOf([LESSON]);
  const cover = await tools.write("index.html", pages.get("index.html")!);
  const tab = await tools.open(
    await tools.write("00_start.html", pages.get("00_start.html")!),
    options,
  );
  const cell = (what: string) => `[data-cell="3"] ${what}`;
  return {
    tab,
    cover,
    async answer(typed: string) {
      const text = `const answer = ${typed};\nexercise(exercises.pairsOfOneClass, answer);`;
      await tab.look(
        `document.querySelector('${cell("[data-editor]")}').value = ${JSON.stringify(text)}`,
      );
      await tab.page.click(cell("[data-run]"));
      await tab.page.waitForSelector("[data-runtime=ready]");
      await tab.page.waitForSelector('[data-cell="3"]:is([data-state=ok], [data-state=error])');
      return await tab.page.innerText(cell("[data-output]"));
    },
    count: () => tab.page.innerText(".progress-count"),
  };
}

browserTest("an exercise is answered in its cell, and the browser remembers it", async (tools) => {
  const { tab, cover, answer, count } = await opened(tools);
  const { page } = tab;
  assertStringIncludes(await count(), "0 of 1 right. Kept in this browser only.");
  assertStringIncludes(await answer("4"), "✗ Exercise 0.1 (a first exercise): each class has two");
  assertStringIncludes(await count(), "0 of 1 right");
  assertStringIncludes(await answer("3"), "✓ Exercise 0.1 (a first exercise): right");
  assertStringIncludes(await count(), "1 of 1 right");

  await tab.again();
  assertStringIncludes(await count(), "1 of 1 right");
  const row = (await page.innerText(".progress tbody tr")).split("\t").map((text) => text.trim());
  assertEquals(row.slice(0, 2), ["0.1 a first exercise", "✓ right"]);
  assertStringIncludes(row[2], "const answer = 3;");
  assertEquals(row[3], await tab.look("new Date().toLocaleDateString('en-CA')"));
  assertEquals(await tab.axe(), []);

  // What is handed in: the answer, how often it was tried, and what ran.
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.click(".progress-save"),
  ]);
  assertEquals(download.suggestedFilename(), "triplet-lab-results.json");
  const results: Results = JSON.parse(await readFile(await download.path(), "utf8"));
  const [{ lesson, id, right, tries }] = results.answers;
  assertEquals(
    [results.kind, lesson, id, right, tries],
    [RESULTS, "00_start", "0.1", true, 2],
  );
  assertStringIncludes(results.answers[0].answer, "const answer = 3;");
  assertEquals(results.ran.map(({ ended }) => ended), ["done", "done", "done"]);

  // The cover lists the whole book's, and leads to the cells.
  await page.goto(pathToFileURL(cover).href);
  await page.getByText("1 of 1 right").waitFor();
  assertEquals(await tab.axe(), []);
  await page.click(".progress a");
  await page.waitForURL(/#cell-/);
  assertEquals(await tab.look("document.querySelector(location.hash).dataset.cell"), "3");
  page.once("dialog", (dialog) => dialog.accept());
  await page.click(".progress-clear");
  assertStringIncludes(await count(), "0 of 1 right");
});

browserTest("an open cover counts what is answered in another tab", async (tools) => {
  const { tab, cover, answer } = await opened(tools);
  const beside = await tab.page.context().newPage();
  await beside.goto(pathToFileURL(cover).href);
  assertStringIncludes(await beside.innerText(".progress-count"), "0 of 1 right");
  await answer("3");
  await beside.getByText("1 of 1 right").waitFor();
});

browserTest(
  "a page tells wrong forms in a sentence, and ends an answer that loops",
  async (tools) => {
    const { tab, answer, count } = await opened(tools);
    const cell = (what: string) => `[data-cell="3"] ${what}`;
    for (
      const typed of ['"3"', "[3]", "NaN", "Promise.resolve(3)", "() => 3", "{ three: 3 }", "null"]
    ) {
      assertStringIncludes(
        await answer(typed),
        "✗ Exercise 0.1 (a first exercise): expected a whole",
      );
    }
    assertStringIncludes(await answer("6"), "a pair is the same from both sides");
    assertStringIncludes(await answer("(() => { throw new Error('mine'); })()"), "mine");
    await tab.look(
      `document.querySelector('${cell("[data-editor]")}').value = "while (true);"`,
    );
    await tab.page.click(cell("[data-run]"));
    await tab.page.waitForSelector("[data-runtime=running]");
    await tab.page.click("[data-interrupt]");
    await tab.page.waitForSelector("[data-runtime=off]");
    assertStringIncludes(await answer("3"), "right");
    assertStringIncludes(await count(), "1 of 1 right");
  },
);

browserTest("without a script the notebook's own line stands there", async (tools) => {
  const { tab } = await opened(tools, { script: false });
  assert(await tab.page.isVisible("text=… Exercise 0.1 (a first exercise): not answered yet"));
  assert(!await tab.page.isVisible(".progress"));
});

browserTest("progress is printed alone when it is asked for", async (tools) => {
  const { tab, answer } = await opened(tools);
  const { page } = tab;
  await page.emulateMedia({ media: "print" });
  assert(!await page.isVisible(".progress"), "there is none yet");
  await page.emulateMedia({ media: "screen" });
  await answer("3");
  // The print dialog is the browser's: here it is only noted what would have been printed.
  await tab.look(`window.print = () => { printed = document.body.className; }`);
  await page.click(".progress-print");
  assertEquals(await tab.look("printed"), "progress-only");
  await page.emulateMedia({ media: "print" });
  assert(await page.isVisible(".progress tbody"));
  assert(!await page.isVisible('[data-cell="3"]'));
});

browserTest("where the browser keeps nothing, the page says so and goes on", async (tools) => {
  const { answer, count } = await opened(tools, {
    before: `Object.defineProperty(window, "localStorage", { get() { throw new Error("no"); } })`,
  });
  await answer("3");
  assertStringIncludes(await count(), "1 of 1 right. This browser keeps nothing of this page");
});

Deno.test("what computes in a page carries the checks, and no solution", async () => {
  const notebooks = await Promise.all((await listNotebooks()).map(readNotebook));
  const script = await bundleWorker(
    notebooks.flatMap((notebook) => codeCells(notebook).map(({ source }) => joined(source))),
  );
  assertStringIncludes(script, "each class has two points");
  for (const [id, solution] of Object.entries(SOLUTIONS)) {
    if (solution.length < 20) continue; // a number may stand in it for other reasons
    assert(
      !script.includes(solution) && !script.includes(JSON.stringify(solution).slice(1, -1)),
      id,
    );
  }
});
