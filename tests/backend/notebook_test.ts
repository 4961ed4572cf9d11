/**
 * The same choice in a notebook: every backend in one Deno kernel, whose working directory is not
 * the checkout's root, and nothing in the outputs but what the cells say.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type BackendName, backendNames, useBackend } from "#lib/backend/mod.ts";
import { isDeno, projectRoot } from "#lib/backend/machine.ts";

const root = projectRoot();
const python = path.join(root, ".venv", "bin", "python");
const kernel = path.join(root, ".venv", "share", "jupyter", "kernels", "deno");
const ready = isDeno && existsSync(python) && existsSync(kernel);
if (!ready) {
  console.log("Not tested here: backends in a notebook (no Deno kernel in .venv, or Bun).");
}

interface Cell {
  cell_type: "code";
  metadata: Record<string, never>;
  execution_count: number | null;
  source: string;
  outputs: { output_type: string; data?: Record<string, string | string[]> }[];
}

/** A text of a notebook, which keeps long ones as lists of lines. */
const text = (output: Cell["outputs"][number] | undefined): string =>
  [output?.data?.["text/plain"] ?? []].flat().join("");

/** Runs cells in a fresh Deno kernel and gives their outputs. */
function runCells(sources: string[]): Cell["outputs"][] {
  const folder = path.join(root, ".cache", "backend-notebook-test");
  mkdirSync(folder, { recursive: true });
  try {
    const [given, out] = ["given.ipynb", "out.ipynb"].map((name) => path.join(folder, name));
    const cells = sources.map((source): Cell => (
      { cell_type: "code", metadata: {}, execution_count: null, source, outputs: [] }
    ));
    writeFileSync(given, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4 }));
    const runner = path.join(root, "lib", "notebooks", "execute.py");
    const { status, stdout, stderr } = spawnSync(python, [runner, given, out], {
      cwd: root,
      encoding: "utf8",
      env: { ...Deno.env.toObject(), NO_COLOR: "1" },
    });
    assertEquals(status, 0, `${stdout}${stderr}`);
    return (JSON.parse(readFileSync(out, "utf8")).cells as Cell[]).map(({ outputs }) => outputs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

Deno.test({
  name: "useBackend in a notebook: every backend, shown as text, without a line from below",
  ignore: !ready,
  fn: async () => {
    const available: BackendName[] = [];
    for (const backend of backendNames) {
      await useBackend(backend).then(() => available.push(backend), () => {});
    }
    const outputs = runCells([
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
