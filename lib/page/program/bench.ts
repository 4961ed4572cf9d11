/// <reference lib="dom" />
import type { CellProblem } from "../cells/cell_problem.ts";
import type { CompiledCell } from "../cells/compile_cell.ts";
import { type CellNames, providerOf, staleCells } from "../cells/stale_cells.ts";
import { type Compile, loadCompiler } from "./load_compiler.ts";
import type { PageCell } from "./page_cell.ts";
import { type Ended, WorkerLine } from "./worker_line.ts";

/** What computes, as `data-runtime` says it. */
export type RuntimeState = "off" | "starting" | "ready" | "running" | "failed";

/** What a bench tells of itself. */
export interface BenchEvents {
  /** What computes has another state; a sentence for those who listen, and words for all. */
  state(state: RuntimeState, words: string, said?: string): void;
  /** A cell has ended. */
  ran(cell: PageCell, ended: Ended): void;
}

/** What is known of a cell in the present worker. */
interface Standing {
  /** The text that ran there to its end. */
  ran?: string;
  /** The text whose outputs the page shows. */
  shown: string;
}

/** The cells of a page and what computes them: which run, in which order, and which are out of date. */
export class Bench {
  readonly cells: readonly PageCell[];
  /** The lesson's parameters that the reader changed. */
  parameters: Record<string, unknown> = {};
  readonly #events: BenchEvents;
  readonly #line: WorkerLine;
  readonly #standing = new Map<PageCell, Standing>();
  #compile: Compile | undefined;
  readonly #read = new Map<string, CompiledCell | CellProblem>();
  #queue: PageCell[] = [];
  #running: Promise<void> | undefined;

  constructor(lesson: string, cells: readonly PageCell[], events: BenchEvents) {
    this.cells = cells;
    this.#events = events;
    for (const cell of cells) this.#standing.set(cell, { shown: cell.data.source });
    const backend = /^#(?:.*&)?backend=(wasm|webgpu|cpu)\b/.exec(location.hash)?.[1];
    this.#line = new WorkerLine(() => ({
      lesson,
      parameters: this.parameters,
      ...(backend ? { backend: backend as "wasm" | "webgpu" | "cpu" } : {}),
    }));
  }

  /** The texts of all cells as they stand, by their places in the notebook. */
  sources(): ReadonlyMap<number, string> {
    return new Map(this.cells.map((cell) => [cell.data.id, cell.text]));
  }

  /** Runs a cell, and before it those that it needs and that have not run as they stand. */
  run(cell: PageCell): Promise<void> {
    return this.#add(() => [...this.#needs([cell]), cell]);
  }

  /** Runs a cell and all below it. */
  runFrom(cell: PageCell): Promise<void> {
    const below = this.cells.slice(this.cells.indexOf(cell));
    return this.#add(() => [...this.#needs(below), ...below]);
  }

  /** Runs all cells. */
  runAll(): Promise<void> {
    return this.#add(() => this.cells);
  }

  /** Runs the cells that are out of date. */
  runStale(): Promise<void> {
    return this.#add(() => this.cells.filter(({ stale }) => stale));
  }

  /** Stops what runs and what waits. */
  async interrupt(): Promise<void> {
    for (const cell of this.#queue.splice(0)) cell.show(this.#resting(cell));
    await this.#line.interrupt();
    // Pressed as the last cell ended: nobody else tells that what computes is gone.
    if (!this.#running) this.#settle();
  }

  /** A cell's own text and recorded outputs again. */
  reset(cell: PageCell): void {
    const { shown, ran } = this.#standing.get(cell)!;
    cell.takeBack();
    // Nothing ran before there was a compiler.
    if (this.#compile && (shown !== cell.data.source || ran !== undefined)) {
      this.#spread(cell, true);
    }
    this.#standing.set(cell, { shown: cell.data.source });
    this.#settle();
  }

  /** Runs cells that can run, in the page's order, each once; what waits already stays. */
  async #add(chosen: () => readonly PageCell[]): Promise<void> {
    if (!this.#compile) {
      this.#events.state("starting", "Starting …", "Starting");
      try {
        const started = this.#line.start();
        started.catch(() => {}); // told below
        this.#compile = await loadCompiler();
      } catch (error) {
        return this.#fail(error as Error);
      }
    }
    const wanted = new Set([...this.#queue, ...chosen().filter(({ data }) => !data.kernelOnly)]);
    this.#queue = this.cells.filter((cell) => wanted.has(cell));
    for (const cell of this.#queue) if (cell.state !== "running") cell.show("idle", "waits …");
    await (this.#running ??= this.#work().finally(() => this.#running = undefined));
  }

  #fail({ name, message }: Error): void {
    for (const cell of this.#queue.splice(0)) cell.show(this.#resting(cell));
    if (name === "AbortError") return this.#events.state("off", message, message);
    const words = `Cells do not run here: ${message}.`;
    this.#events.state("failed", words, words);
  }

  async #work(): Promise<void> {
    const began = performance.now();
    let [ran, failed] = [0, 0];
    try {
      if (!this.#line.ready) this.#events.state("starting", "Starting …", "Starting");
      await this.#line.start();
    } catch (error) {
      return this.#fail(error as Error);
    }
    for (let cell; (cell = this.#queue.shift());) {
      const left = this.#queue.length;
      const words = `Running cell ${cell.data.number}${left > 0 ? `, ${left} to go` : ""}`;
      this.#events.state("running", words, ran + failed === 0 ? "Running" : undefined);
      if (await this.#one(cell)) ran++;
      else failed++;
    }
    const time = (performance.now() - began) / 1000;
    const well = ran > 0 && `${count(ran)} ran in ${time.toFixed(time < 10 ? 1 : 0)} s`;
    this.#settle([well, failed > 0 && `${count(failed)} did not`].filter(Boolean).join(", "));
  }

  /** Runs one cell; whether it ended well. */
  async #one(cell: PageCell): Promise<boolean> {
    const source = cell.text;
    const lacking = this.#lacking(cell);
    if (lacking) {
      cell.show("idle", lacking);
      return false;
    }
    const read = this.#readCell(source);
    cell.begin();
    cell.show("running", "runs …");
    cell.stale = undefined;
    let ended: Ended;
    if (read instanceof Error) {
      ended = { kind: "error", ...problemOf(read) };
    } else {
      const shared = new Set(this.#names().flatMap(({ declares }) => declares));
      const code = { cell: cell.data.id, code: read.code(shared), declares: [...read.declares] };
      ended = await this.#line.run(code, (output) => cell.add(output)).catch((error): Ended => ({
        kind: "gone",
        message: `${error.message}.`,
      }));
    }
    this.#close(cell, source, ended);
    return ended.kind === "done";
  }

  /** What a cell's end means for it and for the others. */
  #close(cell: PageCell, source: string, ended: Ended): void {
    this.#events.ran(cell, ended);
    if (ended.kind === "error") cell.add(errorOf(ended));
    if (ended.kind !== "gone") cell.end();
    const standing = this.#standing.get(cell)!;
    if (ended.kind === "done") {
      cell.show("ok", `ran in ${ended.seconds.toFixed(ended.seconds < 10 ? 2 : 0)} s`);
      this.#spread(cell, source !== standing.shown);
      this.#standing.set(cell, { ran: source, shown: source });
    } else if (ended.kind === "error") {
      cell.show("error", "");
      this.#standing.set(cell, { shown: source });
    } else {
      cell.end();
      cell.show("error", ended.message);
      this.#standing.set(cell, { shown: source });
      this.#forget();
    }
  }

  /** The worker is gone: what cells had left in it is gone, too. */
  #forget(): void {
    for (const cell of this.#queue.splice(0)) cell.show(this.#resting(cell));
    for (const [cell, standing] of this.#standing) {
      if (standing.ran === undefined) continue;
      delete standing.ran;
      cell.stale = "What it left was lost when the computing was ended: run it again.";
    }
  }

  /** Marks what hangs on a cell as out of date: all of it when its text changed, else what ran. */
  #spread(cell: PageCell, changed: boolean): void {
    const { ran, shown } = this.#standing.get(cell)!;
    if (!changed && ran === undefined) return;
    const [at, names] = [this.cells.indexOf(cell), this.#names()];
    // Also what hangs on a name that it leaves no longer.
    names[at] = {
      ...names[at],
      declares: [...names[at].declares, ...this.#namesOf(shown).declares],
    };
    for (const place of staleCells(names, [at])) {
      const other = this.cells[place];
      const ran = this.#standing.get(other)!.ran !== undefined;
      if (this.#queue.includes(other) || other.data.kernelOnly || !(changed || ran)) continue;
      other.stale = `Out of date: cell ${cell.data.number}, which it uses, ${
        changed ? "changed" : "ran again"
      }.`;
    }
  }

  /** The cells that some cells need and that have not run as they, and all that they need, stand. */
  #needs(cells: readonly PageCell[]): PageCell[] {
    const names = this.#names();
    const needed = new Map<PageCell, boolean>();
    const ran = (cell: PageCell) => this.#standing.get(cell)!.ran;
    /** Whether something that a cell uses has to run before it. */
    const lacks = (cell: PageCell, ranWell: boolean): boolean => {
      const place = this.cells.indexOf(cell);
      const used = names[place].uses.map((name) => this.cells[providerOf(names, place, name)]);
      return used.filter((other) => {
        if (!other || other === cell) return false;
        // What ran well did so without a cell that never ran.
        if (ranWell && ran(other) === undefined) return false;
        if (!needed.has(other)) {
          needed.set(other, false); // a circle ends here
          const fresh = ran(other) === other.text && !other.stale;
          needed.set(other, lacks(other, fresh) || !fresh);
        }
        return needed.get(other);
      }).length > 0;
    };
    for (const cell of cells) lacks(cell, false);
    return [...needed.keys()].filter((cell) => needed.get(cell));
  }

  /** Why a cell cannot run: a cell that it uses has not. */
  #lacking(cell: PageCell): string | undefined {
    const names = this.#names();
    const place = this.cells.indexOf(cell);
    for (const name of names[place].uses) {
      const other = this.cells[providerOf(names, place, name)];
      if (!other || other === cell || this.#standing.get(other)!.ran !== undefined) continue;
      return `Did not run: it uses ${name} of cell ${other.data.number}, which ${
        other.data.kernelOnly ? "only a kernel can run" : "did not end well"
      }.`;
    }
  }

  /** What each cell uses and leaves, as it stands; a cell that cannot be read does neither. */
  #names(): CellNames[] {
    return this.cells.map((cell) => this.#namesOf(cell.text));
  }

  #namesOf(source: string): CellNames {
    const read = this.#readCell(source);
    return read instanceof Error ? { declares: [], uses: [] } : read;
  }

  #readCell(source: string): CompiledCell | CellProblem {
    let read = this.#read.get(source);
    if (!read) {
      try {
        read = this.#compile!(source);
      } catch (error) {
        read = error as CellProblem;
      }
      this.#read.set(source, read);
    }
    return read;
  }

  #resting(cell: PageCell): "ok" | "idle" {
    return this.#standing.get(cell)!.ran === undefined ? "idle" : "ok";
  }

  #settle(words = ""): void {
    if (this.#queue.length > 0) return;
    const { ready } = this.#line;
    const device = ready ? `on ${ready.device}` : "";
    const note = ready?.note ? `; ${ready.note}` : "";
    this.#events.state(
      ready ? "ready" : "off",
      `${[words, device].filter(Boolean).join(", ")}${note}`,
      words,
    );
  }
}

const problemOf = ({ name, message, line }: CellProblem) => ({ name, message, line });

function errorOf({ name, message, line }: { name: string; message: string; line?: number }) {
  const where = line ? ` (line ${line})` : "";
  return { output_type: "error", traceback: [`${name}: ${message}${where}`] };
}

function count(n: number): string {
  return `${n} cell${n === 1 ? "" : "s"}`;
}
