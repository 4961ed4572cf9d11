import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { dirname, sep } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import {
  hasNodeModules,
  isCheckout,
  nodeModule,
  optionalPackage,
  projectFolder,
  requireFrom,
  setupCommand,
  workingFolder,
} from "#lib/host/mod.ts";

/** What a browser has: a page's address, and none of Node's modules. */
function asInABrowser(body: () => void): void {
  const real = process.getBuiltinModule;
  Object.assign(process, { getBuiltinModule: undefined });
  try {
    body();
  } finally {
    Object.assign(process, { getBuiltinModule: real });
  }
}

Deno.test("nodeModule() gives Node's modules; in a browser their functions say what they miss", () => {
  assertEquals(hasNodeModules(), true);
  assertEquals(nodeModule("node:path").basename("runs/first.json"), "first.json");
  asInABrowser(() => {
    assertEquals(hasNodeModules(), false);
    const { readFileSync } = nodeModule("node:fs");
    assertThrows(() => readFileSync("x"), Error, "got one without readFileSync, such as a browser");
  });
});

Deno.test("projectFolder() is this checkout; in a browser it says that there are no files", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  assertEquals(projectFolder() + sep, root);
  assertEquals(workingFolder(), projectFolder());
  assertEquals([isCheckout(), setupCommand("npx it")], [true, "deno task setup"]);
  const here = process.cwd();
  process.chdir(dirname(projectFolder()));
  assertEquals([workingFolder(), projectFolder() + sep], [process.cwd(), root]);
  process.chdir(here);
  asInABrowser(() => {
    assertThrows(() => projectFolder(), Error, "node:process: expected a runtime");
    assertEquals([isCheckout(), setupCommand("npx it")], [false, "npx it"]);
  });
});

Deno.test("requireFrom() loads as a module would, also one that came over http", () => {
  assertEquals(requireFrom(import.meta.url, "node:path").basename("a/b"), "b");
  assertEquals(requireFrom("https://example.org/lib/mod.ts", "node:path").basename("a/b"), "b");
  assertThrows(() => requireFrom(import.meta.url, "no-such-package"), Error, "no-such-package");
});

Deno.test("optionalPackage() names the package, its purpose, and what brings it", async () => {
  const error = await assertRejects(
    () => optionalPackage("no-such-package", "Parquet files"),
    Error,
    "no-such-package: expected this package, for Parquet files",
  );
  assertMatch(
    error.message,
    /does not load \(.+\); `npm install --include=optional no-such-package`/,
  );
  const { default: path } = await optionalPackage<{ default: object }>("node:path", "a test");
  assertEquals("basename" in path, true);
});
