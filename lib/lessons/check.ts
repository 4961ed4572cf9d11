import { changedParameters } from "./parameters.ts";

/** A line that a notebook shows under its cell. */
export class Remark {
  readonly text: string;
  /** Data for the report beside the words, by MIME type. */
  readonly carried: Readonly<Record<string, unknown>>;

  constructor(text: string, carried: Readonly<Record<string, unknown>> = {}) {
    this.text = text;
    this.carried = carried;
  }

  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return { "text/plain": this.text, ...this.carried };
  }
}

/**
 * Holds a claim of a lesson against what was computed: throws when it is false, so that the cell
 * fails and with it the notebook. Where the reader has changed a parameter, a claim may well be
 * false; it is then marked as false, and the lesson goes on.
 *
 * @throws {Error} When the claim is false and all parameters are the lesson's own.
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
  return checks({ [claim]: truth });
}

/**
 * Several claims at once, as {@linkcode check}: a tick for each.
 *
 * @throws {Error} At the first claim that is false, when all parameters are the lesson's own.
 *
 * @example
 * ```ts
 * import { checks } from "#lib/lessons/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const both = checks({ "2 is even": 2 % 2 === 0, "3 is odd": 3 % 2 === 1 });
 * assertEquals(both.text, "✓ 2 is even\n✓ 3 is odd");
 * ```
 */
export function checks(claims: Readonly<Record<string, boolean>>): Remark {
  const changed = changedParameters();
  const lines = Object.entries(claims).map(([claim, truth]) => {
    if (truth) return `✓ ${claim}`;
    if (changed === "") throw new Error(`This claim of the lesson is false here: ${claim}`);
    return `✗ ${claim}: not with ${changed}`;
  });
  return new Remark(lines.join("\n"));
}
