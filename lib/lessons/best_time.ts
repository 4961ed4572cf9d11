import { checkNumber } from "../checks/mod.ts";

/** At most so often a computation is repeated for the clock, which in a browser may stand for 1 ms. */
const MOST = 4 ** 8;

/**
 * The shortest of several runs of a computation, in milliseconds, after one that does not count (the
 * first pays for compiling). A run that is shorter than the clock tells is made of several. What other programs on the machine do only ever adds to a time, so the
 * shortest says most about the computation itself.
 *
 * @throws {RangeError} When `runs` is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * import { bestTime } from "#lib/lessons/mod.ts";
 * import { assert } from "@std/assert";
 *
 * assert(bestTime(() => Math.hypot(3, 4)) < 100);
 * ```
 */
export function bestTime(
  work: () => void,
  { runs = 5, now = () => performance.now() }: { runs?: number; now?: () => number } = {},
): number {
  checkNumber(runs, "runs", { min: 1, integer: true });
  work();
  for (let times = 1;; times *= 4) {
    let best = Infinity;
    for (let run = 0; run < runs; run++) {
      const began = now();
      for (let i = 0; i < times; i++) work();
      best = Math.min(best, now() - began);
    }
    if (best > 0 || times >= MOST) return best / times;
  }
}
