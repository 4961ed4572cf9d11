/** A cell that cannot be read: what is wrong, in a sentence, and where, counted from 1. */
export class CellProblem extends Error {
  override readonly name: string = "SyntaxError";

  constructor(message: string, readonly line: number) {
    super(message);
  }
}
