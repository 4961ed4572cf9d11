/// <reference lib="dom" />
import type { Ask, Output, Say } from "../mod.ts";
import { unpack, unpackScript } from "./unpack.ts";

/** How a cell ended; `gone` is the worker, with all that cells had left in it. */
export type Ended =
  | { kind: "done"; seconds: number }
  | { kind: "error"; name: string; message: string; line?: number }
  | { kind: "gone"; message: string };

/** Milliseconds that a worker may take to answer an interrupt, and a cell that shows something meanwhile. */
const [PATIENCE, GRACE] = [700, 3000];

const INTERRUPTED = "It was interrupted.";

/** The line to the worker, which is started with the first cell, and again after it was ended. */
export class WorkerLine {
  ready: Extract<Say, { kind: "ready" }> | undefined;
  #worker: Promise<Worker> | undefined;
  #script: Promise<string> | undefined;
  #end: (ended: Ended) => void = () => {};
  #show: (output: Output) => void = () => {};
  #terminate: () => void = () => {};

  async start(): Promise<Worker> {
    const begun = this.#worker ??= this.#begin();
    try {
      return await begun;
    } catch (error) {
      if (this.#worker === begun) this.#worker = undefined;
      throw error;
    }
  }

  async run(cell: number, code: string, show: (output: Output) => void): Promise<Ended> {
    const worker = await this.start();
    return await new Promise((resolve) => {
      this.#show = show;
      this.#end = resolve;
      ask(worker, { kind: "run", cell, code });
    });
  }

  /** Asks the running cell to stop, and ends the worker when it does not. */
  async interrupt(): Promise<void> {
    if (!this.#worker) return;
    if (!this.ready) return this.#stop(INTERRUPTED);
    ask(await this.#worker, { kind: "interrupt" });
    const [end, show] = [this.#end, this.#show];
    const stop = () => this.#stop(INTERRUPTED);
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

  #stop(message: string): void {
    this.#worker = this.ready = undefined;
    this.#terminate();
    this.#end({ kind: "gone", message });
    this.#end = () => {};
  }

  async #begin(): Promise<Worker> {
    let ended = false;
    this.#end = () => ended = true;
    const script = await (this.#script ??= unpackScript("runtime"));
    const data = await unpack("data");
    if (ended) throw new DOMException(INTERRUPTED, "AbortError");
    const backend = /^#(?:.*&)?backend=(wasm|webgpu|cpu)\b/.exec(location.hash)?.[1];
    const worker = new Worker(script);
    return await new Promise((resolve, reject) => {
      this.#terminate = () => worker.terminate();
      this.#end = () => reject(new DOMException(INTERRUPTED, "AbortError"));
      worker.onerror = (event) => {
        event.preventDefault(); // it is told to the reader
        const why = event.message ? `: ${event.message}` : "";
        reject(new Error(`what computes did not start in this browser${why}`));
        const because = why || ", perhaps because this device has no memory left for it";
        if (this.ready) this.#stop(`What computes has died${because}.`);
      };
      worker.onmessage = ({ data }: MessageEvent<Say>) => {
        if (data.kind === "ready") {
          this.ready = data;
          resolve(worker);
        } else if (data.kind === "failed") {
          worker.terminate();
          reject(new Error(data.message));
        } else if (data.kind === "show") this.#show(data.output);
        else this.#end(data);
      };
      ask(worker, { kind: "start", ...(backend && { backend }), ...(data && { data }) }, data);
    });
  }
}

function ask(worker: Worker, message: Ask, moved?: ArrayBuffer): void {
  worker.postMessage(message, moved ? [moved] : []);
}
