/**
 * `deno task style`: the house rules that no test holds: format, lint, documentation, types.
 *
 * @module
 */
import { chooseAssertions } from "./choose_assertions.ts";
import { options } from "#lib/tasks/options.ts";
import { DENO } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

options(
  `deno task style

Checks the format (deno fmt --check), the lint rules, that everything public is documented
(deno doc --lint), and the types of every file. \`deno fmt\` mends the first.`,
  {},
);

const { said, args: assertions } = await chooseAssertions();
console.error(said);
const rules: [name: string, args: string[]][] = [
  ["format", ["fmt", "--check", "--quiet"]],
  ["lint", ["lint", "--quiet"]],
  ["documentation", ["doc", "--lint", "--quiet", "lib/mod.ts"]],
  ["types", ["check", "--quiet", "--no-lock", ...assertions, "lib/", "tests/", "data/"]],
];

let failed = 0;
for (const [name, args] of rules) {
  const { code } = await runCommand(DENO, args, { show: true });
  if (code !== 0) failed++;
  console.log(`${code === 0 ? "✓" : "✗"} ${name}`);
}
console.log(`style: ${rules.length - failed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);
