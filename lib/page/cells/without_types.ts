import { transform } from "sucrase";

/** What sucrase says of a script, and where, counted from 1. */
export interface ScriptProblem {
  /** In its own words, without the place. */
  readonly message: string;
  /** The line. */
  readonly line: number;
  /** The column. */
  readonly column: number;
}

/**
 * Takes the types out of a script; lines stay where they were. Nothing is run.
 *
 * @param script TypeScript.
 * @returns JavaScript, or nothing and what is wrong.
 */
export function withoutTypes(script: string): [code: string] | [undefined, ScriptProblem] {
  try {
    const options = { disableESTransforms: true, keepUnusedImports: true };
    return [transform(script, { transforms: ["typescript"], ...options }).code];
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } };
    if (!loc) throw error;
    return [undefined, { message: message.replace(/ ?\(\d+:\d+\)$/, ""), ...loc }];
  }
}
