import { join, process, readFile, rm, stat, writeFile } from "../../host/node.ts";
import { isGone } from "../../workspace/is_gone.ts";
import { removeDrafts } from "../../workspace/make_whole.ts";

export class FolderTaken extends RangeError {
  constructor(path: string, holder: number | "another") {
    super(
      `name: expected a run that nothing else is training, got ${path}, which process ${holder} ` +
        `trains now; wait for it, or choose another name`,
    );
    this.name = "RangeError";
  }
}

const claimed = new Set<string>();

/**
 * Keeps a run's folder for this process until the function that comes back is called. The claim of a
 * process that was killed is void, and what it left half written goes.
 */
export async function claimFolder(path: string): Promise<() => Promise<void>> {
  const lock = join(path, "run.lock");
  if (claimed.has(path)) throw new FolderTaken(path, process.pid);
  claimed.add(path); // before the first await, so that two calls at once cannot both have it
  try {
    const take = () => writeFile(lock, String(process.pid), { flag: "wx" });
    await take().catch(async (error) => {
      if (error.code !== "EEXIST") throw error;
      const holder = await living(lock);
      if (holder !== undefined) throw new FolderTaken(path, holder);
      await rm(lock, { force: true });
      await take();
    });
    await removeDrafts(path, () => true);
  } catch (error) {
    claimed.delete(path);
    throw (error as { code?: string }).code === "EEXIST" ? new FolderTaken(path, "another") : error;
  }
  return async () => {
    claimed.delete(path);
    await rm(lock, { force: true });
  };
}

async function living(lock: string): Promise<number | "another" | undefined> {
  const text = await readFile(lock, "utf8").catch(() => "");
  // A lock is empty for a moment, between its making and its writing.
  const age = () => stat(lock).then(({ mtimeMs }) => Date.now() - mtimeMs, () => Infinity);
  if (text === "") return await age() < 5000 ? "another" : undefined;
  const pid = Number(text);
  // Its own number can only stem from an earlier process that had it.
  const free = !Number.isInteger(pid) || pid < 1 || pid === process.pid || isGone(pid);
  return free ? undefined : pid;
}
