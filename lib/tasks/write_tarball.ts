import { chmod, join, mkdir, readdir, stat, writeFile } from "../host/node.ts";
import { create } from "tar";
import { makeWhole } from "../workspace/make_whole.ts";

export interface Tarball {
  file: string;
  bytes: number;
  files: number;
}

/**
 * Writes a folder's `package/`, with its manifest, as npm packs one, without owners and times: the same
 * files give the same tarball.
 */
export async function writeTarball(
  from: string,
  to: string,
  manifest: { name: string; version: string },
): Promise<Tarball> {
  const text = JSON.stringify(manifest, null, 2) + "\n";
  await writeFile(join(from, "package", "package.json"), text);
  const entries = await readdir(join(from, "package"), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(from.length + 1).replaceAll("\\", "/"))
    .sort();
  await Promise.all(paths.map((path) => chmod(join(from, path), 0o644))); // whatever the umask
  await mkdir(to, { recursive: true });
  const file = join(to, `${manifest.name}-${manifest.version}.tgz`);
  const options = { cwd: from, gzip: true, portable: true, mtime: new Date(0) };
  await makeWhole(file, (draft) => create({ ...options, file: draft }, paths));
  return { file, bytes: (await stat(file)).size, files: paths.length };
}
