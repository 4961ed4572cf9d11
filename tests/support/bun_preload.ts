/**
 * Loaded by Bun before the tests (bunfig.toml): gives Bun the two names that the tests take from
 * Deno, `Deno.test` and `@std/assert`, so that one set of test files serves both runtimes.
 */
// deno-lint-ignore-file no-explicit-any
declare const Bun: any;

const { test } = await import("bun:test" as string);

// Bun gives a test five seconds; some of them compile C, train a network, or read a whole book in a
// browser. Told to each test: a default that is set here would hold for the first file only.
const LIMIT = 240_000;

function denoTest(name: any, options?: any, body?: any): void {
  if (typeof name === "function") return test(name.name, name, LIMIT);
  if (typeof name === "object") {
    return (name.ignore ? test.skip : test)(name.name, name.fn ?? options, LIMIT);
  }
  if (typeof options === "function") return test(name, options, LIMIT);
  return (options?.ignore ? test.skip : test)(name, body, LIMIT);
}
denoTest.ignore = test.skip;

// Only `test`: library code must tell the runtimes apart by `globalThis.Bun`, never by `Deno`.
(globalThis as any).Deno ??= { test: denoTest };

// When it is loaded, Plot looks for a fine screen, and without a window for a test runner's `it`: it
// would draw half a pixel off here, and nowhere else.
(globalThis as any).window = { devicePixelRatio: 2 };
await import("@observablehq/plot");
delete (globalThis as any).window;

Bun.plugin({
  name: "std-assert",
  setup(build: any) {
    build.module("@std/assert", async () => ({
      exports: await import("./node_assert.ts"),
      loader: "object",
    }));
  },
});
