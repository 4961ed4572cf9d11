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
    await files.rename(draft, path);
  } catch (error) {
    await files.rm(draft, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Removes the drafts of processes that are no more, or that `left` takes for killed. */
export async function removeDrafts(folder: string, left = isGone): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = /\.(\d+)-[0-9a-f]{8}\.tmp$/.exec(name)?.[1];
    if (pid && left(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
}
