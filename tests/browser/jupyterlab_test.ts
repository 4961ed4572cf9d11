import { assert, assertEquals, assertMatch } from "@std/assert";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readNotebook } from "#lib/notebooks/notebook.ts";
import { ROOT } from "#lib/workspace/paths.ts";
import { code, notebookOf, prose } from "../notebooks/notebook_builder.ts";
import { browserTest, type Tab } from "./browser.ts";
import { placeOf, said, settled } from "./live_page.ts";
import { NO_JUPYTERLAB, withJupyterLab } from "./jupyterlab.ts";

/** The first lesson as a reader gets it who cleared its outputs; its last figure is a live one. */
async function writeStart(folder: string): Promise<void> {
  const notebook = await readNotebook(join(ROOT, "notebooks/00_start.ipynb"));
  for (const cell of notebook.cells) {
    if (cell.cell_type === "code") Object.assign(cell, { outputs: [], execution_count: null });
  }
  await writeFile(join(folder, "lesson.ipynb"), JSON.stringify(notebook));
}

/** What each code cell shows. */
interface Shown {
  /** `[3]:` once it ran. */
  readonly prompt: string;
  readonly text: string;
  readonly failed: boolean;
  /** The width of its picture as it was drawn; 0 for none. */
  readonly picture: number;
}

const shown = (tab: Tab) =>
  tab.look<Shown[]>(`[...document.querySelectorAll(".jp-CodeCell")].map((cell) => ({
    prompt: cell.querySelector(".jp-InputPrompt").innerText.trim(),
    text: cell.querySelector(".jp-OutputArea").innerText.trim(),
    failed: cell.querySelector('[data-mime-type="application/vnd.jupyter.error"]') !== null,
    picture: cell.querySelector(".jp-RenderedSVG img")?.naturalWidth ??
      cell.querySelector(".jp-OutputArea svg")?.clientWidth ?? 0,
  }))`);

/** Waits for something to be true of the cells; what they show then, or at last. */
async function until(tab: Tab, done: (cells: Shown[]) => boolean, seconds: number) {
  for (let k = 0;; k++) {
    const cells = await shown(tab);
    if (done(cells) || k >= seconds * 10) return cells;
    await tab.page.waitForTimeout(100);
  }
}

/**
 * The cells, all with what they left. The kernel may say that a cell is done before it sends the
 * result, which is then not shown: as CONTRIBUTING.md tells, the cell is run again.
 */
async function withResults(tab: Tab): Promise<Shown[]> {
  const empty = ({ text, picture }: Shown) => !text && !picture;
  for (let k = 0; k < 5; k++) {
    const cells = await until(tab, (cells) => !cells.some(empty), 2);
    const at = cells.findIndex(empty);
    if (at < 0) return cells;
    await tab.page.locator(".jp-CodeCell").nth(at).locator(".jp-InputPrompt").click();
    await tab.page.keyboard.press("Control+Enter");
  }
  return shown(tab);
}

/** A claim on a parameter, and a training that would go on for an hour. */
async function writeTraining(folder: string): Promise<void> {
  const cells = [
    `import { check, followTraining, parameters } from "../lib/lessons/mod.ts";
import type { StepRecord } from "../lib/training/mod.ts";
"ready"`,
    "const { margin } = parameters({ margin: 0.3, steps: 600, seed: 1 }, { lesson: 4 });\nmargin",
    'check("The margin is 0.3", margin === 0.3)',
    `async function* training() {
  for (let step = 1; step <= 36_000; step++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    yield { step, loss: 1, active: 1 } as StepRecord;
  }
}
const records = await followTraining(training(), { total: 36_000 });
records.length`,
    'check("It made all steps", records.length === 36_000)',
  ].map((source, i) => ({ ...code(source), id: `cell${i}`, outputs: [], execution_count: null }));
  await writeFile(join(folder, "lesson.ipynb"), JSON.stringify(notebookOf(prose("# T"), ...cells)));
}

browserTest(
  "in JupyterLab: change a number, run all, stop the training; the kernel lives",
  async ({ open }) => {
    await withJupyterLab(writeTraining, async ({ origin, notebook }) => {
      const tab = await open(notebook("lesson.ipynb"), {
        allow: origin,
        width: 1400,
        height: 2500,
        forgive: (error) => error === "No active debugger session",
      });
      const { page } = tab;
      await page.locator("text=Deno | Idle").waitFor({ timeout: 90_000 });
      await page.locator(".jp-CodeCell .cm-content").nth(1).click();
      await page.keyboard.press("Control+Home");
      for (let k = 0; k < "const { margin } = parameters({ margin: 0.".length; k++) {
        await page.keyboard.press("ArrowRight");
      }
      await page.keyboard.press("Delete");
      await page.keyboard.type("5");
      await page.click(".lm-MenuBar-itemLabel:text-is('Run')");
      await page.click("[data-command='runmenu:run-all']");
      const trains = await until(tab, (cells) => /■ stops it/.test(cells[3].text), 60);
      assertEquals(trains.filter(({ failed }) => failed), []);
      assertMatch(trains[3].text, /step +\d+\/36000 .* · ■ stops it/);
      await page.click('[data-command="notebook:interrupt-kernel"]');
      await until(tab, (cells) => /^\[\d+\]:/.test(cells[4].prompt), 30);
      const cells = await withResults(tab);
      assertEquals(cells.filter(({ failed }) => failed), []);
      assertMatch(cells[2].text, /✗ The margin is 0\.3: not with margin = 0\.5/);
      // The kernel may say that a cell is done before it sends the result, which is then not shown.
      assertMatch(cells[3].text, /step +\d+\/36000 · loss 1\.0000 · active 100\.0 %(\n|$)/);
      assertMatch(
        cells[4].text,
        /✗ It made all steps: not with margin = 0\.5, training stopped at step \d+$/,
      );
      await page.close();
    });
  },
  NO_JUPYTERLAB,
);

browserTest(
  "in JupyterLab: open a lesson, run all, see the figures, drag a point",
  async ({ open }) => {
    await withJupyterLab(writeStart, async ({ origin, notebook }) => {
      const tab = await open(notebook("lesson.ipynb"), {
        allow: origin,
        width: 1400,
        height: 9000, // JupyterLab draws only the cells in sight
        forgive: (error) => error === "No active debugger session", // JupyterLab's: Deno has none
      });
      const { page } = tab;
      await page.locator("text=Deno | Idle").waitFor({ timeout: 90_000 });
      await page.click(".lm-MenuBar-itemLabel:text-is('Run')");
      await page.click("[data-command='runmenu:run-all']");
      // A cell whose code is folded has its number beside what it left.
      const ran = ({ prompt, text }: Shown) => /^\[\d+\]:/.test(prompt || text);
      await until(tab, (cells) => cells.every(ran), 60);
      const cells = await withResults(tab);
      assertEquals(cells.filter(({ failed }) => failed), []);
      assertEquals(cells.filter((cell) => !ran(cell)), []);
      assertEquals(cells.filter(({ text, picture }) => !text && !picture), []);
      const pictures = cells.filter(({ picture }) => picture > 300).length;
      assertEquals(pictures, 3, "the lesson's two figures, and the live one");

      const from = await tab.middle('[data-handle="4"]');
      const before = await said(tab);
      await tab.drag(from, { x: from.x + 40, y: from.y - 60 });
      await settled(tab);
      const [x, y] = await placeOf(tab, "4");
      assert(x > 6.1 && y > 0.3, `e was dragged from (6, 0) to (${x}, ${y})`);
      assert(await said(tab) !== before, "and the figure says what changed");
      await page.close(); // before JupyterLab goes
    });
  },
  NO_JUPYTERLAB,
);

browserTest(
  "in JupyterLab: what answers a prediction is covered, with the words below, until it runs",
  async ({ open }) => {
    const committed = join(ROOT, "notebooks/00_start.ipynb");
    const fill = (folder: string) => copyFile(committed, join(folder, "lesson.ipynb"));
    await withJupyterLab(fill, async ({ origin, notebook }) => {
      const forgive = (error: string) => error === "No active debugger session";
      const tab = await open(notebook("lesson.ipynb"), { allow: origin, height: 9000, forgive });
      const { page } = tab;
      const folded = page.locator(".jp-OutputPlaceholder");
      await folded.nth(1).waitFor({ timeout: 60_000 });
      assertEquals((await folded.allInnerTexts()).map((text) => text.trim()).filter(Boolean), []);
      const below = () =>
        tab.look<string>(`[...document.querySelectorAll(".jp-RenderedMarkdown > p")]
          .filter((p) => getComputedStyle(p).filter.includes("blur")).map((p) => p.innerText).join()`);
      // A cell's words may be set a moment after the next cell's fold is there.
      await page.locator(".jp-RenderedMarkdown > p", { hasText: /^The anchor / }).waitFor();
      assertMatch(await below(), /^It says the claim.*The anchor /s);
      await folded.first().click();
      assertMatch(await below(), /^The anchor /);
      await page.locator("text=Deno | Idle").waitFor({ timeout: 90_000 });
      await page.click(".lm-MenuBar-itemLabel:text-is('Run')");
      await page.click("[data-command='runmenu:run-all']");
      await folded.waitFor({ state: "detached", timeout: 60_000 });
      assertEquals(await below(), "");
      await page.close(); // before JupyterLab goes
    });
  },
  NO_JUPYTERLAB,
);
