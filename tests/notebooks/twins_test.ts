/** The Python that lessons quote is what made the recorded values, word for word. */
import { assert } from "@std/assert";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { joined, readNotebook } from "#lib/notebooks/notebook.ts";
import { ROOT } from "#lib/workspace/paths.ts";

const FOLDER = join(ROOT, "data/reference");

Deno.test("each listing in Python stands in data/reference as it is", async () => {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith(".py"));
  const sources = await Promise.all(files.map((name) => readFile(join(FOLDER, name), "utf8")));
  for (const path of await listNotebooks()) {
    const { cells } = await readNotebook(path);
    for (const { cell_type, source } of cells) {
      if (cell_type !== "markdown") continue;
      for (const [, listing] of joined(source).matchAll(/^```python\n([\s\S]*?)^```/gm)) {
        // Functions that do not stand side by side there are quoted one by one.
        for (const part of listing.trim().split(/\n\n\n/)) {
          assert(sources.some((text) => text.includes(part)), `${basename(path)}: ${part}`);
        }
      }
    }
  }
});

Deno.test("a lesson has its function in its article's framework", async () => {
  for (const [lesson, name] of [["01", "numpy"], ["02", "TensorFlow"], ["04", "PyTorch"]]) {
    const path = (await listNotebooks()).find((path) => basename(path).startsWith(lesson))!;
    const text = (await readNotebook(path)).cells.map(({ source }) => joined(source)).join("\n");
    assert(text.includes(`<summary>The same in ${name}`) && text.includes("```python"), lesson);
  }
});
