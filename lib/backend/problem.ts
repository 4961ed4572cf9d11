import type { BackendName } from "./names.ts";

/**
 * Thrown when a backend was asked for by name and cannot be had, and when one is lost in mid-run.
 *
 * @example
 * ```ts
 * import { BackendProblem } from "@triplet-lab/triplet-lab/backend";
 *
 * const problem = new BackendProblem("webgpu", "no GPU adapter answers", "install a Vulkan driver");
 * if (problem.message !== "webgpu: no GPU adapter answers. To mend it: install a Vulkan driver.") {
 *   throw new Error(problem.message);
 * }
 * ```
 */
export class BackendProblem extends Error {
  /** Which backend it is about. */
  readonly backend: BackendName;
  /** What is the matter, without a capital and without a full stop. */
  readonly reason: string;
  /** What the reader can do about it; undefined where nothing can be done on this machine. */
  readonly mend: string | undefined;

  /** States which backend cannot be had, why, and what mends it. */
  constructor(backend: BackendName, reason: string, mend?: string, options?: ErrorOptions) {
    super(`${backend}: ${reason}.${mend ? ` To mend it: ${mend}.` : ""}`, options);
    this.name = "BackendProblem";
    this.backend = backend;
    this.reason = reason;
    this.mend = mend;
  }
}
