import { dirname, mkdir } from "../host/node.ts";
import { writeAtomic } from "./write_atomic.ts";

export async function writeFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeAtomic(path, content);
  }
}
