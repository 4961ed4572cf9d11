/** A line that a notebook shows under its cell. */
export class Remark {
  /** The words. */
  readonly text: string;

  /** Keeps the words. */
  constructor(text: string) {
    this.text = text;
  }

  /** How Deno's Jupyter kernel asks for it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.text };
  }
}

/**
 * Holds a claim of a lesson against what was computed: throws when it is false, so that the cell
 * fails and with it the notebook.
 *
 * @param claim A sentence that says what is true.
 * @param truth Whether it is.
 * @returns The claim with a tick, for the cell to show.
 * @throws {Error} When the claim is false.
 *
 * @example
 * ```ts
 * import { check } from "#lib/lessons/mod.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(check("One and one are two", 1 + 1 === 2).text, "✓ One and one are two");
 * assertThrows(() => check("One and one are three", 1 + 1 === 3));
 * ```
 */
export function check(claim: string, truth: boolean): Remark {
  if (!truth) throw new Error(`This claim of the lesson is false here: ${claim}`);
  return new Remark(`✓ ${claim}`);
}
