import { checkNumber } from "../../checks/mod.ts";

/** The largest value that {@link glibcRand}'s generator gives, glibc's `RAND_MAX`: 2^31 - 1. */
export const GLIBC_RAND_MAX = 2147483647;

/** How many words of state the generator keeps (glibc's `TYPE_3`), and how far back it reaches. */
const DEGREE = 31;
const SEPARATION = 3;

/**
 * What C's `rand()` gives on glibc after `srand(seed)`, an additive feedback generator:
 * `r[i] = r[i - 3] + r[i - 31] (mod 2^32)`, of which the upper 31 bits are handed out. Its words
 * start from Park and Miller's `r[i] = 16807 r[i - 1] (mod 2^31 - 1)`, and the first 310 sums go.
 */
export function glibcRand(seed = 1): () => number {
  checkNumber(seed, "seed", { min: 0, max: 0xffffffff, integer: true });
  const state = new Int32Array(DEGREE);
  let word = (seed === 0 ? 1 : seed) | 0;
  state[0] = word;
  for (let i = 1; i < DEGREE; i++) {
    // Below 2^53; seeds from 2^31 on are negative words, and so are their remainders, as in C.
    word = 16807 * word % GLIBC_RAND_MAX;
    if (word < 0) word += GLIBC_RAND_MAX;
    state[i] = word;
  }
  let rear = 0;
  const next = (): number => {
    const front = (rear + SEPARATION) % DEGREE;
    state[front] += state[rear]; // modulo 2^32, as an Int32Array keeps it
    rear = (rear + 1) % DEGREE;
    return state[front] >>> 1;
  };
  for (let i = 0; i < 10 * DEGREE; i++) next();
  return next;
}
