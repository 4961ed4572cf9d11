/** What came of a run of tests. */
export interface TestTally {
  /** How many were right. */
  passed: number;
  /** How many were not. */
  failed: number;
  /** The names of those that were not run, each once; a name has its reason in it. */
  skipped: string[];
}

/**
 * Reads from what `deno test` or `bun test` printed how many tests passed and failed, and which were
 * skipped. Deno ends with `ok | 12 passed | 0 failed | 1 ignored`, Bun with ` 12 pass` and ` 0 fail`.
 *
 * @param output All that it printed, with or without colours.
 * @returns The tally; without such an ending nothing has passed.
 */
export function testTally(output: string): TestTally {
  // deno-lint-ignore no-control-regex
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const deno = [...plain.matchAll(/\| (\d+) passed(?: \([^)]*\))? \| (\d+) failed/g)].at(-1);
  const bun = [...plain.matchAll(/^\s*(\d+) pass\n(?:\s*\d+ \w+\n)*?\s*(\d+) fail/gm)].at(-1);
  const [, passed, failed] = deno ?? bun ?? ["", "0", "0"];
  const skipped = plain.matchAll(/^\s*(?:\(skip\) (.+)|(.+) \.\.\. ignored \([^)]*\))$/gm);
  return {
    passed: Number(passed),
    failed: Number(failed),
    skipped: [...new Set([...skipped].map(([, bun, deno]) => bun ?? deno))],
  };
}
