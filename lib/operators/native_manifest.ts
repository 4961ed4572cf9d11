import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";

/** Where compiled libraries lie, each in a folder named by its key. */
export const NATIVE_FOLDER: URL = new URL("../../.cache/native/", import.meta.url);

/** The one C source. */
export const NATIVE_SOURCE: URL = new URL("./native/operators.c", import.meta.url);

/** What set-up wrote beside the libraries: which of them is the one to load. */
export interface NativeManifest {
  /** SHA-256 of the C source. */
  readonly source: string;
  /** The processor it was compiled for. */
  readonly processor: string;
  /** The compiler's own line about itself. */
  readonly compiler: string;
  /** The flags it was given. */
  readonly flags: string;
  /** The library's path below the folder. */
  readonly library: string;
}

/** SHA-256 of the C source. */
export function sourceSum(): string {
  return createHash("sha256").update(readFileSync(NATIVE_SOURCE)).digest("hex");
}

/**
 * Names the processor's model, so that code made for it is not run on another. Machines of one name
 * may still differ in their instructions: `operators_supported` asks the processor itself.
 */
export function processorName(): string {
  return [platform(), arch(), cpus()[0]?.model ?? "unknown"].join(" ").trim();
}
