/**
 * Reads `data/reference/losses.json`: the inputs, and what numpy, TensorFlow, PyTorch and
 * pytorch-metric-learning gave for them. The tests and the report's verdict page both read it here.
 *
 * @module
 */
import losses from "../../data/reference/losses.json" with { type: "json" };
import { numberOfName } from "../workspace/number_of_name.ts";
import { type Case, parseLosses, type RecordedLosses } from "./parse_losses.ts";

export { type Batch, type Case, lcgValues } from "./parse_losses.ts";

const document = parseLosses(JSON.parse(JSON.stringify(losses), numberOfName));

/** The batches, by name. */
export const batches: RecordedLosses["batches"] = document.batches;
/** Anchors, positives and negatives of the losses over given triplets, by name. */
export const inputs: RecordedLosses["inputs"] = document.inputs;
/** Similarities of the cases of pairs, by name. */
export const pairs: RecordedLosses["pairs"] = document.pairs;
/** Everything that was recorded. */
export const cases: readonly Case[] = document.cases;

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
