import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { CompiledLibrary } from "./compiled_engine.ts";
import { WASM_SHA256 } from "./wasm_sum.ts";

/** The status that the C source gives for a batch that is too large. */
const NO_MEMORY = 1;

/** Where the compiled module lies. */
const WASM = new URL("./native/operators.wasm", import.meta.url);

interface Exports {
  memory: WebAssembly.Memory;
  operators_place(bytes: number): number;
  operators_batch_all(...args: number[]): number;
  operators_batch_hard(...args: number[]): number;
  operators_circle(...args: number[]): number;
}

/**
 * The C source as WebAssembly with 128-bit vectors.
 *
 * @throws {Error} when the file is missing or is not the one whose sum is known, or the runtime lacks
 *   WebAssembly SIMD
 */
export function wasmLibrary(): CompiledLibrary {
  const bytes = readFileSync(WASM);
  const sum = createHash("sha256").update(bytes).digest("hex");
  if (sum !== WASM_SHA256) {
    throw new Error(
      "lib/operators/native/operators.wasm is not the file whose sum is known; " +
        "build it again with `deno run -A lib/tasks/build_wasm.ts`",
    );
  }
  const module = new WebAssembly.Module(bytes);
  const instantiate = (): Exports =>
    new WebAssembly.Instance(module, {}).exports as unknown as Exports;
  let wasm = instantiate();

  return {
    name: "wasm",
    call(name, { embeddings, labels, dim }, first, option, second, result, out) {
      // Behind each other: results (doubles first, for their alignment), rows, labels, gradient.
      const outBytes = out.byteLength;
      const rowBytes = embeddings.length * 4;
      const labelBytes = labels.length * 4;
      const total = outBytes + 2 * rowBytes + labelBytes;
      // 32-bit addresses: what the work space might come to at most must not wrap around.
      if (labels.length * (32 * (dim + 64) + 4096) >= 2 ** 31) return NO_MEMORY;
      const place = wasm.operators_place(total) >>> 0;
      if (place === 0) return NO_MEMORY;
      const rows = place + outBytes;
      const gradient = rows + rowBytes;
      const classes = gradient + rowBytes;
      new Float32Array(wasm.memory.buffer, rows, embeddings.length).set(embeddings);
      new Int32Array(wasm.memory.buffer, classes, labels.length).set(labels);
      const to = result ? gradient : 0;
      const status = wasm[name](
        rows,
        classes,
        labels.length,
        dim,
        first,
        option,
        second,
        to,
        place,
      );
      if (status !== 0) return status;
      // The memory may have grown, and its buffer be another.
      const { buffer } = wasm.memory;
      out.set(new Float64Array(buffer, place, out.length));
      result?.set(new Float32Array(buffer, gradient, result.length));
      return 0;
    },
    free() {
      // WebAssembly memory never shrinks: a new instance starts with little.
      wasm = instantiate();
    },
  };
}
