import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { systemError } from "./system_error.ts";
import { scratchFolder } from "./scratch_folder.ts";

/** Refuses a folder that does not take so many bytes, before work begins that ends there. */
export async function tryFolder(option: string, folder: string, bytes: number): Promise<void> {
  const probe = join(folder, `.room-${process.pid}`);
  await using _scratch = await scratchFolder("room", { made: [probe] });
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, new Uint8Array(bytes), { flush: true });
  } catch (error) {
    const reason = systemError(error)?.replace(/^.*: /, "") ?? (error as Error).message;
    throw new RangeError(
      `${option}: expected a folder that may be written and has room for ` +
        `${Math.ceil(bytes / 1e6)} MB, got ${folder} (${reason})`,
      { cause: error },
    );
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}
