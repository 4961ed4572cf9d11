/** The name that errors and stack traces give to an answer. */
export const ANSWER_FILE = "typed-answer";

/** How many lines of the script stand above the answer's own first line, those of checks apart. */
export const LINES_ABOVE = 3;

/** Where an answer stands in the script that runs it, so that an error can name a line of it. */
export interface AnswerPlace {
  /** How many lines stand above it. */
  readonly above: number;
  /** How many lines were typed; 0 names none. */
  readonly lines: number;
}

/** An answer that cannot be read: what is wrong, in a sentence, and where, counted from 1. */
export class AnswerProblem extends Error {
  override readonly name: string = "AnswerProblem";

  constructor(message: string, readonly line?: number, readonly column?: number) {
    super(message);
  }
}

/** Whether an error is one, from whichever script it comes. */
export function isAnswerProblem(error: unknown): error is AnswerProblem {
  return error instanceof Error && error.name === "AnswerProblem";
}
