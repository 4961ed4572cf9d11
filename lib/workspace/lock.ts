import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import process from "node:process";
import { CACHE } from "./paths.ts";

/** Each lock is an empty file, with a second that tells who holds it. */
const LOCKS = join(CACHE, "locks");

export class Taken extends Error {
  /** Such as `process 4711 (report --only 1), since 14:02`. */
  readonly owner: string;

  constructor(owner: string) {
    super(`taken by ${owner}`);
    this.owner = owner;
  }
}

/**
 * Takes something that only one process at a time may do, or several `shared`; the system gives it
 * back when the process ends, however it ends. `wait` waits where it is taken, and is told by whom;
 * without it {@linkcode Taken} is thrown.
 */
export async function takeLock(
  name: string,
  { shared = false, wait }: { shared?: boolean; wait?: (owner: string) => void } = {},
): Promise<Disposable> {
  await mkdir(LOCKS, { recursive: true });
  const owner = join(LOCKS, `${name}.txt`);
  const file = await Deno.open(join(LOCKS, `${name}.lock`), { create: true, write: true });
  try {
    if (!await file.tryLock(!shared)) {
      const told = await readFile(owner, "utf8").catch(() => "") || "another process";
      if (!wait) throw new Taken(told);
      wait(told);
      await file.lock(!shared);
    }
    await writeFile(owner, thisProcess());
  } catch (error) {
    file.close();
    throw error;
  }
  return { [Symbol.dispose]: () => file.close() };
}

function thisProcess(): string {
  const [, script = "", ...args] = process.argv;
  const task = [basename(script, ".ts"), ...args].join(" ");
  return `process ${process.pid} (${task}), since ${new Date().toTimeString().slice(0, 5)}`;
}
