/**
 * Windows' own Deno runs the tests, on Wine 9 or newer (Debian 13 has 10): paths, drives, line ends,
 * files that are open and cannot be replaced, and the WebAssembly engine. What stays out: the tasks'
 * and the browser's tests (Wine's pipes end Deno now and then), and Python, which has to be set up.
 *
 * `WINE` may name the program to take instead of `wine`.
 *
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { findBun } from "#lib/workspace/find_bun.ts";
import { ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

const LEFT_OUT = ["browser", "fuzz", "outside", "support", "tasks"];
/** They need git, and an environment to which Wine adds nothing. */
const FILES_LEFT_OUT = ["commit_of_test.ts", "child_environment_test.ts"];

const wine = process.env.WINE ?? "wine";
const version = await runCommand(wine, ["--version"]).then(({ output }) => output, () => "");
const recent = Number(/wine-(\d+)/.exec(version)?.[1]) >= 9, bun = await findBun();
const reason = recent ? "" : " (ignored: Wine 9 or newer is not here)";

const name = `Windows' Deno passes the tests${reason}`;
Deno.test({ name, ignore: !recent || !bun }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "windows-")), clone = join(folder, "clone");
  const runtime = join(folder, "runtime"), deno = "node_modules/@deno/win32-x64/deno.exe";
  const env = {
    ...{ WINEPREFIX: join(folder, "prefix"), WINEDEBUG: "-all", NO_COLOR: "1" },
    DENO_DIR: "Z:" + join(folder, "deno").replaceAll("/", "\\"),
  };
  const windows = (...args: string[]) => runCommand(wine, args, { cwd: clone, env });
  const say = async (command: string, args: string[], cwd = clone) => {
    const { code, output } = await runCommand(command, args, { cwd });
    assertEquals(code, 0, `${command} ${args.join(" ")}\n${output}`);
  };
  try {
    await say("git", ["clone", "--quiet", ROOT, clone], folder);
    await mkdir(runtime);
    const system = ["--os=win32", "--cpu=x64"];
    await say(bun!, ["add", ...system, `@deno/win32-x64@${Deno.version.deno}`], runtime);
    await say(bun!, ["install", "--frozen-lockfile", ...system]);
    await windows("wineboot", "-i"); // makes the prefix
    const run = [join(runtime, deno), "run", "--no-lock", "-A"];
    const parts = await windows(...run, "lib/tasks/setup_parts.ts");
    assertMatch(parts.output, /✓ \[\d\/\d\] emoji/);
    assertStringIncludes(parts.output, "The TensorFlow backend is built on Linux only");
    for (const tests of await readdir(join(clone, "tests"))) {
      if (LEFT_OUT.includes(tests) || tests.endsWith(".md")) continue;
      await t.step(tests, async () => {
        const map = ["--import-map", "tests/support/import_map.json"];
        const left = `--ignore=${FILES_LEFT_OUT.map((file) => `tests/${tests}/${file}`)}`;
        const test = [join(runtime, deno), "test", "-q", "--no-lock", "--no-check", "-A"];
        const { output } = await windows(...test, ...map, left, `tests/${tests}`);
        assertMatch(output, /\nok \| .* 0 failed/, output.slice(-4000));
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
