import { changedParameters } from "./parameters.ts";

/** A line that a notebook shows under its cell. */
export class Remark {
  /** Takes the words, and data for the report beside them, by MIME type. */
  constructor(readonly text: string, readonly carried: Readonly<Record<string, unknown>> = {}) {}

  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return { "text/plain": this.text, ...this.carried };
  }
}

/** Throws when a lesson's claim is false; where a parameter was changed, it says so instead. */
export function check(claim: string, truth: boolean): Remark {
  return checks({ [claim]: truth });
}

/** Several claims at once, as {@linkcode check}: a tick for each. */
export function checks(claims: Readonly<Record<string, boolean>>): Remark {
  const changed = changedParameters();
  const lines = Object.entries(claims).map(([claim, truth]) => {
    if (truth) return `✓ ${claim}`;
    if (changed === "") throw new Error(`This claim of the lesson is false here: ${claim}`);
    return `✗ ${claim}: not with ${changed}`;
  });
  return new Remark(lines.join("\n"));
}
