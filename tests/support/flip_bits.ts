import { assertEquals, assertInstanceOf } from "@std/assert";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { seededRandom } from "#lib/random.ts";

/**
 * Flips bits of a file, one at a time, and reads it each time: it must be refused, by a `refusal`, or
 * be read as it was.
 *
 * @param path The file; it is whole again afterwards.
 * @param count How many bits, spread over the file by a seed.
 * @param read Reads it.
 * @param refusal The class of the error that says so.
 * @returns How often it was refused.
 */
export async function flipBits(
  path: string,
  count: number,
  read: () => unknown,
  refusal: abstract new (...args: never[]) => Error = RangeError,
): Promise<number> {
  const whole = readFileSync(path);
  const { mode } = statSync(path);
  const wanted = await read();
  const random = seededRandom(whole.length);
  let refused = 0;
  try {
    for (let k = 0; k < count; k++) {
      const bit = Math.floor((k + random.uniform()) / count * whole.length * 8);
      const damaged = Uint8Array.from(whole);
      damaged[bit >> 3] ^= 1 << (bit & 7);
      replace(path, damaged, mode);
      const seen = await Promise.resolve().then(read).catch((error) => error);
      if (seen instanceof Error) {
        assertInstanceOf(seen, refusal, `bit ${bit} of ${path}: ${seen.stack}`);
        refused++;
      } else {
        assertEquals(seen, wanted, `bit ${bit} of ${path}`);
      }
    }
  } finally {
    replace(path, whole, mode);
  }
  return refused;
}

/** A new file: the old one may be loaded, or have other names. */
function replace(path: string, bytes: Uint8Array, mode: number): void {
  rmSync(path);
  writeFileSync(path, bytes, { mode });
}
