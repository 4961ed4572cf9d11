/**
 * The house rules that no test holds: format, lint, documentation, types.
 *
 * @module
 */
import configuration from "../../deno.json" with { type: "json" };
import { chooseAssertions } from "./choose_assertions.ts";
import { DENO } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

/** Looks at the format, the lint rules, what is public and undocumented, and the types of every file. */
export async function checkStyle(): Promise<{ passed: number; failed: number }> {
  const { said, args: assertions } = await chooseAssertions();
  console.error(said);
  const rules: [name: string, args: string[]][] = [
    ["format", ["fmt", "--check", "--quiet"]],
    ["lint", ["lint", "--quiet"]],
    ["documentation", ["doc", "--lint", "--quiet", ...Object.values(configuration.exports)]],
    ["types", ["check", "--quiet", "--no-lock", ...assertions, "lib/", "tests/", "data/"]],
  ];
  let failed = 0;
  for (const [name, args] of rules) {
    const { code } = await runCommand(DENO, args, { show: true });
    if (code !== 0) failed++;
    console.log(`${code === 0 ? "✓" : "✗"} ${name}`);
  }
  return { passed: rules.length - failed, failed };
}
