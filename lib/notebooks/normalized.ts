import { LIVE_FIGURE } from "../workspace/mime_types.ts";
import { joined } from "./joined.ts";
import type { Cell, Notebook, Output } from "./notebook.ts";
import { FOLDED, PREDICT, sourceHidden } from "./notebook.ts";
import { questionsOf } from "./questions_of.ts";

/**
 * The form that is committed: without what differs between machines or can be had again, and with what
 * JupyterLab and Deno's kernel would write into a notebook that is only opened. What answers a prediction
 * is folded: JupyterLab opens it when its cell runs.
 */
export function normalized(notebook: Notebook): Notebook {
  const told = questionsOf(notebook).flatMap(({ told }) => told);
  const tells = new Set(told.filter((at) => notebook.cells[at].outputs?.length));
  const cells = notebook.cells.map((cell, at): Cell => {
    const { tags } = cell.metadata;
    const hidden = { outputs_hidden: tells.has(at), source_hidden: sourceHidden(cell) };
    const jupyter = Object.fromEntries(Object.entries(hidden).filter(([, is]) => is));
    const plain: Cell = {
      cell_type: cell.cell_type,
      id: cell.id ?? "",
      metadata: {
        ...(tags?.length ? { tags } : {}),
        ...(cell.metadata[FOLDED] === true ? { [FOLDED]: true } : {}),
        ...(tells.has(at) || sourceHidden(cell) ? { jupyter } : {}),
        ...(tells.has(at) ? { collapsed: true } : {}),
        ...(cell.metadata[PREDICT] === undefined ? {} : { [PREDICT]: cell.metadata[PREDICT] }),
      },
      source: lines(joined(cell.source)),
    };
    if (cell.cell_type !== "code") return plain;
    return {
      ...plain,
      execution_count: cell.execution_count ?? null,
      outputs: joinStreams(cell.outputs ?? []).map(withoutScript),
    };
  });
  return {
    cells,
    metadata: {
      kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
      language_info: {
        ...{ codemirror_mode: "typescript", name: "typescript", pygments_lexer: "typescript" },
        ...{ file_extension: ".ts", mimetype: "text/x.typescript" },
        ...{ nbconvert_exporter: "script", version: "6.0.3" },
      },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

const lines = (text: string): string[] => text === "" ? [] : text.split(/(?<=\n)/);

function joinStreams(outputs: readonly Output[]): Output[] {
  const joinedOutputs: Output[] = [];
  for (const output of outputs) {
    const last = joinedOutputs.at(-1);
    const isStream = output.output_type === "stream";
    if (isStream && last?.output_type === "stream" && last.name === output.name) {
      last.text = lines(joined(last.text) + joined(output.text));
    } else joinedOutputs.push(isStream ? { ...output, text: lines(joined(output.text)) } : output);
  }
  return joinedOutputs;
}

function withoutScript(output: Output): Output {
  if (!output.data || !(LIVE_FIGURE in output.data)) return output;
  const { "text/html": _, ...data } = output.data;
  return { ...output, data };
}
