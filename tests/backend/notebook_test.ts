/**
 * The same choice in a notebook: every backend in one Deno kernel, whose working directory is not
 * the checkout's root, and nothing in the outputs but what the cells say.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import path from "node:path";
import { type BackendName, backendNames, useBackend } from "#lib/backend/mod.ts";
import { projectFolder } from "#lib/host/project_folder.ts";
import { isDeno } from "../support/is_deno.ts";
import { executeNotebook } from "#lib/notebooks/execute_notebook.ts";
import { joined, type Output } from "#lib/notebooks/notebook.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";
import { code, notebookOf, writeNotebook } from "../notebooks/notebook_builder.ts";

const root = projectFolder();
const python = path.join(root, ".venv", "bin", "python");
const kernel = path.join(root, ".venv", "share", "jupyter", "kernels", "deno");
const ready = isDeno && existsSync(python) && existsSync(kernel);
if (!ready) {
  console.log("Not tested here: backends in a notebook (no Deno kernel in .venv, or Bun).");
}

/** A text of a notebook, which keeps long ones as lists of lines. */
const text = (output: Output | undefined): string =>
  joined(output?.data?.["text/plain"] as string[] | undefined);

/** Runs cells in a fresh Deno kernel and gives their outputs. */
async function runCells(sources: string[]): Promise<Output[][]> {
  await using scratch = await scratchFolder("backend-notebook-test");
  const given = path.join(scratch.folder, "given.ipynb");
  await writeNotebook(given, notebookOf(...sources.map((source) => code(source))));
  const { notebook, problem } = await executeNotebook(given);
  assertEquals(problem, undefined);
  return notebook.cells.map(({ outputs = [] }) => outputs);
}

Deno.test({
  name: "useBackend in a notebook: every backend, shown as text, without a line from below",
  ignore: !ready,
  fn: async () => {
    const available: BackendName[] = [];
    for (const backend of backendNames) {
      await useBackend(backend).then(() => available.push(backend), () => {});
    }
    const outputs = await runCells([
      'import * as tf from "@tensorflow/tfjs";\nimport { useBackend } from "#lib/backend/mod.ts";',
      ...available.flatMap((backend) => [
        `await useBackend("${backend}")`,
        "(await tf.matMul(tf.ones([9, 9]), tf.ones([9, 9])).data())[0]",
      ]),
      // A rejection that nobody handles is the cell's own affair: the kernel goes on.
      'Promise.reject(new Error("nobody listens"));\n"still here"',
      "await useBackend()",
    ]);
    available.forEach((backend, i) => {
      const [shown, product] = [outputs[1 + 2 * i], outputs[2 + 2 * i]];
      assertEquals(shown.length, 1, JSON.stringify(shown));
      assertStringIncludes(text(shown[0]), `TensorFlow.js runs on ${backend} (`);
      assertEquals(product.map(text), ["9"]);
    });
    const last = outputs[outputs.length - 1];
    assertEquals(last.length, 1);
    assertStringIncludes(text(last[0]), "TensorFlow.js runs on ");
  },
});
