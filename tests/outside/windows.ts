/**
 * Windows' own Deno and Bun run the tests, on Wine 9 or newer (Debian 13 has 10): paths, drives, line ends,
 * files that are open and cannot be replaced, and the WebAssembly engine. What stays out: the tasks'
 * and the browser's tests (Wine's pipes end Deno now and then), and Python, which has to be set up.
 *
 * `WINE` may name the program to take instead of `wine`.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
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

const name = `Windows' Deno and Bun pass the tests${reason}`;
Deno.test({ name, ignore: !recent || !bun }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "windows-"));
  const prefix = join(folder, "prefix"), clone = join(prefix, "drive_c/clone");
  const env = { WINEPREFIX: prefix, WINEDEBUG: "-all", NO_COLOR: "1", DENO_DIR: "C:\\deno" };
  const windows = async (...args: string[]) => {
    for (let left = 5;; left--) {
      const ended = await runCommand(wine, args, { cwd: clone, env });
      // Wine's server ends with its last client, and a new one may come just then.
      const stumbled = ended.output === "" || ended.output.startsWith("wine client error");
      if (!stumbled || left === 0) return ended;
    }
  };
  const say = async (command: string, args: string[], cwd: string) => {
    const { code, output } = await runCommand(command, args, { cwd });
    assertEquals(code, 0, `${command} ${args.join(" ")}\n${output}`);
  };
  try {
    await runCommand(wine, ["wineboot", "-i"], { env }); // makes the prefix
    await say("git", ["clone", "--quiet", ROOT, clone], folder);
    const system = ["--os=win32", "--cpu=x64"];
    await say(bun!, ["install", "--frozen-lockfile", ...system], clone);
    await say(bun!, ["add", ...system, `@deno/win32-x64@${Deno.version.deno}`], folder);
    const [ownDeno, ownBun] = [
      join(folder, "node_modules/@deno/win32-x64/deno.exe"),
      join(clone, "node_modules/@oven/bun-windows-x64/bin/bun.exe"),
    ];
    const parts = await windows(ownDeno, "run", "--no-lock", "-A", "lib/tasks/setup_parts.ts");
    // Not the line that tells of it: Wine loses lines now and then.
    assert(existsSync(join(clone, ".cache/emoji/pixels.rgb")), parts.output);
    assertStringIncludes(parts.output, "The TensorFlow backend is built on Linux only");
    const map = ["--import-map", "tests/support/import_map.json"];
    const runtimes = [
      ["Deno", ownDeno, ["test", "-q", "--no-lock", "--no-check", "-A", ...map]],
      ["Bun", ownBun, ["test"]],
    ] as const;
    for (const tests of await readdir(join(clone, "tests"))) {
      if (LEFT_OUT.includes(tests)) continue;
      const files =
        (await readdir(join(clone, "tests", tests), { recursive: true }).catch(() => []))
          .filter((file) => file.endsWith("_test.ts") && !FILES_LEFT_OUT.includes(file))
          .map((file) => `./tests/${tests}/${file}`);
      for (const [runtime, own, test] of files.length > 0 ? runtimes : []) {
        await t.step(`${tests}, ${runtime}`, async () => {
          const { code, output } = await windows(own, ...test, ...files);
          assertEquals(code, 0, output.slice(-4000));
        });
      }
    }
  } finally {
    // Wine's server may write on for a while; what the test found comes first.
    const again = { recursive: true, force: true, maxRetries: 10, retryDelay: 500 };
    await rm(folder, again).catch((error) => console.error(error));
  }
});
