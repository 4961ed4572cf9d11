/** The functions that the C source exports to WebAssembly. */
export interface WasmExports {
  operators_place(bytes: number): number;
  operators_batch_all(...args: number[]): number;
  operators_batch_hard(...args: number[]): number;
  operators_semi_hard(...args: number[]): number;
  operators_circle(...args: number[]): number;
  operators_shared(rows: number, dim: number): number;
  operators_dismiss(yes: number): number;
  operators_joined(): number;
}

/** The compiled C source at work in a memory that threads share. */
export interface WasmInstance {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly exports: WasmExports;
}

/** Pages of 64 KiB: as many as the linker was told (tests/operators/build_wasm.ts). */
const PAGES = { initial: 16, maximum: 32768 };

/** An instance in a memory of its own. */
export function wasmInstance(module: WebAssembly.Module): WasmInstance {
  const memory = new WebAssembly.Memory({ ...PAGES, shared: true });
  const env = { memory, milliseconds: () => performance.now() };
  const { exports } = new WebAssembly.Instance(module, { env });
  return { module, memory, exports: exports as unknown as WasmExports };
}
