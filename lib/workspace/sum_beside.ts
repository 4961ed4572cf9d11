import { basename, createHash, fs, readFile, rm } from "../host/node.ts";
import { writeAtomic } from "./write_atomic.ts";

/** A SHA-256 in hexadecimal digits. */
export function sumOf(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The same of a file, up to a place in it, which is read through and not kept. */
export async function sumOfFile(path: string, end = Infinity): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of fs.createReadStream(path, { end: end - 1 })) hash.update(piece);
  return hash.digest("hex");
}

/**
 * Writes a file whole, and its SHA-256 into a file beside it, `PATH.sha256`, as `sha256sum -c` reads
 * it. Killed in between, the file stands without a sum, not with another's.
 *
 * @throws {Error} when it cannot be written
 */
export async function writeWithSum(path: string, bytes: Uint8Array): Promise<void> {
  await rm(`${path}.sha256`, { force: true });
  await writeAtomic(path, bytes);
  await writeAtomic(`${path}.sha256`, `${sumOf(bytes)}  ${basename(path)}\n`);
}

/**
 * Holds a file's bytes, read through where they are not given, against the sum beside it; false where
 * there is none.
 *
 * @throws {RangeError} when the sum is another: the file was damaged or replaced
 */
export async function agreesWithSum(path: string, bytes?: Uint8Array): Promise<boolean> {
  const line = await readFile(`${path}.sha256`, "utf8").catch(() => undefined);
  if (line === undefined) return false;
  if (line.slice(0, 64) === (bytes ? sumOf(bytes) : await sumOfFile(path))) return true;
  throw new RangeError(
    `path: expected the bytes whose sum stands in ${path}.sha256, got others: the file was damaged ` +
      `or replaced. Write it again; or delete the sum, and it is read unchecked`,
  );
}
