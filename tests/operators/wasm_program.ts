/** A program that computes with the second thread of the WebAssembly engine, and has nothing else to do. */
import { compiledEngine } from "../../lib/operators/compiled_engine.ts";
import { wasmLibrary } from "../../lib/operators/wasm_library.ts";

const library = wasmLibrary();
const engine = compiledEngine(library);
const dim = 64;
const embeddings = Float32Array.from({ length: 256 * dim }, (_, i) => Math.sin(i * i));
const labels = Int32Array.from({ length: 256 }, (_, i) => i % 64);
const end = performance.now() + 10_000;
do engine.batchAll({ embeddings, labels, dim, gradient: true }, {
  margin: 0.2,
  squared: false,
}); while (library.joined() < 8 && performance.now() < end && navigator.hardwareConcurrency > 1);
console.log("computed");
