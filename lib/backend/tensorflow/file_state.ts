import { closeSync, createHash, openSync, readSync, statSync } from "../../host/node.ts";

export interface FileState {
  sum: string;
  size: number;
  mtime: number;
}

export function stateOf(file: string): FileState {
  const { size, mtimeMs } = statSync(file);
  return { sum: sumOf(file), size, mtime: Math.floor(mtimeMs) };
}

/** The sum (seconds, for 800 MB) is taken where a file was written since, or for `whole`. */
export function isAsItWas(file: string, was: FileState, whole = false): boolean {
  const { size, mtimeMs } = statSync(file);
  if (size !== was.size) return false;
  return (!whole && Math.floor(mtimeMs) === was.mtime) || sumOf(file) === was.sum;
}

function sumOf(file: string): string {
  const hash = createHash("sha256");
  const bytes = new Uint8Array(1 << 22);
  const open = openSync(file, "r");
  try {
    for (let count; (count = readSync(open, bytes)) > 0;) hash.update(bytes.subarray(0, count));
  } finally {
    closeSync(open);
  }
  return hash.digest("hex");
}
