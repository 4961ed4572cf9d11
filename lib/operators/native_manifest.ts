import { createHash, os, pathToFileURL, readdirSync, readFileSync } from "../host/node.ts";
import { projectFolder } from "../host/project_folder.ts";

/** Where compiled libraries lie, each in a folder named by its key. */
export const nativeFolder = (): URL => pathToFileURL(`${projectFolder()}/.cache/native/`);

/** The C source; it includes what lies beside it. */
export const nativeSource = (): URL => new URL("./native/operators.c", import.meta.url);

/** What set-up wrote beside the libraries: which of them is the one to load. */
export interface NativeManifest {
  /** SHA-256 of the C source, and of the library. */
  readonly source: string;
  readonly sum: string;
  /** The library's path below the folder. */
  readonly library: string;
  readonly processor: string;
  /** The compiler's own line about itself, and the flags it was given. */
  readonly compiler: string;
  readonly flags: string;
}

/** SHA-256 over the C source's files, in the order of their names. */
export function sourceSum(): string {
  const folder = new URL("./native/", import.meta.url);
  if (folder.protocol !== "file:") throw new Error("the operators did not come from a disk");
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).filter((name) => /\.[ch]$/.test(name)).sort()) {
    hash.update(name).update(readFileSync(new URL(name, folder)));
  }
  return hash.digest("hex");
}

/** The processor's model; what instructions it has, `operators_supported` asks itself. */
export function processorName(): string {
  return [os.platform(), os.arch(), os.cpus()[0]?.model ?? "unknown"].join(" ").trim();
}
