/**
 * One step of `deno task setup`: something that is there already, or is made, or is out of reach.
 */

/** How a step tells what it is doing: one short phrase, and the share done where it is known. */
export type Say = (message: string, fraction?: number) => void;

/** One named, idempotent piece of set-up. */
export interface SetupStep {
  /** What the reader sees, as a noun: `npm packages`, `TensorFlow backend`. */
  readonly name: string;
  /** What works without it, in a sentence; where that is nothing, set-up stops. */
  readonly stillWorks?: string;
  /** Whether notebooks cannot be executed as they are meant without it. */
  readonly essential?: boolean;
  /** What the doctor says where it works, or the command that prints it. */
  readonly works?: string | readonly string[];
  /** True when there is nothing to do. Must answer in well under 100 ms: no process, no network. */
  isDone(): Promise<boolean>;
  /**
   * Looks at what is used, by using it: imports it, runs it, compares its sum. A phrase on what is
   * wrong, undefined when nothing is. May take seconds.
   */
  check(): Promise<string | undefined>;
  /**
   * Does the work, also where it was done and is damaged. Interrupted anywhere, the next call goes on.
   * Throws `SetupProblem` when it cannot.
   */
  run(say: Say): Promise<void>;
}

/** Why a step could not be done, in one sentence. */
export class SetupProblem extends Error {
  override name = "SetupProblem";
}
