import { isCheckout } from "../host/project_folder.ts";
import type { BackendName } from "./names.ts";

/** The device's memory in bytes, and what was free when it was readied, where that is known. */
export type BackendMemory = { total: number; free?: number };

/**
 * A backend that would have been faster, why it was not taken, in one sentence without a capital,
 * and what mends it, where something does. `onGpu`: it was taken, and computes on the processor.
 */
export type PassedOver = {
  backend: BackendName;
  onGpu?: boolean;
  reason: string;
  mend?: string;
};

/** The fields of a {@link BackendReport}. */
export type BackendFacts = Omit<BackendReport, "toString">;

/** What a backend tells about itself once it is registered and current. */
export interface Readied extends Omit<BackendFacts, "backend" | "passedOver" | "selfCheckError"> {
  /** Why no GPU computes, where this backend could have used one. */
  notOnGpu?: { reason: string; mend?: string };
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * What TensorFlow.js runs on, and why on nothing faster. Prints as a few readable lines in a
 * terminal (`console.log(report)`, `String(report)`) and in a notebook's cell.
 *
 * @example The lines of a report
 * ```ts
 * import { useBackend } from "@triplet-lab/triplet-lab/backend";
 *
 * const report = await useBackend("cpu");
 * console.log(String(report));
 * if (!String(report).startsWith("TensorFlow.js runs on cpu")) throw new Error(String(report));
 * ```
 */
export class BackendReport {
  /** Which backend is current now. */
  readonly backend!: BackendName;
  /** The processor or the GPU, as its maker names it. */
  readonly device!: string;
  /** The device's memory, where it can be known. */
  readonly memory?: BackendMemory;
  /** Version by package or library name, the runtime's among them. */
  readonly versions!: Record<string, string>;
  /** How many threads compute (1 where a GPU does: the one that feeds it). */
  readonly threads!: number;
  /** True when the "GPU" is in truth computed on the processor (Mesa's software adapter). */
  readonly software!: boolean;
  /** True when a GPU computes. */
  readonly gpu!: boolean;
  /** The faster choices that were not taken, and why. When a backend was named: why not on its GPU, or nothing. */
  readonly passedOver!: PassedOver[];
  /** How far the self-check's numbers were from the known ones (largest relative error). */
  readonly selfCheckError!: number;

  /** Holds the facts as they are given. */
  constructor(facts: BackendFacts) {
    Object.assign(this, facts);
  }

  /** The report in a few lines of plain text. */
  toString(): string {
    const { backend, device, memory, versions, threads, passedOver } = this;
    const kind = this.software ? "software adapter, " : this.gpu ? "GPU, " : "";
    const lines = [`TensorFlow.js runs on ${backend} (${kind}${device}).`];
    const where = [
      !this.gpu && `${threads} ${threads === 1 ? "thread" : "threads"}`,
      memory && `${gibibytes(memory.total)} memory`,
      memory?.free !== undefined && `${gibibytes(memory.free)} free`,
    ].filter(Boolean).join(", ");
    if (where) lines.push(`  ${where}`);
    lines.push(`  ${Object.entries(versions).map(([name, v]) => `${name} ${v}`).join(", ")}`);
    if (this.gpu && isCheckout()) {
      lines.push("  whether the processor would be faster at your sizes: deno task kit --here");
    }
    for (const { backend, onGpu, reason, mend } of passedOver) {
      const cure = mend ? `; to mend it: ${mend}` : "";
      lines.push(`  not ${backend}${onGpu ? " on a GPU" : ""}: ${reason}${cure}`);
    }
    return lines.join("\n");
  }

  /** What a notebook shows for a cell that ends with the report. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.toString() };
  }

  /** What `console.log` prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
