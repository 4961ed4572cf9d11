import { basename, join, mkdir, process, readFile, writeFile } from "../host/node.ts";
import { CACHE } from "./paths.ts";

/** Each lock is an empty file, with a second that tells who holds it. */
const LOCKS = join(CACHE, "locks");

/**
 * Takes something that only one process at a time may do, or several `shared`; the system gives it
 * back when the process ends, however it ends. Where it is taken, `taken` is told by whom, such as
 * `process 4711 (report --only 1), since 14:02`, and throws, or it is waited for.
 */
export async function takeLock(
  name: string,
  taken: (owner: string) => void,
  { shared = false } = {},
): Promise<Disposable> {
  await mkdir(LOCKS, { recursive: true });
  const owner = join(LOCKS, `${name}.txt`);
  const file = await Deno.open(join(LOCKS, `${name}.lock`), { create: true, write: true });
  try {
    if (!await file.tryLock(!shared)) {
      taken(await readFile(owner, "utf8").catch(() => "") || "another process");
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
