/**
 * `deno task test`: the tests under Deno, the documentation's examples, and the tests under Bun; or
 * the tests that need more than this machine.
 *
 * @module
 */
import { readdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { childEnvironment } from "#lib/workspace/child_environment.ts";
import { findBun } from "#lib/workspace/find_bun.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { seconds } from "#lib/workspace/seconds.ts";
import { ensureSetup } from "#lib/tasks/ensure_setup.ts";
import { checkStyle } from "./check_style.ts";
import { chooseAssertions } from "./choose_assertions.ts";
import { testTally } from "./test_tally.ts";

const HELP = `deno task test [--deno | --bun] [PATH ...]
deno task test --outside [PATH ...]
deno task test --style

Sets up what is missing, runs the tests and the documentation's examples under Deno, then the same
test files under Bun. Needs no network once set up. Ends with what was skipped, and why.

  --deno, --bun   under one of the two only
  --outside       those of tests/outside instead: they need a registry, another runtime or program,
                  or much time
  --style         the format, lint rules, documentation and types instead; \`deno fmt\` mends the first
  PATH ...        these files or folders of tests/ only (and then no examples)
  --help          this text`;

function read() {
  const flag = { type: "boolean" } as const;
  try {
    const { values, positionals } = parseArgs({
      args: Deno.args,
      options: { deno: flag, bun: flag, outside: flag, style: flag, help: flag },
      allowPositionals: true,
    });
    return { ...values, paths: positionals };
  } catch (error) {
    console.error(`test: ${(error as Error).message.split(". ")[0]}\n\n${HELP}`);
    Deno.exit(2);
  }
}
const given = read();
if (given.help) {
  console.log(HELP);
  Deno.exit(0);
}
if (given.style) {
  const { passed, failed } = await checkStyle();
  console.log(`style: ${passed} passed, ${failed} failed`);
  Deno.exit(failed === 0 ? 0 : 1);
}

/** What CONTRIBUTING.md tells to set for the tests. */
const TOLD = Object.fromEntries(
  ["TEST_BACKENDS", "TEST_KILLS", "TEST_KINDS", "TEST_SEED"].flatMap((name) =>
    Deno.env.get(name) ? [[name, Deno.env.get(name)!]] : []
  ),
);
let good = true;
let passed = 0;
let failed = 0;

/** Runs a test command with its output shown, and adds up what it says. */
async function run(name: string, command: string, args: readonly string[]): Promise<void> {
  const began = performance.now();
  console.error(`\n# ${name}`);
  const child = new Deno.Command(command, {
    args: [...args],
    cwd: ROOT,
    clearEnv: true,
    env: childEnvironment({ TF_CPP_MIN_LOG_LEVEL: "3", ...TOLD }),
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const show = async (from: ReadableStream<Uint8Array<ArrayBuffer>>, to: typeof Deno.stdout) => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of from) {
      to.writeSync(chunk);
      text += decoder.decode(chunk, { stream: true });
    }
    return text;
  };
  // Deno tells its tests on one stream, Bun on the other.
  const texts = await Promise.all([
    show(child.stdout, Deno.stdout),
    show(child.stderr, Deno.stderr),
  ]);
  const { success } = await child.status;
  const tally = testTally(texts.join("\n"));
  passed += tally.passed;
  failed += tally.failed;
  good &&= success;
  if (tally.skipped.length > 0) console.error(`\nSkipped: ${tally.skipped.join("\n         ")}`);
  console.error(`${success ? "✓" : "✗"} ${name}  ${seconds(performance.now() - began)}`);
}

/** Everything in tests/outside; no runtime takes these files for tests by their names. */
async function outside(): Promise<string[]> {
  const names = await readdir(`${ROOT}/tests/outside`);
  return names.filter((name) => name.endsWith(".ts")).map((name) => `tests/outside/${name}`);
}

await ensureSetup();
const { said, args: assertions } = await chooseAssertions();
console.error(said);
// Those from outside tell how far they are.
const quiet = given.outside ? [] : ["--quiet"];
const deno = ["test", "--no-lock", ...quiet, "-P", ...assertions];
const { paths } = given;
if (given.outside) {
  await run("Deno: tests from outside", DENO, [
    ...deno,
    ...paths.length > 0 ? paths : await outside(),
  ]);
} else {
  if (!given.bun) {
    await run("Deno: tests", DENO, [
      ...deno,
      "--parallel",
      ...paths.length > 0 ? paths : ["tests/"],
    ]);
    if (paths.length === 0) {
      await run("Deno: the documentation's examples", DENO, [...deno, "--doc", "lib/"]);
    }
  }
  if (!given.deno) {
    const bun = await findBun();
    if (bun) await run("Bun: the same tests", bun, ["test", ...paths]);
    else {
      console.error("✗ Bun is not there for this system, so its half was not run.");
      good = false;
    }
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
Deno.exit(good && failed === 0 ? 0 : 1);
