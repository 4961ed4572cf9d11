import { join, mkdir, rm, writeFile } from "../host/node.ts";
import { makeWhole, removeDrafts } from "./make_whole.ts";
import { reasonOf } from "./system_error.ts";

/** Refuses a folder that does not take so many bytes, before work begins that ends there. */
export async function tryFolder(option: string, folder: string, bytes: number): Promise<void> {
  const probe = join(folder, ".room");
  try {
    await mkdir(folder, { recursive: true });
    await removeDrafts(folder);
    await makeWhole(probe, async (draft) => {
      for (let left = bytes; left > 0; left -= 1e7) {
        const piece = new Uint8Array(Math.min(left, 1e7));
        await writeFile(draft, piece, { flag: "a", flush: left <= 1e7 });
      }
    });
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
