import * as std from "@std/assert";
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import * as standIn from "./node_assert.ts";
import type * as declared from "./std_assert.d.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const here = join(root, "tests/support");
const inUse = std.AssertionError === standIn.AssertionError ? "its stand-in" : "JSR's";

const thrower = () => {
  throw new RangeError("margin: expected more");
};
const rejecter = () => Promise.reject(new RangeError("margin: expected more"));

/** For each assertion what it lets pass and what it refuses: the same for std and its stand-in. */
function claims(of: typeof declared): [name: string, passes: boolean, claim: () => unknown][] {
  const claim = (name: string, passes: () => unknown, ...fails: (() => unknown)[]) => [
    [name, true, passes] as [string, boolean, () => unknown],
    ...fails.map((fail): [string, boolean, () => unknown] => [name, false, fail]),
  ];
  return [
    claim("assert", () => of.assert(1), () => of.assert(0), () => of.assert(NaN, "told")),
    claim("assertFalse", () => of.assertFalse(""), () => of.assertFalse("a", "told")),
    claim(
      "assertEquals",
      () => of.assertEquals([1, { a: NaN }], [1, { a: NaN }]),
      () => of.assertEquals([1], [2], "told"),
      () => of.assertEquals<unknown>({ a: undefined }, {}),
      () => of.assertEquals<unknown>(new Float32Array([1]), [1]),
      () => of.assertEquals(new Map([[1, 2]]), new Map([[1, 3]])),
    ),
    claim(
      "assertAlmostEquals",
      () => of.assertAlmostEquals(1e-3, 1.00000001e-3),
      () => of.assertAlmostEquals(1e-3, 1.000001e-3),
      () => of.assertAlmostEquals(1, 1.2, 0.1, "told"),
      () => of.assertAlmostEquals(NaN, 1, 1e9),
    ),
    claim("assertGreater", () => of.assertGreater(2, 1), () => of.assertGreater(1, 1, "told")),
    claim(
      "assertGreaterOrEqual",
      () => of.assertGreaterOrEqual(1, 1),
      () => of.assertGreaterOrEqual(NaN, 1, "told"),
    ),
    claim("assertLess", () => of.assertLess(1, 2), () => of.assertLess(2, 2, "told")),
    claim("assertMatch", () => of.assertMatch("abc", /b/), () => of.assertMatch("a", /b/, "told")),
    claim(
      "assertStringIncludes",
      () => of.assertStringIncludes("abc", "b"),
      () => of.assertStringIncludes("a", "b", "told"),
    ),
    claim(
      "assertInstanceOf",
      () => of.assertInstanceOf(new RangeError(), Error),
      () => of.assertInstanceOf(new Error(), RangeError, "told"),
    ),
    claim(
      "assertThrows",
      () => of.assertThrows(thrower, RangeError, "more"),
      () => of.assertThrows(() => {}, "told"),
      () => of.assertThrows(thrower, TypeError),
      () => of.assertThrows(thrower, RangeError, "less", "told"),
    ),
    claim(
      "assertRejects",
      () => of.assertRejects(rejecter, RangeError, "more"),
      () => of.assertRejects(() => Promise.resolve(), "told"),
      () => of.assertRejects(rejecter, TypeError),
      () => of.assertRejects(rejecter, RangeError, "less", "told"),
      () => of.assertRejects(thrower, RangeError),
    ),
  ].flat();
}

for (
  const [what, of] of [[`@std/assert, here ${inUse},`, std], ["the stand-in", standIn]] as const
) {
  Deno.test(`${what} passes what is so and refuses the rest with an AssertionError`, async () => {
    for (const [name, passes, claim] of claims(of)) {
      let thrown: unknown;
      try {
        await claim();
      } catch (error) {
        thrown = error;
      }
      if (passes) assertEquals(thrown, undefined, name);
      else assert(thrown instanceof of.AssertionError, `${name} let ${claim} pass: ${thrown}`);
      if (claim.toString().includes("told")) assertMatch(String(thrown), /AssertionError: .*told/s);
    }
    assertEquals(of.assertThrows(thrower) instanceof RangeError, true);
    assertEquals(await of.assertRejects(rejecter) instanceof RangeError, true);
    assertEquals(new of.AssertionError("so", { cause: 1 }).cause, 1);
  });
}

Deno.test({
  name: "the tests' types are right by @std/assert's declarations",
  ignore: "Bun" in globalThis, // Bun checks no types
  async fn() {
    const check = (path: string) =>
      execFileSync(process.execPath, ["check", "--quiet", "--no-lock", "--cached-only", path], {
        cwd: root,
        env: { ...process.env, NO_COLOR: "1" },
        stdio: ["ignore", "pipe", "pipe"],
        encoding: "utf8",
      });
    check("tests/");
    const folder = await mkdtemp(join(here, "wrong-"));
    try {
      const wrong = [
        'throw new std.AssertionError({ message: "no" });',
        "std.assertThrows(() => {}).message;",
        'std.assertEquals(1, "1");',
      ];
      const lines = wrong.map((line) => `() => {\n${line}\n};\n`);
      await writeFile(
        join(folder, "wrong.ts"),
        `import * as std from "@std/assert";\n${lines.join("")}`,
      );
      const { message } = assertThrows(() => check(folder), Error);
      for (const line of wrong) assertStringIncludes(message, line);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
});
