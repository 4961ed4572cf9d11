/** The name that errors and stack traces give to an answer. */
export const ANSWER_FILE = "typed-answer";

/** How many lines of the script stand above the answer's own first line. */
export const LINES_ABOVE = 3;

/** An answer that cannot be read: what is wrong, in a sentence, and where, counted from 1. */
export class AnswerProblem extends Error {
  override readonly name: string = "AnswerProblem";

  constructor(message: string, readonly line?: number, readonly column?: number) {
    super(message);
  }
}
