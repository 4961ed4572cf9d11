import { createHash, readFile } from "../host/node.ts";

/** One short SHA-256 over files and texts: the key by which a step knows that its work is current. */
export async function fileSum(parts: readonly (string | { text: string })[]): Promise<string> {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(typeof part === "string" ? await readFile(part) : part.text);
    hash.update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}
