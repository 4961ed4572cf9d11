import { join, mkdir, rm, writeFile } from "../host/node.ts";
import { makeWhole, removeDrafts } from "./make_whole.ts";
import { reasonOf } from "./system_error.ts";

/** Refuses a folder that does not take so many bytes, before work begins that ends there. */
export async function tryFolder(option: string, folder: string, bytes: number): Promise<void> {
  const probe = join(folder, ".room");
  try {
    await mkdir(folder, { recursive: true });
    await removeDrafts(folder);
    await makeWhole(probe, (draft) => writeFile(draft, new Uint8Array(bytes), { flush: true }));
  } catch (error) {
    const wanted = `may be written and has room for ${Math.ceil(bytes / 1e6)} MB`;
    const message = `${option}: expected a folder that ${wanted}, got ${folder} (${
      reasonOf(error)
    })`;
    throw new RangeError(message, { cause: error });
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}
