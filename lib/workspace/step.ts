/** One short phrase, and the share done where it is known. */
export type Say = (message: string, fraction?: number) => void;

export interface SetupStep {
  readonly name: string;
  /** What works without it, in a sentence; where that is nothing, set-up stops. */
  readonly stillWorks?: string;
  /** Whether notebooks cannot be executed without it. */
  readonly essential?: boolean;
  /** What the doctor says where it works, or the command that prints it; else a backend's row tells. */
  readonly works?: string | readonly string[];
  /** Must answer in well under 100 ms: no process, no network. */
  isDone(): Promise<boolean>;
  /** A phrase on what is wrong, by using what is there; may take seconds. */
  check(): Promise<string | undefined>;
  run(say: Say): Promise<void>;
}

export class SetupProblem extends Error {
  override name = "SetupProblem";
}
