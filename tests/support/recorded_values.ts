/**
 * The inputs that numpy, TensorFlow, PyTorch and pytorch-metric-learning were given, and what they gave
 * for them, as the tests ask for them.
 *
 * @module
 */
import { batches, cases, inputs, pairs } from "#lib/agreement/agreement.ts";
import type { Case } from "#lib/agreement/recorded_losses.ts";

export type { Batch, Case } from "#lib/agreement/recorded_losses.ts";
export { batches, cases, inputs, pairs };

/** The cases of a rule that hold all these options; an empty answer is an error in the test. */
export function casesOf(rule: string, options: Partial<Case> = {}): Case[] {
  const found = cases.filter((one) =>
    one.rule === rule && Object.entries(options).every(([key, value]) => one[key] === value)
  );
  if (found.length === 0) throw new Error(`no case of "${rule}" with ${JSON.stringify(options)}`);
  return found;
}

/** The name of a case, for messages. */
export function nameOf(one: Case): string {
  const told =
    "rule framework dtype batch input pairs distance margin squared reduction p eps swap";
  return `${told} m gamma`.split(" ").filter((key) => one[key] !== undefined)
    .map((key) => `${key} ${one[key]}`).join(", ");
}
