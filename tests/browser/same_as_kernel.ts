/** A lesson run whole in a page, as a notebook, so that it can be held against the committed one. */
import { basename } from "node:path";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import {
  type Cell,
  joined,
  type Notebook,
  type Output,
  readNotebook,
} from "#lib/notebooks/notebook.ts";
import { bookOf } from "../report/small_book.ts";
import type { Tab, Tools } from "./browser.ts";

/** Keeps what the page's worker says, before the page's program gets to make one. */
const LISTEN = `{
  const Plain = Worker;
  globalThis.heard = [];
  globalThis.Worker = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => heard.push(data));
    }
  };
}`;

type Said = {
  kind: string;
  cell: number;
  output?: Output & { display_id?: string };
  message?: string;
};

/** What became of a lesson in a page. */
export interface PageRun {
  /** The cells that a page can run, as they are committed. */
  committed: Notebook;
  /** The same with what the page gave. */
  fresh: Notebook;
  /** Its errors, by cell. */
  errors: string[];
  /** How many cells only a kernel can run, or hang on one that is. */
  left: number;
}

/**
 * Runs all cells of a lesson in Chromium.
 *
 * @param number The lesson's.
 * @param tools The browser.
 * @param seconds What it may take.
 * @param before What the reader does first.
 */
export async function runInPage(
  number: number,
  { open, write }: Tools,
  seconds: number,
  before: (tab: Tab) => Promise<void> = () => Promise.resolve(),
): Promise<PageRun> {
  const path = (await listNotebooks()).find((path) => basename(path).startsWith(`0${number}`))!;
  const [source, notebook] = [basename(path), await readNotebook(path)];
  const { pages } = await bookOf([{ source, notebook, made: true }]);
  const html = pages.get(source.replace(/ipynb$/, "html"))!;
  const tab = await open(await write("page.html", html), { before: LISTEN });
  await before(tab);
  await tab.page.click("[data-run-all]");
  await tab.page.waitForSelector('[data-runtime="ready"], [data-runtime="failed"]', {
    timeout: 1000 * seconds,
  });
  const heard = await tab.look<Said[]>("heard");
  const ended = new Set(heard.flatMap(({ kind, cell }) => kind === "done" ? [cell] : []));
  const errors = heard.filter(({ kind }) => kind === "error" || kind === "failed")
    .map(({ cell, message }) => `${source}, cell ${cell}: ${message}`);
  const there = notebook.cells.map((cell, i) => ({ cell, i })).filter(({ i }) => ended.has(i));
  const as = (cells: Cell[]): Notebook => ({ ...notebook, cells });
  return {
    committed: as(there.map(({ cell }) => ({ ...cell, outputs: merged(cell.outputs ?? []) }))),
    fresh: as(there.map(({ cell, i }) => ({
      ...cell,
      outputs: merged(heard.flatMap((said) => said.cell === i && said.output ? [said.output] : [])),
    }))),
    errors,
    left: notebook.cells.filter(({ cell_type }) => cell_type === "code").length - ended.size,
  };
}

/** Prints that follow each other are one, and a display that was updated stands as it ended. */
function merged(outputs: readonly (Output & { display_id?: string })[]): Output[] {
  const kept: (Output & { display_id?: string })[] = [];
  for (const output of outputs) {
    const last = kept.at(-1);
    const same = output.display_id === undefined
      ? undefined
      : kept.find(({ display_id }) => display_id === output.display_id);
    if (same) Object.assign(same, output);
    else if (output.output_type === "stream" && last?.output_type === "stream") {
      last.text = joined(last.text) + joined(output.text);
    } else kept.push({ ...output });
  }
  return kept.map(({ display_id: _, ...output }) => output);
}
