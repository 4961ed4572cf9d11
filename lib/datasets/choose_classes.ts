import { checkChoice, checkNumber } from "../checks/mod.ts";
import { describe, isList, refuseKind, refuseValue } from "../checks/mod.ts";
import { type ClassPart, classParts } from "./class_parts.ts";

/** Which classes of a set to load: those named, or one part of all. */
export interface ClassChoice {
  /** Only these classes, by name or by number in the order of the names. Default: all. */
  classes?: readonly (string | number)[];
  /** Only the classes to train on, to choose settings on, or to be judged on (`classParts`). */
  part?: ClassPart;
  /** Which division into parts, from 0 up; each is another draw. Default 0. */
  split?: number;
}

/** The numbers of the chosen classes, each once, from low to high; a group is not divided by parts. */
export function chooseClasses(
  names: readonly string[],
  { classes, part, split = 0 }: ClassChoice,
  groups: readonly number[] = [...names.keys()],
): number[] {
  checkNumber(split, "split", { min: 0, integer: true });
  const all = [...names.keys()];
  if (!isList(classes ?? [])) refuseKind(classes, "classes", "a list of names or numbers");
  const numberOf = (one: unknown) => typeof one === "string" ? names.indexOf(one) : one;
  const wanted: unknown[] = Array.from(classes ?? all, numberOf);
  const unknown = wanted.findIndex((number) => !all.includes(number as number));
  if (wanted.length === 0 || unknown >= 0) {
    const got = unknown >= 0 ? describe(classes![unknown]) : "none";
    const some = names.length > 5 ? [...names.slice(0, 5), "..."] : names;
    const known = `${some.join(", ")}, or numbers from 0 to ${names.length - 1}`;
    refuseValue(got, "classes", `names such as ${known}`);
  }
  const chosen = all.filter((number) => wanted.includes(number));
  if (part === undefined) return chosen;
  checkChoice(part, ["train", "dev", "test"], "part");
  const parts = classParts(groups, { split });
  return chosen.filter((number) => parts[number] === part);
}
