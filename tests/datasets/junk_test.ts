/** The loaders of pictures with junk for options: refused by name, before a file is read. */
import { assert, assertRejects, assertThrows } from "@std/assert";
import { classParts, loadEmoji, loadIdx, loadImages, loadMnist } from "#lib/datasets/mod.ts";

type Load = (options: never) => Promise<unknown>;
const LOADERS: [name: string, load: Load, options: string[]][] = [
  ["loadMnist", loadMnist, ["folder", "classes", "start", "count", "split"]],
  ["loadEmoji", loadEmoji, ["folder", "classes", "leftOut", "colour"]],
  ["loadIdx", (options) => loadIdx("t-images-idx3-ubyte", options), ["classes", "start", "count"]],
  ["loadImages", (options) => loadImages("/none", options), ["size", "colour"]],
];

for (const [name, load, options] of LOADERS) {
  Deno.test(`${name}() refuses options of another kind by their names`, async () => {
    for (const option of options) {
      for (const junk of [true, 10n, Symbol("s"), {}, [Symbol("s")], [[1n]], () => 1]) {
        if (option === "colour" && junk === true) continue;
        const error = await assertRejects(() => load({ [option]: junk } as never), Error);
        assert(error instanceof TypeError || error instanceof RangeError, `${option}: ${error}`);
        assert(error.message.startsWith(option), `${option}: ${error}`);
      }
    }
    await assertRejects(() => load(new Map() as never), TypeError, "options: expected an object");
  });
}

Deno.test("what no machine holds is refused before it is made", async () => {
  for (const size of [2 ** 53, 1e9, [4, 1e9]]) {
    await assertRejects(() => loadImages("/none", { size } as never), RangeError, "size: expected");
  }
  assertThrows(() => classParts({ length: 1e9 } as never), TypeError, "groups: expected a list");
});
