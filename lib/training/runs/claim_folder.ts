import { hostname, join, process, promises, randomUUID } from "../../host/node.ts";
import { isGone } from "../../workspace/is_gone.ts";
import { moveOver, removeDrafts } from "../../workspace/make_whole.ts";

/** Without a sign of life for so long a claim is void, whatever has its process' number now. */
const SILENCE = 10 * 60_000;
/** A lock is empty for a moment, between its making and its writing. */
const WRITING = 5000;

export class FolderTaken extends RangeError {
  constructor(path: string, holder: string) {
    super(
      `name: expected a run that nothing else is training, got ${path}, which ${holder} ` +
        `trains now; wait for it, choose another name, or delete run.lock there if nothing does`,
    );
    this.name = "RangeError";
  }
}

/** A folder that is this process' own. */
export interface Claim {
  /** A sign of life, where one is due; throws where another has the folder by now. */
  beat(): Promise<void>;
  release(): Promise<void>;
}

const claimed = new Set<string>();

/**
 * Keeps a run's folder for this process until it is released. The claim of a process that was killed
 * is void: at once where it ran here, and elsewhere, on a disk that is shared, when it was silent for
 * ten minutes. What it left half written goes.
 */
export async function claimFolder(path: string, beatEvery = 10_000): Promise<Claim> {
  const lock = join(path, "run.lock");
  if (claimed.has(path)) throw new FolderTaken(path, `process ${process.pid}`);
  claimed.add(path); // before the first await, so that two calls at once cannot both have it
  const read = (file: string) => promises.readFile(file, "utf8").catch(() => "");
  try {
    const place = await here(), own = `${process.pid} ${place} ${randomUUID()}`;
    await promises.writeFile(lock, own, { flag: "wx" }).catch(async (error) => {
      if (error.code !== "EEXIST") throw error;
      const there = await read(lock), holder = await living(lock, there, place);
      if (holder !== undefined) throw new FolderTaken(path, holder);
      // Of several that find it void one makes this file, which takes its place if it is still there.
      const next = `${lock}.next`, left = await silence(next);
      if (left > WRITING && left < Infinity) await promises.rm(next, { force: true });
      await promises.writeFile(next, own, { flag: "wx" });
      if (await read(lock) === there) return await moveOver(next, lock);
      await promises.rm(next, { force: true });
      throw new FolderTaken(path, "another process");
    });
    await removeDrafts(path, () => true);
    let last = Date.now();
    return {
      async beat() {
        if (Date.now() - last < beatEvery) return;
        last = Date.now();
        if (await read(lock) !== own) throw new FolderTaken(path, "another process");
        await promises.utimes(lock, new Date(), new Date());
      },
      async release() {
        claimed.delete(path);
        if (await read(lock) === own) await promises.rm(lock, { force: true });
      },
    };
  } catch (error) {
    claimed.delete(path);
    const faster = (error as { code?: string }).code === "EEXIST";
    throw faster ? new FolderTaken(path, "another process") : error;
  }
}

/** Where a process' number means something; of containers with one name each begins on its own disk. */
async function here(): Promise<string> {
  const disk = await promises.stat("/").then(({ dev }) => dev, () => "");
  try {
    return `${hostname()}:${disk}`;
  } catch {
    return `host:${disk}`; // Deno's --allow-sys was not given
  }
}

/** Who holds a claim, in words; undefined where nobody does any more. */
async function living(lock: string, text: string, place: string): Promise<string | undefined> {
  const silent = await silence(lock);
  const [number, where] = text.split(" "), pid = Number(number);
  if (where === undefined) return silent < WRITING ? "another process" : undefined;
  // Its own number can only stem from an earlier process that had it.
  if (where === place && (pid === process.pid || isGone(pid))) return undefined;
  const of = where === place ? "" : ` of ${where.split(":")[0]}`;
  return silent < SILENCE ? `process ${pid}${of}` : undefined;
}

const silence = (file: string): Promise<number> =>
  promises.stat(file).then(({ mtimeMs }) => Date.now() - mtimeMs, () => Infinity);
