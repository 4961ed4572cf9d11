import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import process from "node:process";
import { takeLock } from "./lock.ts";
import { CACHE, ROOT } from "./paths.ts";
import { runCommand } from "./run_command.ts";

/** Where they lie, each with a locked file as long as it is in use. */
const SCRATCH = join(CACHE, "scratch");

/** A folder of one piece of work, which goes when the work ends. */
export interface ScratchFolder extends AsyncDisposable {
  /** Its path, which no other process has. */
  readonly folder: string;
}

/**
 * Makes a folder for one piece of work. It is removed when it is disposed of; what a process that was
 * killed has left, folders, half-written files and the programs at work in them, is removed here too.
 *
 * @param purpose The beginning of its name.
 * @param halves Further paths in this project that may be left half made.
 * @returns The folder.
 */
export async function scratchFolder(
  purpose: string,
  halves: readonly string[] = [],
): Promise<ScratchFolder> {
  // One process at a time, so that none takes a folder for left that is just being made.
  using _gate = await takeLock("scratch", { wait: () => {} });
  await mkdir(SCRATCH, { recursive: true });
  await sweep();
  const folder = await mkdtemp(join(SCRATCH, `${purpose.replace(/[^\w-]+/g, "_")}-`));
  const lock = await Deno.open(`${folder}.lock`, { create: true, write: true });
  await lock.lock(true);
  const inside = halves.map((path) => relative(ROOT, resolve(path)))
    .filter((path) => !path.startsWith(".."));
  await writeFile(`${folder}.json`, JSON.stringify(inside));
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await remove(folder, inside);
      lock.close();
    },
  };
}

/** Removes what is left of work whose process is gone. */
async function sweep(): Promise<void> {
  for (const name of await readdir(SCRATCH)) {
    if (!name.endsWith(".lock")) continue;
    const folder = join(SCRATCH, name.slice(0, -".lock".length));
    const lock = await Deno.open(`${folder}.lock`, { write: true }).catch(() => undefined);
    const left = await lock?.tryLock(true);
    lock?.close();
    if (!left) continue;
    await endPrograms(folder);
    const halves = await readFile(`${folder}.json`, "utf8").then(JSON.parse).catch(() => []);
    await remove(folder, halves as string[]);
  }
}

async function remove(folder: string, halves: readonly string[]): Promise<void> {
  const paths = [...halves.map((path) => join(ROOT, path)), folder, `${folder}.json`];
  // The lock goes last: as long as it is there, the next sweep finds the rest.
  for (const path of [...paths, `${folder}.lock`]) {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Ends the programs that were started with a path in the folder: a kernel, a browser. */
async function endPrograms(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const { stdout } = await runCommand("ps", ["-A", "-ww", "-o", "pid=,args="]);
  for (const line of stdout.split("\n").filter((line) => line.includes(folder))) {
    try {
      process.kill(Number.parseInt(line), "SIGKILL");
    } catch {
      // It has ended since.
    }
  }
}
