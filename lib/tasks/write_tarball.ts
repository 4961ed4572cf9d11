import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { create } from "tar";

/** What was packed. */
export interface Tarball {
  file: string;
  bytes: number;
  files: number;
}

/**
 * Writes a folder's files as npm packs them, below `package/` and without owners and times: the same
 * files give the same tarball.
 */
export async function writeTarball(from: string, to: string, name: string): Promise<Tarball> {
  const entries = await readdir(join(from, "package"), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(from.length + 1).replaceAll("\\", "/"))
    .sort();
  await mkdir(to, { recursive: true });
  const file = join(to, name);
  const part = `${file}.${process.pid}.part`;
  try {
    await create({ file: part, cwd: from, gzip: true, portable: true, mtime: new Date(0) }, paths);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
  return { file, bytes: (await stat(file)).size, files: paths.length };
}
