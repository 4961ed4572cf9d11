import { hasNodeModules } from "../host/node_module.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import type { CompiledLibrary } from "./compiled_engine.ts";
import { wasmInstance } from "./wasm_instance.ts";
import { WASM, WASM_SHA256 } from "./wasm_code.ts";
import { WASM_SIMD, WASM_SIMD_SHA256 } from "./wasm_simd_code.ts";

/** The status that the C source gives for a batch that is too large. */
const NO_MEMORY = 1;

/** The smallest module that needs relaxed SIMD: a multiply-add of what is in no vector. */
const RELAXED = Uint8Array.from([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
]);

/**
 * The C source as WebAssembly with 128-bit vectors, on two threads where a batch is worth it. It stands
 * in the module graph, in base64, so that it is found from a file, over http, in a bundle and in a worker
 * alike. Without `relaxed` SIMD for Node 20 and Safari.
 */
export function wasmLibrary(relaxed: boolean = WebAssembly.validate(RELAXED)) {
  const [code, sum] = relaxed ? [WASM, WASM_SHA256] : [WASM_SIMD, WASM_SIMD_SHA256];
  const text = atob(code); // Taken letter by letter, it would be a list of 11 MB on the way.
  const bytes = Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  // A browser hashes in a promise only, and holds what it loads to sums of its own.
  if (hasNodeModules() && sumOf(bytes) !== sum) {
    throw new Error(
      "the WebAssembly in lib/operators is not the code whose sum is known; " +
        "build it again with `deno run -A tests/operators/build_wasm.ts`",
    );
  }
  const module = new WebAssembly.Module(bytes);
  let wasm = wasmInstance(module);

  const library: CompiledLibrary = {
    name: "wasm",
    call(name, { embeddings, labels, dim }, told, result, out) {
      // Behind each other: results (doubles first, for their alignment), rows, labels, gradient.
      // 32-bit addresses: what the work space might come to at most must not wrap around.
      if (labels.length * (32 * (dim + 64) + 4096) >= 2 ** 31) return NO_MEMORY;
      const { memory, exports } = wasm;
      const bytes = out.byteLength + 2 * embeddings.byteLength + labels.byteLength;
      const place = exports.operators_place(bytes) >>> 0;
      if (place === 0) return NO_MEMORY;
      if (exports.operators_shared(labels.length, dim) !== 0) wasm.callHelper();
      const rows = place + out.byteLength;
      const gradient = rows + embeddings.byteLength;
      const classes = gradient + embeddings.byteLength;
      new Float32Array(memory.buffer, rows, embeddings.length).set(embeddings);
      new Int32Array(memory.buffer, classes, labels.length).set(labels);
      const to = result ? gradient : 0;
      const status = exports[name](rows, classes, labels.length, dim, ...told, to, place);
      if (status !== 0) return status;
      // The memory may have grown, and its buffer be another.
      const { buffer } = memory;
      out.set(new Float64Array(buffer, place, out.length));
      result?.set(new Float32Array(buffer, gradient, result.length));
      return 0;
    },
    free() {
      // WebAssembly memory never shrinks: a new instance starts with little.
      wasm.dismissHelper();
      wasm = wasmInstance(module);
    },
  };
  /** How often the second thread has taken part in a job. */
  const joined = (): number => wasm.exports.operators_joined();
  return { ...library, joined };
}
