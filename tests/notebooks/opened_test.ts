/** A lesson that is only opened: nothing is written into it, and no prediction answered. */
import { assertEquals } from "@std/assert";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { notebookOf } from "#lib/notebooks/notebook.ts";
import { normalized } from "#lib/notebooks/normalized.ts";
import { VENV, VENV_PYTHON } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

const paths = await listNotebooks();
const hidden = (cell: { metadata: Record<string, unknown> }) =>
  (cell.metadata.jupyter as { outputs_hidden?: true } | undefined)?.outputs_hidden;

Deno.test("an output that stands folded is marked so by both of JupyterLab's names", () => {
  for (const path of paths) {
    const notebook = notebookOf(readFileSync(path, "utf8")), { cells, metadata } = notebook;
    assertEquals(normalized(notebook).metadata, metadata, basename(path));
    assertEquals(cells.map(({ metadata }) => metadata.collapsed), cells.map(hidden), path);
  }
});

Deno.test("the first words after a prediction stand below a folded output, which covers them", () => {
  for (const path of paths) {
    const { cells } = notebookOf(readFileSync(path, "utf8"));
    cells.forEach(({ metadata }, at) => {
      if (!metadata.predict) return;
      const words = cells.findIndex((cell, i) => i > at && cell.cell_type === "markdown");
      assertEquals(hidden(cells[words - 1]), true, `${basename(path)}, cell ${words}`);
    });
  }
});

const ASKED = `
import json
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="deno")
print(json.dumps(client.kernel_info(reply=True)["content"]["language_info"]))
client.stop_channels()
manager.shutdown_kernel(now=True)
`;

Deno.test({
  name: "a lesson says of its language what the kernel says",
  // Another Deno may have another TypeScript: JupyterLab then notes its version.
  ignore: "Bun" in globalThis || !existsSync(join(VENV, "share/jupyter/kernels/deno")),
  fn: async () => {
    const { stdout, output } = await runCommand(VENV_PYTHON, ["-c", ASKED]);
    const { language_info } = notebookOf(readFileSync(paths[0], "utf8")).metadata;
    assertEquals(JSON.parse(stdout.trim().split("\n").at(-1) ?? output), language_info);
  },
});
