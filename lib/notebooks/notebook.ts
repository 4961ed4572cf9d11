import { readFile } from "../host/node.ts";
import { checkLike } from "../checks/mod.ts";
import { NARROW_FIGURE } from "../workspace/mime_types.ts";
import { joined } from "./joined.ts";

export { joined };

export interface Output {
  /** `stream`, `display_data`, `execute_result` or `error`. */
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  ename?: string;
  evalue?: string;
  traceback?: string[];
  execution_count?: number | null;
  metadata?: Record<string, unknown>;
}

export interface Cell {
  /** `markdown`, `code` or `raw`. */
  cell_type: string;
  id?: string;
  source: string | string[];
  /** Tags, and what editors add. */
  metadata: { tags?: string[]; [name: string]: unknown };
  outputs?: Output[];
  execution_count?: number | null;
}

/** A notebook file, format 4. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  /** 5: cells have ids. */
  nbformat_minor: number;
}

export async function readNotebook(path: string): Promise<Notebook> {
  try {
    return notebookOf(await readFile(path, "utf8"));
  } catch (error) {
    throw new TypeError(`${path}: expected a Jupyter notebook, got ${(error as Error).message}`);
  }
}

/** A notebook of format 4; metadata, which other programs leave out, are put in. */
export function notebookOf(text: string): Notebook {
  const notebook = JSON.parse(text.replace(/^\uFEFF/, ""));
  const outputs = [{ output_type: "", "data?": {} }, 0], metadata = { "tags?": ["", 0] };
  const cell = { cell_type: "", "metadata?": metadata, "outputs?": outputs };
  checkLike(notebook, "a notebook", { nbformat: 0, cells: [cell] });
  for (const part of [notebook, ...notebook.cells]) part.metadata ??= {};
  return notebook;
}

/** What JupyterLab writes into the heading's cell of a part that stands folded. */
export const FOLDED = "jp-MarkdownHeadingCollapsed";

/** Where a cell of prose keeps how its predictions are answered, see `questionsOf`. */
export const PREDICT = "predict";

export function codeCells(notebook: Notebook): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}

export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}

/** True when the cell stands without its code, as JupyterLab writes it when the code is folded. */
export function sourceHidden({ metadata }: Cell): boolean {
  return (metadata.jupyter as Record<string, unknown> | undefined)?.source_hidden === true;
}

/** The first heading, which is the notebook's title. */
export function titleOf(notebook: Notebook): string {
  const prose = notebook.cells.filter(({ cell_type }) => cell_type === "markdown");
  const text = prose.map(({ source }) => joined(source)).join("\n");
  return /^#\s+(.+)$/m.exec(text)?.[1].trim() ?? "Untitled";
}

/** A notebook's file as Jupyter writes it; figures for phones, which can be had again, stay out. */
export function notebookText(notebook: Notebook): string {
  return JSON.stringify(sorted(notebook), null, 1) + "\n";
}

/** Keys in the order of the alphabet, as Jupyter writes them, so that files differ only in content. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => key !== NARROW_FIGURE)
      .sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]),
  );
}
