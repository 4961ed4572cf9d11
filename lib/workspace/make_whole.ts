import { join, process, randomUUID, readdir, rename, rm } from "../host/node.ts";
import { isGone } from "./is_gone.ts";

/**
 * Makes a file or folder beside its place and renames it there once it is whole, of two the later
 * one's; when `make` throws, nothing is left. A folder that stands there must be gone when it ends.
 */
export async function makeWhole(
  path: string,
  make: (draft: string) => Promise<void>,
  files = { rename, rm },
): Promise<void> {
  // Two that make the same at once have a draft each, whose name tells whose it is.
  const draft = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  try {
    await make(draft);
    await moveOver(draft, path, files.rename);
  } catch (error) {
    await files.rm(draft, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Renames; Windows refuses while somebody reads what stands there, so it is tried for a second there. */
export async function moveOver(
  from: string,
  to: string,
  move = rename,
  system: string = process.platform,
): Promise<void> {
  for (let left = system === "win32" ? 20 : 0;; left--) {
    try {
      return await move(from, to);
    } catch (error) {
      const { code = "" } = error as { code?: string };
      if (left === 0 || !["EACCES", "EBUSY", "EPERM"].includes(code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Removes the drafts of processes that are no more, or that `left` takes for killed. */
export async function removeDrafts(folder: string, left = isGone): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = /\.(\d+)-[0-9a-f]{8}\.tmp$/.exec(name)?.[1];
    if (pid && left(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
}
