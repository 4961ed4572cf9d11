/** Where the files that a page carries seem to lie: a checkout's root. */
export const ROOT = "/triplet-lab";

/** The files that this page carries, by their path in a checkout. */
const files = new Map<string, Uint8Array>();

/** Keeps the files of a pack, as `packFiles` put them together. */
export function keepFiles(pack: ArrayBuffer): void {
  const size = new DataView(pack).getUint32(0);
  const list = JSON.parse(new TextDecoder().decode(new Uint8Array(pack, 4, size)));
  let at = 4 + size;
  for (const [path, bytes] of list as [string, number][]) {
    files.set(path, new Uint8Array(pack, at, bytes));
    at += bytes;
  }
}

/** One pack of files: how long the list is (32 bits), the list as JSON, and their bytes. */
export function packFiles(
  files: readonly (readonly [path: string, bytes: Uint8Array])[],
): Uint8Array<ArrayBuffer> {
  const list = new TextEncoder().encode(
    JSON.stringify(files.map(([path, bytes]) => [path, bytes.length])),
  );
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, list.length);
  const parts = [head, list, ...files.map(([, bytes]) => bytes)];
  const pack = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    pack.set(part, at);
    at += part.length;
  }
  return pack;
}

/** A carried file, by its path or `file:` URL; undefined where the page carries none such. */
export function carriedFile(place: string | URL): Uint8Array | undefined {
  const path = String(place).replace(/^file:\/\//, "").replace(/\/{2,}/g, "/");
  return files.get(path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : path);
}

/** The names of the carried files that lie in a folder. */
export function carriedNames(folder: string): string[] {
  const start = `${folder}/`.replace(`${ROOT}/`, "");
  return [...files.keys()].filter((path) => path.startsWith(start))
    .map((path) => path.slice(start.length)).filter((name) => !name.includes("/"));
}
