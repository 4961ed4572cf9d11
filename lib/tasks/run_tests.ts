/**
 * `deno task test`: the reference checks under Deno, then the same files under Bun.
 *
 * @module
 */
import { ensureSetup } from "./ensure_setup.ts";
import { findBun } from "../workspace/find_bun.ts";
import { chooseAssertions } from "./choose_assertions.ts";
import { childEnvironment } from "../workspace/child_environment.ts";
import { DENO, ROOT } from "../workspace/paths.ts";
import { seconds } from "./step_line.ts";

const HELP = `deno task test [--deno | --bun] [PATH ...]

Sets up what is missing, runs the tests and the documentation's examples under Deno, then the same
test files under Bun. Needs no network once set up.

  --deno, --bun   under one of the two only
  PATH ...        these files or folders of tests/ only (and then no examples)
  --help          this text`;

const args = [...Deno.args];
if (args.includes("--help")) {
  console.log(HELP);
  Deno.exit(0);
}
const unknown = args.filter((arg) => arg.startsWith("-") && !["--deno", "--bun"].includes(arg));
if (unknown.length > 0) {
  console.error(`test: unknown option ${unknown.join(" ")}\n\n${HELP}`);
  Deno.exit(2);
}
const paths = args.filter((arg) => !arg.startsWith("-"));
const only = args.find((arg) => arg.startsWith("--"));

/** Runs a test command with its output shown, and adds up what it says. */
async function run(name: string, command: string, commandArgs: string[]): Promise<boolean> {
  const began = performance.now();
  console.error(`\n# ${name}`);
  const child = new Deno.Command(command, {
    args: commandArgs,
    cwd: ROOT,
    clearEnv: true,
    env: childEnvironment({ TF_CPP_MIN_LOG_LEVEL: "3", ...testVariables() }),
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const show = async (from: ReadableStream<Uint8Array<ArrayBuffer>>, to: typeof Deno.stdout) => {
    const decoder = new TextDecoder();
    for await (const chunk of from) {
      to.writeSync(chunk);
      count(decoder.decode(chunk, { stream: true }));
    }
  };
  const [{ success }] = await Promise.all([
    child.status,
    show(child.stdout, Deno.stdout),
    show(child.stderr, Deno.stderr),
  ]);
  addUp();
  console.error(`${success ? "✓" : "✗"} ${name}  ${seconds(performance.now() - began)}`);
  return success;
}

/** What CONTRIBUTING.md tells to set for the tests. */
function testVariables(): Record<string, string> {
  const backends = Deno.env.get("TEST_BACKENDS");
  return backends ? { TEST_BACKENDS: backends } : {};
}

let passed = 0;
let failed = 0;
let text = "";
/** Deno ends with "ok | 12 passed | 0 failed", Bun with " 12 pass" and " 0 fail". */
function count(piece: string): void {
  text = (text + piece).slice(-4000);
}
function addUp(): void {
  // deno-lint-ignore no-control-regex
  const plain = text.replace(/\x1b\[[0-9;]*m/g, "");
  const deno = [...plain.matchAll(/\| (\d+) passed(?: \([^)]*\))? \| (\d+) failed/g)].at(-1);
  const bun = [...plain.matchAll(/^\s*(\d+) pass\n(?:\s*\d+ \w+\n)*?\s*(\d+) fail/gm)].at(-1);
  const [, p, f] = deno ?? bun ?? ["", "0", "0"];
  passed += Number(p);
  failed += Number(f);
  text = "";
}

await ensureSetup();

let good = true;
if (only !== "--bun") {
  const { said, args: assertions } = await chooseAssertions();
  console.error(said);
  const common = ["test", "--no-lock", "--quiet", "-P", ...assertions];
  const files = paths.length > 0 ? paths : ["tests/"];
  good = await run("Deno: tests", DENO, [...common, "--parallel", ...files]) && good;
  if (paths.length === 0) {
    good = await run("Deno: the documentation's examples", DENO, [
      ...common,
      ...["--doc", "lib/", "README.md"],
    ]) && good;
  }
}
if (only !== "--deno") {
  const bun = await findBun();
  if (bun) good = await run("Bun: the same tests", bun, ["test", ...paths]) && good;
  else {
    console.error("✗ Bun is not there for this system, so its half was not run.");
    good = false;
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
Deno.exit(good && failed === 0 ? 0 : 1);
