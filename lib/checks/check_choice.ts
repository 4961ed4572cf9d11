import { describe, refuseKind, refuseValue } from "./message.ts";

/** Refuses a word that is not one of those known. */
export function checkChoice<Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
  name: string,
): asserts value is Choice {
  if ((choices as readonly unknown[]).includes(value)) return;
  const wanted = choices.map((choice) => JSON.stringify(choice)).join(" or ");
  if (typeof value !== "string") refuseKind(value, name, wanted);
  refuseValue(describe(value), name, wanted);
}
