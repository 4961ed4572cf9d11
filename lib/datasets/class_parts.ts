import { checkList, checkNumber, checkOptions, refuseValue } from "../checks/mod.ts";
import { groupBy } from "../host/mod.ts";
import { seededRandom } from "../random.ts";

/** What classes are for: to train on, to choose settings on, to be judged on once. */
export type ClassPart = "train" | "dev" | "test";

/** Options of {@linkcode classParts}. */
export interface ClassPartsOptions {
  /** Which of the divisions, a number from 0 up: each is another draw. Default 0. */
  split?: number;
}

/** The share of the classes in each part. */
const SHARES: Readonly<Record<ClassPart, number>> = { train: 0.5, dev: 0.2, test: 0.3 };

/**
 * Divides classes into those to train on (half), to choose settings on (dev, a fifth) and to be judged
 * on (test). The groups are shuffled and dealt one by one to the part that lacks most of its share, so
 * that a group is never divided and ten classes of their own give 5, 2 and 3.
 *
 * @param groups For each class the group that it must stay with.
 * @throws {RangeError} When there are fewer than three groups.
 *
 * @example Ten digits, and a pair that stays together
 * ```ts
 * import { classParts } from "@triplet-lab/triplet-lab/datasets";
 * import { assertEquals } from "@std/assert";
 * const parts = classParts([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { split: 1 });
 * assertEquals(parts.filter((part) => part === "train").length, 5);
 * const [one, twin] = classParts([7, 7, 8, 9]);
 * assertEquals(one, twin);
 * ```
 */
export function classParts(
  groups: ArrayLike<number>,
  options: ClassPartsOptions = {},
): ClassPart[] {
  const { split = 0 } = checkOptions(options, "split");
  checkNumber(split, "split", { min: 0, integer: true });
  checkList(groups, "groups");
  const parts = ["train", "dev", "test"] as const;
  const classes = Array.from(groups);
  const sizes = groupBy(classes, (group) => group);
  if (sizes.size < parts.length) refuseValue(sizes.size, "groups", "three or more to divide");
  const lacking = new Map(parts.map((part) => [part, SHARES[part] * classes.length]));
  const dealt = new Map<number, ClassPart>();
  for (const group of seededRandom(split, 0x7061_7274).shuffle([...sizes.keys()])) {
    const part = parts.reduce((a, b) => lacking.get(b)! > lacking.get(a)! ? b : a);
    lacking.set(part, lacking.get(part)! - sizes.get(group)!.length);
    dealt.set(group, part);
  }
  return classes.map((group) => dealt.get(group)!);
}
