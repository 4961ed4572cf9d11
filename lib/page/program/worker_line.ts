/// <reference lib="dom" />
import type { Ask, Output, Say } from "../protocol.ts";
import { unpack, unpackScript } from "./unpack.ts";

/** How a cell ended. */
export type Ended =
  | { kind: "done"; seconds: number }
  | { kind: "error"; name: string; message: string; line?: number }
  /** The worker is gone, with all that cells had left in it. */
  | { kind: "gone"; message: string };

/** A cell on its way to the worker. */
export interface CellToRun {
  readonly cell: number;
  readonly code: string;
  readonly declares: string[];
}

/** How long a worker may take to answer an interrupt, in milliseconds. */
const PATIENCE = 700;

/** How long a cell may go on that shows something meanwhile: a training that has stopped, say. */
const GRACE = 3000;

/** The line to the worker, which is started with the first cell, and again after it was ended. */
export class WorkerLine {
  readonly #options: () => Omit<Extract<Ask, { kind: "start" }>, "kind" | "data">;
  #worker: Promise<Worker> | undefined;
  #ready: Extract<Say, { kind: "ready" }> | undefined;
  #script: Promise<string> | undefined;
  #end: (ended: Ended) => void = () => {};
  #show: (output: Output) => void = () => {};
  #terminate: () => void = () => {};

  /**
   * @param options What a new worker begins with.
   */
  constructor(options: () => Omit<Extract<Ask, { kind: "start" }>, "kind" | "data">) {
    this.#options = options;
  }

  /** What the worker said of itself; undefined while there is none. */
  get ready(): Extract<Say, { kind: "ready" }> | undefined {
    return this.#ready;
  }

  /**
   * Starts the worker where there is none.
   *
   * @throws {Error} When it cannot be: why, in a sentence.
   */
  async start(): Promise<void> {
    this.#worker ??= this.#begin();
    try {
      await this.#worker;
    } catch (error) {
      this.#worker = undefined;
      throw error;
    }
  }

  /** Runs a cell; tells what it shows, and how it ended. */
  async run(cell: CellToRun, show: (output: Output) => void): Promise<Ended> {
    await this.start();
    const worker = await this.#worker!;
    return await new Promise((resolve) => {
      this.#show = show;
      this.#end = resolve;
      ask(worker, { kind: "run", ...cell });
    });
  }

  /** Asks the running cell to stop, and ends the worker when it does not. */
  async interrupt(): Promise<void> {
    if (!this.#worker) return;
    if (!this.#ready) return this.stop("It was interrupted.");
    const worker = await this.#worker;
    ask(worker, { kind: "interrupt" });
    const [end, show] = [this.#end, this.#show];
    const stop = () => this.stop("It was interrupted.");
    let clock = setTimeout(stop, PATIENCE);
    this.#end = (ended) => {
      clearTimeout(clock);
      end(ended);
    };
    this.#show = (output) => {
      show(output);
      if (output.output_type === "stream") return; // printing is no answer
      this.#show = show;
      clearTimeout(clock);
      clock = setTimeout(stop, GRACE);
    };
  }

  /** Ends the worker; what cells had left in it is gone. */
  stop(message: string): void {
    this.#worker = this.#ready = undefined;
    this.#terminate();
    this.#end({ kind: "gone", message });
    this.#end = () => {};
  }

  async #begin(): Promise<Worker> {
    const script = await (this.#script ??= unpackScript("runtime"));
    const data = await unpack("data");
    const worker = new Worker(script);
    return await new Promise((resolve, reject) => {
      this.#terminate = () => worker.terminate();
      this.#end = () => reject(new DOMException("It was interrupted.", "AbortError"));
      worker.onerror = (event) => {
        event.preventDefault(); // it is told to the reader
        const why = event.message ? `: ${event.message}` : "";
        reject(new Error(`what computes did not start in this browser${why}`));
        if (this.#ready) {
          this.stop(`What computes has died${why || ", perhaps for want of memory"}.`);
        }
      };
      worker.onmessage = ({ data }: MessageEvent<Say>) => {
        if (data.kind === "ready") {
          this.#ready = data;
          resolve(worker);
        } else if (data.kind === "failed") {
          worker.terminate();
          reject(new Error(data.message));
        } else if (data.kind === "show") this.#show(data.output);
        else this.#end(data);
      };
      ask(worker, { kind: "start", ...this.#options(), ...(data ? { data } : {}) });
    });
  }
}

function ask(worker: Worker, message: Ask): void {
  const data = message.kind === "start" ? message.data : undefined;
  worker.postMessage(message, data ? [data] : []);
}
