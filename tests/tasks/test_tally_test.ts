import { assertEquals } from "@std/assert";
import { testTally } from "../support/test_tally.ts";

Deno.test("testTally() reads what Deno prints", () => {
  const output = `running 2 tests from ./tests/a_test.ts
a loss ... \x1b[0m\x1b[32mok\x1b[0m \x1b[0m\x1b[38;5;245m(2ms)\x1b[0m
a page (ignored: no Chromium here) ... \x1b[0m\x1b[33mignored\x1b[0m \x1b[38;5;245m(0ms)\x1b[0m

ok | 1 passed (3 steps) | 0 failed | 1 ignored (24ms)
`;
  assertEquals(testTally(output), {
    passed: 1,
    failed: 0,
    skipped: ["a page (ignored: no Chromium here)"],
  });
});

Deno.test("testTally() reads what Bun prints, which names skipped tests twice", () => {
  const output = `tests/a_test.ts:
(pass) a loss [0.61ms]
(skip) types are right
(fail) a gradient [2.00ms]

1 tests skipped:
(skip) types are right


 12 pass
 1 skip
 3 fail
Ran 16 tests across 1 file. [1024.00ms]
`;
  assertEquals(testTally(output), { passed: 12, failed: 3, skipped: ["types are right"] });
});

Deno.test("testTally() of a run that broke off counts nothing", () => {
  assertEquals(testTally("error: Module not found"), { passed: 0, failed: 0, skipped: [] });
});
