import { checkNumber } from "../../checks/mod.ts";

/** The largest value that {@link glibcRand}'s generator gives, glibc's `RAND_MAX`: 2^31 - 1. */
export const GLIBC_RAND_MAX = 2147483647;

/** How many words of state the generator keeps (glibc's `TYPE_3`), and how far back it reaches. */
const DEGREE = 31;
const SEPARATION = 3;

/**
 * A generator that gives, number by number, what C's `rand()` gives on glibc after `srand(seed)`:
 * whole numbers in 0 ... 2^31 - 1. Seed 1 is what a C program without `srand` uses.
 *
 * It is an additive feedback generator: `r[i] = r[i - 3] + r[i - 31] (mod 2^32)`, of which the upper
 * 31 bits are handed out. Its 31 words start from Park and Miller's generator,
 * `r[i] = 16807 r[i - 1] (mod 2^31 - 1)`, `r[0] = seed`, and the first 310 sums are thrown away. The
 * seed 0 counts as 1, as it does in C. Use it to repeat programs that printed what they drew
 * (article 3), never for statistics: its low bits are poor.
 *
 * @throws {RangeError} if `seed` is not a whole number in 0 ... 2^32 - 1
 *
 * @example The first number of every C program on glibc that never called `srand`
 * ```ts
 * import { glibcRand } from "#lib/lessons/article3/mod.ts";
 *
 * const rand = glibcRand();
 * if (rand() !== 1804289383) throw new Error("not glibc's rand");
 * ```
 */
export function glibcRand(seed = 1): () => number {
  checkNumber(seed, "seed", { min: 0, max: 0xffffffff, integer: true });
  const state = new Int32Array(DEGREE);
  let word = (seed === 0 ? 1 : seed) | 0;
  state[0] = word;
  for (let i = 1; i < DEGREE; i++) {
    // Schrage's trick: 16807 * word modulo 2^31 - 1 without leaving 32 bits. The division cuts
    // towards zero, as C's does, which matters for seeds from 2^31 on: they are negative words.
    word = 16807 * (word % 127773) - 2836 * Math.trunc(word / 127773);
    if (word < 0) word += GLIBC_RAND_MAX;
    state[i] = word;
  }
  let front = SEPARATION;
  let rear = 0;
  const next = (): number => {
    const sum = (state[front] + state[rear]) | 0;
    state[front] = sum;
    front = (front + 1) % DEGREE;
    rear = (rear + 1) % DEGREE;
    return sum >>> 1;
  };
  for (let i = 0; i < 10 * DEGREE; i++) next();
  return next;
}
