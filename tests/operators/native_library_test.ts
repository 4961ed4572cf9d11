import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nativeLibrary } from "../../lib/operators/native_library.ts";
import { nativeFolder } from "../../lib/operators/native_manifest.ts";
import { nativeOperatorsStep } from "../../lib/tasks/setup_native.ts";
import { flipBits } from "../support/flip_bits.ts";

const MANIFEST = new URL("operators.json", nativeFolder());
const current = await nativeOperatorsStep.isDone();

/** Damages a copy of what set-up compiled, and says what comes of loading it. */
function damaged(change: (library: string, manifest: string, folder: URL) => unknown): unknown {
  const folder = new URL(`../tests/native/${crypto.randomUUID()}/`, nativeFolder());
  const { library } = JSON.parse(readFileSync(MANIFEST, "utf8"));
  const copy = (name: string) => {
    cpSync(new URL(name, nativeFolder()), new URL(name, folder), { recursive: true });
    return fileURLToPath(new URL(name, folder));
  };
  const clean = () => rmSync(folder, { recursive: true });
  return Promise.resolve(change(copy(library), copy("operators.json"), folder)).finally(clean);
}

for (
  const [what, damage, told] of [
    ["cut short", (library) => truncateSync(library, 20_000), /damaged .* `deno task setup`/],
    ["empty", (library) => truncateSync(library), /damaged .* `deno task setup`/],
    ["gone", (library) => rmSync(library), /gone, .* `deno task setup`/],
    ["of half a manifest", (_, file) => truncateSync(file, 90), /damaged; run `deno task setup`/],
    ["of no manifest", (_, file) => rmSync(file), /not compiled; run `deno task setup`/],
    ["of an empty manifest", (_, file) => writeFileSync(file, "{}"), /run `deno task setup`/],
  ] as [string, (library: string, manifest: string) => void, RegExp][]
) {
  Deno.test({
    name: `nativeLibrary() does not load a library that is ${what}`,
    ignore: !current,
    fn: async () => {
      await damaged((library, manifest, folder) => {
        damage(library, manifest);
        assertMatch(assertThrows(() => nativeLibrary(folder), Error).message, told);
      });
    },
  });
}

Deno.test({
  name: "nativeLibrary() loads no library of which a bit was flipped",
  ignore: !current,
  fn: async () => {
    await damaged(async (library, _manifest, folder) => {
      const { name } = nativeLibrary(folder);
      const load = () => nativeLibrary(folder).name;
      assertEquals([name, await flipBits(library, 50, load, Error)], ["native", 50]);
    });
  },
});
