/**
 * What TensorFlow.js can run on: libtensorflow through `@tensorflow/tfjs-node-gpu`, on the CPU or on
 * an NVIDIA GPU; any GPU through the runtime's own `navigator.gpu` (Bun has none); WebAssembly with
 * SIMD, everywhere, one thread; plain JavaScript, everywhere, slow.
 */
export type BackendName = "tensorflow" | "webgpu" | "wasm" | "cpu";

/** A backend by name, or `"auto"`: the fastest correct one that this machine can run. */
export type BackendChoice = "auto" | BackendName;

/** The four backends, in the order in which `"auto"` would like to have them. */
export const backendNames: readonly BackendName[] = ["tensorflow", "webgpu", "wasm", "cpu"];
