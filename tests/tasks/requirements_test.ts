import { assert, assertEquals, assertMatch } from "@std/assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pinned } from "#lib/tasks/install_packages.ts";
import { ROOT } from "#lib/workspace/paths.ts";

const text = readFileSync(join(ROOT, "lib/tasks/requirements.txt"), "utf8");
const names = [...text.matchAll(/^([a-z0-9][\w-]*)/gm)].map(([, name]) => name);

Deno.test("requirements.txt pins every package at one version, with the sum of its wheel", () => {
  const { pure, compiled } = pinned(text, new Set(names));
  assert(pure.length > 50 && compiled.length > 5);
  assertEquals(pure.length + compiled.length, names.length);
  for (const line of [...pure, ...compiled]) {
    // What is for another system than the tried one has no sum that is known.
    assertMatch(line, /^[\w-]+==[\d.]+(?:post\d+)?( --hash=sha256:[0-9a-f]{64}| ; \w+ == "\w+")$/);
  }
});

Deno.test("pinned() gives the lines of those that are named, by their part", () => {
  const lines = "# A head.\na==1 \\\n    --hash=sha256:aa\nab==2 --hash=sha256:bb\n\n" +
    "# Compiled: here.\nb-c==3 \\\n    --hash=sha256:cc\n";
  assertEquals(pinned(lines, new Set(["a", "b-c"])), {
    pure: ["a==1 --hash=sha256:aa"],
    compiled: ["b-c==3 --hash=sha256:cc"],
  });
  assertEquals(pinned(lines, new Set()), { pure: [], compiled: [] });
});
