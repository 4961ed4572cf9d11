import { writeFile } from "node:fs/promises";
import { type Cell, type Notebook, notebookText, type Output } from "#lib/notebooks/notebook.ts";

/** A code cell as it would be committed, `outputs` being what it left. */
export function code(source: string, outputs: Output[] = [], tags?: string[]): Cell {
  return {
    cell_type: "code",
    execution_count: null,
    metadata: tags ? { tags } : {},
    outputs,
    source,
  };
}

/** A cell of prose. */
export function prose(source: string): Cell {
  return { cell_type: "markdown", metadata: {}, source };
}

/** A shown value. */
export function shown(text: string): Output {
  return {
    output_type: "execute_result",
    data: { "text/plain": text },
    execution_count: 1,
    metadata: {},
  };
}

/** A notebook of these cells, executed in order. */
export function notebookOf(...cells: Cell[]): Notebook {
  let count = 0;
  cells.forEach((cell, i) => {
    cell.id = `cell-${i}`;
    if (cell.cell_type === "code") cell.execution_count = ++count;
  });
  const metadata = { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

/** Writes a notebook as it would be committed. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeFile(path, notebookText(notebook));
}
