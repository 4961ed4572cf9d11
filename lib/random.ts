/**
 * Seeded random numbers: everything random in this library (data order, initial weights, mining)
 * draws from here, so that one seed governs a whole experiment.
 *
 * @module
 */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** What `shuffle` accepts: an array, or a typed array that holds numbers. */
export type Shuffleable =
  | unknown[]
  | Int32Array
  | Uint32Array
  | Uint8Array
  | Float32Array
  | Float64Array;

/** A stream of random numbers that a seed determines completely; see {@linkcode seededRandom}. */
export interface SeededRandom {
  /** A number from the uniform distribution on [0, 1), with 53 random bits. */
  uniform(): number;
  /** An integer from 0 (included) to `n` (excluded), each equally likely, without modulo bias. */
  integer(n: number): number;
  /** A number from the normal distribution with mean 0 and variance 1. */
  normal(): number;
  /** A shuffled copy (Fisher-Yates), of the same kind as `values`, which stays as it was. */
  shuffle<T extends Shuffleable>(values: T): T;
}

/**
 * A random number generator that gives the same numbers for the same seed, on every runtime.
 *
 * The generator is xoroshiro128+ of the npm package pure-rand; a mixing function spreads the seed
 * over its 128 bits, since neighbouring seeds would otherwise begin alike. Normal numbers are drawn
 * by the ratio of uniforms (Kinderman and Monahan, 1977), whose logarithm decides only, so that
 * mathematics libraries that differ in the last bit (V8 and JavaScriptCore do) give equal numbers.
 *
 * @param seed An integer from 0 to 2^32 - 1.
 * @param stream Another, 0 by default: independent streams of one seed, for instance one for the
 *   weights and one for the order of the data.
 * @throws {TypeError | RangeError} When the seed or the stream is not such an integer.
 *
 * @example Two generators of one seed agree
 * ```ts
 * import { seededRandom } from "@triplet-lab/triplet-lab/random";
 * import { assertEquals } from "@std/assert";
 * const [one, other] = [seededRandom(7), seededRandom(7)];
 * assertEquals(one.shuffle([1, 2, 3, 4, 5]), other.shuffle([1, 2, 3, 4, 5]));
 * ```
 */
export function seededRandom(seed: number, stream = 0): SeededRandom {
  for (const [name, value] of [["seed", seed], ["stream", stream]] as const) {
    const wanted = `${name}: expected an integer from 0 to 4294967295`;
    if (typeof value !== "number") throw new TypeError(`${wanted}, got a ${typeof value}`);
    if (value >>> 0 !== value) throw new RangeError(`${wanted}, got ${value}`);
  }
  const generator = xoroshiro128plusFromState(spread(seed, stream));

  const uniform = () => uniformFloat64(generator);
  const integer = (n: number) => {
    if (!Number.isSafeInteger(n) || n < 1) {
      const got = typeof n === "number" ? n : `a ${typeof n}`;
      throw new RangeError(`n: expected a positive integer, got ${got}`);
    }
    return uniformInt(generator, 0, n - 1);
  };
  return {
    uniform,
    integer,
    normal() {
      const width = 1.7155277699214135; // sqrt(8 / e)
      for (;;) {
        const u = 1 - uniform(); // in (0, 1]: never a division by 0
        const x = width * (uniform() - 0.5) / u;
        if (x * x <= -4 * Math.log(u)) return x;
      }
    },
    shuffle<T extends Shuffleable>(values: T): T {
      if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && "length" in values)) {
        throw new TypeError(`values: expected an array or a typed array, got a ${typeof values}`);
      }
      const copy = values.slice() as unknown[];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = uniformInt(generator, 0, i);
        [copy[i], copy[j]] = [copy[j], copy[i]];
      }
      return copy as unknown as T;
    },
  };
}

function spread(seed: number, stream: number): number[] {
  const start = mix(seed | 0) + Math.imul(stream, 0x85ebca6b);
  const words = [1, 2, 3, 4].map((n) => mix((start + Math.imul(n, 0x9e3779b9)) | 0));
  return words.some((word) => word !== 0) ? words : [1, 0, 0, 0];
}

/** A one-to-one scrambling of 32 bits (as in SplitMix32), in integer arithmetic only. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return word ^ (word >>> 15);
}
