import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import process from "node:process";
import { takeLock } from "./lock.ts";
import { CACHE, ROOT } from "./paths.ts";
import { runCommand } from "./run_command.ts";
import { isGone } from "./is_gone.ts";
import { removeDrafts } from "./make_whole.ts";

/** Where they lie, each with a locked file as long as it is in use. */
const SCRATCH = join(CACHE, "scratch");

/** Where drafts of kept files may lie, whoever wrote them. */
const KEPT = ["setup", "native", "tfjs"].map((name) => join(CACHE, name));

/** What a kill may leave outside of the folder, as paths in this project. */
interface Leftovers {
  /** Files and folders that are to go. */
  made?: readonly string[];
  /** Files of which only what `writeAtomic` was writing is to go. */
  written?: readonly string[];
}

interface Record extends Required<Leftovers> {
  pid: number;
}

/** A folder for one piece of work, then removed; what killed processes left is removed too. */
export async function scratchFolder(
  purpose: string,
  { made = [], written = [] }: Leftovers = {},
): Promise<AsyncDisposable & { folder: string }> {
  // One process at a time, so that none takes a folder for left that is just being made.
  using _gate = await takeLock("scratch", { wait: () => {} });
  await mkdir(SCRATCH, { recursive: true });
  await sweep();
  const name = `${purpose.replace(/[^\w-]+/g, "_")}-${crypto.randomUUID().slice(0, 8)}`;
  const folder = join(SCRATCH, name);
  // The lock is first: what has none is never looked at again.
  const lock = await Deno.open(`${folder}.lock`, { createNew: true, write: true });
  await lock.lock(true);
  await mkdir(folder, { mode: 0o700 });
  const record: Record = { pid: process.pid, made: inside(made), written: inside(written) };
  await writeFile(`${folder}.json`, JSON.stringify(record));
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await remove(folder, record);
      lock.close();
    },
  };
}

function inside(paths: readonly string[]): string[] {
  return paths.map((path) => relative(ROOT, resolve(path))).filter((path) =>
    !path.startsWith("..")
  );
}

async function sweep(): Promise<void> {
  for (const name of await readdir(SCRATCH)) {
    if (!name.endsWith(".lock")) continue;
    const folder = join(SCRATCH, name.slice(0, -".lock".length));
    const lock = await Deno.open(`${folder}.lock`, { write: true }).catch(() => undefined);
    const left = await lock?.tryLock(true);
    lock?.close();
    if (!left) continue;
    await endPrograms(folder);
    const record = await readFile(`${folder}.json`, "utf8").then(JSON.parse).catch(() => undefined);
    await remove(folder, record as Record | undefined);
  }
  for (const kept of KEPT) await removeDrafts(kept, isGone);
}

async function remove(
  folder: string,
  { pid, made, written }: Record = { pid: 0, made: [], written: [] },
): Promise<void> {
  for (const file of written) await removeDrafts(dirname(join(ROOT, file)), (of) => of === pid);
  const paths = [...made.map((path) => join(ROOT, path)), folder, `${folder}.json`];
  const gone = await Promise.all(
    paths.map((path) =>
      rm(path, { recursive: true, force: true, maxRetries: 3 })
        .then(() => true, ({ code }) => code === "ENOTDIR")
    ),
  );
  // As long as the lock is there, the next sweep tries again; nobody has to wait for it.
  if (gone.every(Boolean)) await rm(`${folder}.lock`, { force: true });
}

/** Ends the programs that have the folder in their arguments or environment. */
async function endPrograms(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const all = process.platform === "darwin" ? ["-A", "-E", "-ww"] : ["axeww"];
  const { stdout } = await runCommand("ps", [...all, "-o", "pid=,args="]);
  for (const line of stdout.split("\n").filter((line) => line.includes(folder))) {
    try {
      process.kill(Number.parseInt(line), "SIGKILL");
    } catch {
      // It has ended since.
    }
  }
}
