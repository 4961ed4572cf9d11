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

/** Names the processor, so that code made for its instructions is not run on another. */
export function processorName(): string {
  let features = "";
  try {
    // Linux lists the instruction sets; two machines of one model may differ in them.
    const [, line = ""] = /^(?:flags|Features)\s*:(.*)$/m
      .exec(readFileSync("/proc/cpuinfo", "utf8")) ?? [];
    features = createHash("sha256").update(line.trim()).digest("hex").slice(0, 12);
  } catch {
    // Elsewhere the model's name has to do.
  }
  return [platform(), arch(), cpus()[0]?.model ?? "unknown", features].join(" ").trim();
}
