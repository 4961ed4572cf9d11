import { basename, createHash, fs, readFile, rm } from "../host/node.ts";
import { writeAtomic } from "./write_atomic.ts";

export function sumOf(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The same of a file, up to a place in it, which is read through and not kept. */
export async function sumOfFile(path: string, end = Infinity): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of fs.createReadStream(path, { end: end - 1 })) hash.update(piece);
  return hash.digest("hex");
}

/** Writes a file and its SHA-256 as `PATH.sha256`; killed in between, it stands without a sum. */
export async function writeWithSum(path: string, bytes: Uint8Array): Promise<void> {
  // Where it cannot go, nothing can be written either, which is told below.
  await rm(`${path}.sha256`, { force: true }).catch(() => {});
  await writeAtomic(path, bytes);
  await writeAtomic(`${path}.sha256`, `${sumOf(bytes)}  ${basename(path)}\n`);
}

/** Whether there is a sum beside a file; throws a RangeError where its bytes have another. */
export async function agreesWithSum(path: string, bytes?: Uint8Array): Promise<boolean> {
  const line = await readFile(`${path}.sha256`, "utf8").catch(() => undefined);
  if (line === undefined) return false;
  if (line.slice(0, 64) === (bytes ? sumOf(bytes) : await sumOfFile(path))) return true;
  throw new RangeError(
    `path: expected the bytes whose sum stands in ${path}.sha256, got others: the file was damaged ` +
      `or replaced. Write it again; or delete the sum, and it is read unchecked`,
  );
}
