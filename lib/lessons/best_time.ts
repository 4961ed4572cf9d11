import { checkNumber } from "../checks/mod.ts";

/** At most so often a computation is repeated for the clock, which in a browser may stand for 1 ms. */
const MOST = 4 ** 8;

/** The shortest of several runs in ms, after one that pays for compiling: load only adds to it. */
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
