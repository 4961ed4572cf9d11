/// <reference lib="dom" />
import type { CellProblem, CompiledCell } from "../cells/compile_cell.ts";
import { type CellNames, providerOf, staleCells } from "../cells/stale_cells.ts";
import { type Compile, loadCompiler } from "./load_compiler.ts";
import type { PageCell } from "./page_cell.ts";
import { type Ended, WorkerLine } from "./worker_line.ts";

export type RuntimeState = "off" | "starting" | "ready" | "running" | "failed";

interface BenchEvents {
  /** What computes has another state; words for all, and a sentence for those who listen. */
  state(state: RuntimeState, words: string, said?: string): void;
  ran(cell: PageCell, ended: Ended): void;
}

/** The cells of a page and what computes them: which run, in which order, and which are out of date. */
export class Bench {
  readonly #line = new WorkerLine();
  #compile: Compile | undefined;
  readonly #read = new Map<string, CompiledCell | CellProblem>();
  #queue: PageCell[] = [];
  #running: Promise<void> | undefined;

  constructor(readonly cells: readonly PageCell[], readonly events: BenchEvents) {}

  sources(): ReadonlyMap<number, string> {
    return new Map(this.cells.map((cell) => [cell.data.id, cell.text]));
  }

  /** Runs cells, and before them those that they need and that have not run as they stand. */
  run(cells: readonly PageCell[]): Promise<void> {
    return this.#add(() => [...this.#needs(cells), ...cells]);
  }

  runStale(): Promise<void> {
    return this.#add(() => this.cells.filter(({ stale }) => stale));
  }

  async interrupt(): Promise<void> {
    this.#drop();
    if (this.#line.ready) this.events.state("running", "Stopping …", "Stopping");
    await this.#line.interrupt();
    // Pressed as the last cell ended: nobody else tells that what computes is gone.
    if (!this.#running) this.#settle();
  }

  reset(cell: PageCell): void {
    const { shown, ran } = cell;
    cell.takeBack();
    // Nothing ran before there was a compiler.
    if (this.#compile && (shown !== cell.shown || ran !== undefined)) {
      this.#spread(cell, shown, "changed");
    }
    this.#settle();
  }

  /** Runs cells that can run, in the page's order, each once; what waits already stays. */
  async #add(chosen: () => readonly PageCell[]): Promise<void> {
    try {
      if (!this.#compile) {
        this.events.state("starting", "Starting …", "Starting");
        [this.#compile] = await Promise.all([loadCompiler(), this.#line.start()]);
      }
    } catch (error) {
      return this.#fail(error as Error);
    }
    const wanted = new Set([...this.#queue, ...chosen().filter(({ data }) => !data.kernelOnly)]);
    this.#queue = this.cells.filter((cell) => wanted.has(cell));
    for (const cell of this.#queue) if (cell.state !== "running") cell.show("idle", "waits …");
    await (this.#running ??= this.#work().finally(() => this.#running = undefined));
  }

  #drop(): void {
    for (const cell of this.#queue.splice(0)) cell.rest();
  }

  #fail({ name, message }: Error): void {
    this.#drop();
    const off = name === "AbortError";
    const words = off ? message : `Cells do not run here: ${message}.`;
    this.events.state(off ? "off" : "failed", words, words);
  }

  async #work(): Promise<void> {
    const began = performance.now();
    let [ran, failed] = [0, 0];
    try {
      if (!this.#line.ready) this.events.state("starting", "Starting …", "Starting");
      await this.#line.start();
    } catch (error) {
      return this.#fail(error as Error);
    }
    for (let cell; (cell = this.#queue.shift());) {
      const left = this.#queue.length;
      const words = `Running cell ${cell.data.number}${left > 0 ? `, ${left} to go` : ""}`;
      this.events.state("running", words, ran + failed === 0 ? "Running" : undefined);
      if (await this.#one(cell)) ran++;
      else failed++;
    }
    const time = (performance.now() - began) / 1000;
    const well = ran > 0 && `${count(ran)} ran in ${time.toFixed(time < 10 ? 1 : 0)} s`;
    this.#settle([well, failed > 0 && `${count(failed)} did not`].filter(Boolean).join(", "));
  }

  async #one(cell: PageCell): Promise<boolean> {
    const source = cell.text;
    const lacking = this.#lacking(cell);
    if (lacking) {
      cell.show("idle", lacking);
      return false;
    }
    const read = this.#readCell(source);
    cell.outputs.begin();
    cell.show("running", "runs …");
    cell.stale = undefined;
    let ended: Ended;
    if (read instanceof Error) {
      ended = { kind: "error", name: read.name, message: read.message, line: read.line };
    } else {
      const code = read.code(new Set(this.#names().flatMap(({ declares }) => declares)));
      ended = await this.#line.run(cell.data.id, code, (output) => cell.add(output))
        .catch(({ message }): Ended => ({ kind: "gone", message: `${message}.` }));
    }
    this.#close(cell, source, ended);
    return ended.kind === "done";
  }

  #close(cell: PageCell, source: string, ended: Ended): void {
    this.events.ran(cell, ended);
    if (ended.kind === "error") {
      const where = ended.line ? ` (line ${ended.line})` : "";
      const traceback = [`${ended.name}: ${ended.message}${where}`];
      cell.add({ output_type: "error", traceback });
    }
    cell.outputs.end();
    const { shown, ran } = cell;
    cell.shown = source;
    cell.ran = ended.kind === "done" ? source : undefined;
    if (ended.kind === "done") {
      cell.show("ok", `ran in ${ended.seconds.toFixed(ended.seconds < 10 ? 2 : 0)} s`);
      if (source !== shown) this.#spread(cell, shown, "changed");
      else if (ran !== undefined) this.#spread(cell, shown, "ran again");
    } else cell.show("error", ended.kind === "gone" ? ended.message : "");
    if (ended.kind === "gone") this.#forget();
  }

  /** The worker is gone: what cells had left in it is gone, too. */
  #forget(): void {
    this.#drop();
    for (const cell of this.cells) {
      if (cell.ran === undefined) continue;
      cell.ran = undefined;
      cell.stale = "What it left was lost when the computing was ended: run it again.";
    }
  }

  /** Marks what hangs on a cell as out of date: all of it when its text changed, else what ran. */
  #spread(cell: PageCell, shown: string, what: "changed" | "ran again"): void {
    const [at, names] = [this.cells.indexOf(cell), this.#names()];
    // Also what hangs on a name that it leaves no longer.
    const declares = [...names[at].declares, ...this.#readCell(shown).declares];
    names[at] = { ...names[at], declares };
    for (const place of staleCells(names, [at])) {
      const other = this.cells[place];
      const counts = what === "changed" || other.ran !== undefined;
      if (this.#queue.includes(other) || other.data.kernelOnly || !counts) continue;
      other.stale = `Out of date: cell ${cell.data.number}, which it uses, ${what}.`;
    }
  }

  /** The cells that some cells need and that have not run as they, and all that they need, stand. */
  #needs(cells: readonly PageCell[]): PageCell[] {
    const needed = new Map<PageCell, boolean>();
    const names = this.#names();
    const lacks = (cell: PageCell, ranWell: boolean): boolean =>
      this.#used(cell, names).filter(({ other }) => {
        // What ran well did so without a cell that never ran.
        if (ranWell && other.ran === undefined) return false;
        if (!needed.has(other)) {
          needed.set(other, false); // a circle ends here
          const fresh = other.ran === other.text && !other.stale;
          needed.set(other, lacks(other, fresh) || !fresh);
        }
        return needed.get(other);
      }).length > 0;
    for (const cell of cells) lacks(cell, false);
    return [...needed.keys()].filter((cell) => needed.get(cell));
  }

  #lacking(cell: PageCell): string | undefined {
    const lack = this.#used(cell, this.#names()).find(({ other }) => other.ran === undefined);
    if (!lack) return undefined;
    const { name, other: { data } } = lack;
    const why = data.kernelOnly ? "only a kernel can run" : "did not end well";
    return `Did not run: it uses ${name} of cell ${data.number}, which ${why}.`;
  }

  #used(cell: PageCell, names: readonly CellNames[]): { name: string; other: PageCell }[] {
    const place = this.cells.indexOf(cell);
    return names[place].uses.flatMap((name) => {
      const other = this.cells[providerOf(names, place, name)];
      return other && other !== cell ? [{ name, other }] : [];
    });
  }

  /** What each cell uses and leaves, as it stands; a cell that cannot be read does neither. */
  #names(): CellNames[] {
    return this.cells.map((cell) => this.#readCell(cell.text));
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

  #settle(words = ""): void {
    if (this.#queue.length > 0) return;
    const { ready } = this.#line;
    const all = [words, ready && `on ${ready.device}`].filter(Boolean).join(", ");
    const note = ready?.note ? `; ${ready.note}` : "";
    this.events.state(ready ? "ready" : "off", all + note, words);
  }
}

const count = (n: number): string => `${n} cell${n === 1 ? "" : "s"}`;
