import { nodeModule } from "../host/node_module.ts";
import type { CompiledFunction } from "./compiled_engine.ts";

/** The functions that the C source exports to WebAssembly. */
type WasmExports = Record<
  CompiledFunction | `operators_${"place" | "shared" | "dismiss" | "joined"}`,
  (...args: number[]) => number
>;

/** Pages of 64 KiB: as many as the linker was told (tests/operators/build_wasm.ts). */
const PAGES = { initial: 16, maximum: 32768 };

/** After how many milliseconds without a call a thread goes that would keep the program alive. */
const IDLE = 100;

/**
 * The compiled C source at work in a memory that it shares with a second thread, a worker that comes with
 * the first call for it. Bun and Node end a program in spite of it; under Deno it goes when there are no
 * calls any more, and comes again with the next. Nobody waits for it: what it does not take part in is
 * computed without it, with the same result.
 */
export function wasmInstance(module: WebAssembly.Module) {
  const memory = new WebAssembly.Memory({ ...PAGES, shared: true });
  const env = { memory, milliseconds: () => performance.now() };
  const exports = new WebAssembly.Instance(module, { env }).exports as unknown as WasmExports;
  let state: "none" | "there" | "impossible" = "none";
  if ((globalThis.navigator as Navigator | undefined)?.hardwareConcurrency === 1) {
    state = "impossible";
  }
  let used = false;
  let clock: ReturnType<typeof setInterval> | undefined;

  function start(): void {
    // One that was dismissed may be on its way out yet.
    if (exports.operators_dismiss(1) !== 0) return;
    exports.operators_dismiss(0);
    try {
      const worker = newWorker(new URL("./wasm_thread.js", import.meta.url), {
        done: () => worker.terminate(),
        // Where it may not be read, or the like.
        failed() {
          state = "impossible";
          clearInterval(clock);
        },
      });
      worker.postMessage({ module, memory });
      state = "there";
      if (worker.unref) worker.unref();
      else clock = setInterval(dismissIdle, IDLE);
    } catch {
      state = "impossible";
    }
  }

  function dismissIdle(): void {
    if (!used) dismiss();
    used = false;
  }

  function dismiss(): void {
    if (state !== "there") return;
    state = "none";
    clearInterval(clock);
    exports.operators_dismiss(1);
  }

  function callHelper(): void {
    used = true;
    if (state === "none") start();
  }

  return { memory, exports, callHelper, dismissHelper: dismiss };
}

/** What browsers' workers and Node's have in common. */
interface Thread {
  postMessage(message: unknown): void;
  terminate(): void;
  unref?(): void;
}

/** A worker in the runtime's way; `done` is told of its one message. */
function newWorker(program: URL, { done, failed }: { done(): void; failed(): void }): Thread {
  if (!globalThis.Worker) {
    const thread = new (nodeModule("node:worker_threads").Worker)(program);
    return thread.on("message", done).on("error", failed);
  }
  const worker = new Worker(program, { type: "module" });
  worker.onmessage = done;
  worker.onerror = (event) => {
    event.preventDefault();
    failed();
  };
  return worker;
}
