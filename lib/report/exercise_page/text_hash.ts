/**
 * A short name for a text, which another text hardly has too (FNV-1a, 32 bits).
 *
 * @param text Any text.
 * @returns Eight hexadecimal digits.
 *
 * @example
 * ```ts
 * import { textHash } from "#lib/report/exercise_page/text_hash.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(textHash("a"), "e40c292c");
 * ```
 */
export function textHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
