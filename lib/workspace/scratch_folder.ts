import { join, mkdir, process, readdir, rm } from "../host/node.ts";
import { takeLock } from "./lock.ts";
import { removeDrafts } from "./make_whole.ts";
import { CACHE, NOTEBOOKS, ROOT } from "./paths.ts";
import { runCommand } from "./run_command.ts";

/** Where they lie, each with a locked file as long as it is in use. */
const SCRATCH = join(CACHE, "scratch");

/** Where a killed process may have left drafts of kept files. */
const KEPT = [
  ...["setup", "native", "tfjs"].map((name) => join(CACHE, name)),
  ...["", "pictures", ".types"].map((name) => join(NOTEBOOKS, name)),
  join(ROOT, "reports"),
];

/** A folder for one piece of work, then removed; what killed processes left is removed too. */
export async function scratchFolder(purpose: string) {
  // One process at a time, so that none takes a folder for left that is just being made.
  using _gate = await takeLock("scratch", () => {});
  await mkdir(SCRATCH, { recursive: true });
  await sweep();
  const name = `${purpose.replace(/[^\w-]+/g, "_")}-${crypto.randomUUID().slice(0, 8)}`;
  const folder = join(SCRATCH, name);
  // The lock is first: what has none is never looked at again.
  const lock = await Deno.open(`${folder}.lock`, { createNew: true, write: true });
  await lock.lock(true);
  await mkdir(folder, { mode: 0o700 });
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await remove(folder);
      lock.close();
    },
  };
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
    await remove(folder);
  }
  for (const kept of KEPT) await removeDrafts(kept);
}

/** As long as the lock is there, the next sweep tries again; nobody has to wait for it. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    .then(() => rm(`${folder}.lock`, { force: true }), () => {});
}

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
