import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toyBatch } from "#lib/datasets/mod.ts";
import { tripletMicroscope } from "#lib/live/mod.ts";
import { code, notebookOf, prose } from "../notebooks/notebook_builder.ts";
import { browserTest } from "./browser.ts";
import { NO_JUPYTERLAB, withJupyterLab } from "./jupyterlab.ts";

const CELL = `import { toyBatch } from "../lib/datasets/mod.ts";
import { tripletMicroscope } from "../lib/live/mod.ts";
tripletMicroscope({ ...toyBatch(), margin: 2 })`;

/** A notebook whose output came from elsewhere, so that JupyterLab does not trust it. */
async function writeLesson(folder: string): Promise<void> {
  const data = await tripletMicroscope({ ...toyBatch(), margin: 2 }).toMimeBundle();
  const output = { output_type: "execute_result", execution_count: 1, data, metadata: {} };
  const lesson = notebookOf(prose("# T"), code(CELL, [output]));
  await writeFile(join(folder, "lesson.ipynb"), JSON.stringify(lesson));
}

browserTest("in JupyterLab: a picture while not trusted, alive once it ran", async ({ open }) => {
  await withJupyterLab(writeLesson, async ({ origin, notebook }) => {
    const tab = await open(notebook("lesson.ipynb"), {
      allow: origin,
      width: 1400,
      height: 1400,
      forgive: (error) => error === "No active debugger session", // Deno has none
    });
    const { page } = tab;
    const image = page.locator(".jp-OutputArea img");
    await image.waitFor({ timeout: 45_000 });
    assertStringIncludes(await image.getAttribute("alt") ?? "", "Of 4 negatives 2 hard");
    const width = "document.querySelector('.jp-OutputArea img').naturalWidth";
    assert(await tab.look<number>(width) > 300);
    assertEquals(await page.locator("[data-handle]").count(), 0);

    await page.locator("text=Deno | Idle").waitFor({ timeout: 45_000 });
    await page.click(".lm-MenuBar-itemLabel:text-is('Run')");
    await page.click("[data-command='runmenu:run-all']");
    const point = page.locator('[data-handle="4"]');
    await point.waitFor({ timeout: 45_000 });
    await point.focus();
    const cells = await page.locator(".jp-Cell").count();
    await page.keyboard.press("Shift+ArrowUp");
    // In JupyterLab itself A makes a cell; on a point it makes the anchor.
    await page.keyboard.press("a");
    const words = page.locator("[data-live-figure] [role=status]", { hasText: "Triplet e, f" });
    await words.waitFor({ state: "attached" });
    assertEquals(await page.locator(".jp-Cell").count(), cells);
    await page.close(); // before JupyterLab goes
  });
}, NO_JUPYTERLAB);
