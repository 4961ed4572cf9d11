import { assert, assertEquals } from "@std/assert";
import { bytesOf, denseText } from "#lib/page/program/dense_text.ts";
import { seededRandom } from "#lib/random.ts";

Deno.test("denseText() gives all bytes back, however many, in characters that end nothing", () => {
  const random = seededRandom(1);
  for (let length = 0; length < 120; length++) {
    const bytes = Uint8Array.from({ length }, () => random.integer(256));
    const text = denseText(bytes);
    assertEquals(bytesOf(text), bytes);
    assert(/^[#-;=-~]*$/.test(text));
  }
});

Deno.test("denseText() is shorter than base64", () => {
  const bytes = new Uint8Array(300_000).fill(255);
  assertEquals(bytesOf(denseText(bytes)), bytes);
  assert(denseText(bytes).length < 0.93 * btoa("x".repeat(300_000)).length);
});
