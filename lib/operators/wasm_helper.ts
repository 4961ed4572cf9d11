import type { WasmInstance } from "./wasm_instance.ts";

/** After how many milliseconds without a call the second thread goes: it keeps the program alive. */
const IDLE = 100;

/** The second thread of a WebAssembly instance. */
export interface WasmHelper {
  /** Sees to it that the thread is there soon, where it can be. */
  call(): void;
  /** Lets it go. */
  dismiss(): void;
}

/**
 * A worker comes with the first call and goes when there are none any more. Nobody waits for it: what
 * it does not take part in is computed without it, with the same result.
 */
export function wasmHelper({ module, memory, exports }: WasmInstance): WasmHelper {
  let state: "none" | "there" | "impossible" = "none";
  if (navigator.hardwareConcurrency < 2) state = "impossible";
  let used = false;
  let clock: ReturnType<typeof setInterval>;

  function start(): void {
    // One that was dismissed may be on its way out yet.
    if (exports.operators_dismiss(1) !== 0) return;
    exports.operators_dismiss(0);
    state = "there";
    try {
      const worker = new Worker(new URL("./wasm_thread.js", import.meta.url), { type: "module" });
      worker.onmessage = () => worker.terminate();
      worker.onerror = (event) => {
        // Where it may not be read, or the like.
        event.preventDefault();
        state = "impossible";
        clearInterval(clock);
      };
      worker.postMessage({ module, memory });
    } catch {
      state = "impossible";
      return;
    }
    clock = setInterval(() => {
      if (!used) dismiss();
      used = false;
    }, IDLE);
  }

  function dismiss(): void {
    if (state !== "there") return;
    state = "none";
    clearInterval(clock);
    exports.operators_dismiss(1);
  }

  return {
    call() {
      used = true;
      if (state === "none") start();
    },
    dismiss,
  };
}
