/**
 * `@std/assert`: JSR's own where JSR answers or has answered before, and else the part of it that
 * the tests use, over `node:assert`. The version stands in `deno.json`. The import is resolved once
 * for all the files of a run, and a test in `support_test.ts` has the answer in its name.
 *
 * @module
 */
import * as standIn from "./node_assert.ts";
import type * as declared from "./std_assert.d.ts";

/** What `@std/assert` is in this run. */
// deno-lint-ignore no-import-prefix no-unversioned-import
export const std: typeof declared = await import("jsr:@std/assert").catch(() => standIn);

export const AssertionError: typeof declared.AssertionError = std.AssertionError;
export const assert: typeof declared.assert = std.assert;
export const assertAlmostEquals: typeof declared.assertAlmostEquals = std.assertAlmostEquals;
export const assertEquals: typeof declared.assertEquals = std.assertEquals;
export const assertFalse: typeof declared.assertFalse = std.assertFalse;
export const assertGreater: typeof declared.assertGreater = std.assertGreater;
export const assertGreaterOrEqual: typeof declared.assertGreaterOrEqual = std.assertGreaterOrEqual;
export const assertInstanceOf: typeof declared.assertInstanceOf = std.assertInstanceOf;
export const assertLess: typeof declared.assertLess = std.assertLess;
export const assertMatch: typeof declared.assertMatch = std.assertMatch;
export const assertRejects: typeof declared.assertRejects = std.assertRejects;
export const assertStringIncludes: typeof declared.assertStringIncludes = std.assertStringIncludes;
export const assertThrows: typeof declared.assertThrows = std.assertThrows;
