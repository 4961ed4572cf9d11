import { nodeModule } from "../../host/node_module.ts";

const { open, readFile, rm } = nodeModule("node:fs/promises");
const { join } = nodeModule("node:path");
const process = nodeModule("node:process");

/** The folders that this process trains in. */
const claimed = new Set<string>();

/**
 * Keeps a run's folder for this process: two that wrote into it in turns would leave neither's run.
 * The claim of a process that was killed is void.
 *
 * @returns A function that gives the folder back.
 * @throws {RangeError} When another process that is alive, or another run of this one, has it.
 */
export async function claimFolder(path: string): Promise<() => Promise<void>> {
  const lock = join(path, "run.lock");
  if (claimed.has(path)) throw taken(path, process.pid);
  claimed.add(path); // before the first await, so that two calls at once cannot both have it
  try {
    const holder = await living(lock);
    if (holder !== undefined) throw taken(path, holder);
    const file = await open(lock, "w");
    await file.writeFile(String(process.pid)).finally(() => file.close());
  } catch (error) {
    claimed.delete(path);
    throw error;
  }
  return async () => {
    claimed.delete(path);
    await rm(lock, { force: true });
  };
}

function taken(path: string, pid: number): RangeError {
  return new RangeError(
    `name: expected a run that nothing else is training, got ${path}, which process ${pid} ` +
      `trains now; wait for it, or choose another name`,
  );
}

/** The process that holds a lock, if it is another one and alive. */
async function living(lock: string): Promise<number | undefined> {
  const pid = Number(await readFile(lock, "utf8").catch(() => ""));
  // Its own number can only stem from an earlier process that had it.
  if (!Number.isInteger(pid) || pid < 1 || pid === process.pid) return undefined;
  try {
    process.kill(pid, 0); // signal 0 only asks whether the process is there
    return pid;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM" ? pid : undefined;
  }
}
