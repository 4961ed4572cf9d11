import { assertEquals, assertMatch } from "@std/assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBun } from "#lib/workspace/find_bun.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

/** What is committed, in a folder of its own: nothing of this checkout's set-up is in it. */
async function inFreshClone(body: (cwd: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "fresh-clone-"));
  try {
    await say("git", ["clone", "--quiet", ROOT, folder], ROOT);
    await body(folder);
    assertEquals(
      await say("git", ["status", "--porcelain"], folder),
      "",
      "what is committed changed",
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function say(command: string, args: string[], cwd: string): Promise<string> {
  const env = {
    DENO_DIR: join(cwd, ".cache/deno"),
    BUN_INSTALL_CACHE_DIR: join(cwd, ".cache/bun"),
  };
  const { code, output } = await runCommand(command, args, { cwd, env });
  assertEquals(code, 0, `${command} ${args.join(" ")}\n${output}`);
  return output;
}

const bun = await findBun();
const registry = bun !== undefined && (await runCommand(bun, ["info", "pure-rand"])).code === 0;
const reason = bun ? "the npm registry is out of reach" : "no Bun for this system";
const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name: registry ? name : `${name} (ignored: ${reason})`, ignore: !registry, fn });

test("a fresh clone: bun install && bun test tests/values tests/reference", () =>
  inFreshClone(async (clone) => {
    await say(bun!, ["install"], clone);
    assertMatch(await say(bun!, ["test", "tests/values", "tests/reference"], clone), / 0 fail/);
  }));

test("a fresh clone, with its packages: deno test -P tests/values, deno test tests/reference, bun", () =>
  inFreshClone(async (clone) => {
    await say(DENO, ["task", "packages"], clone);
    const options = ["--no-lock"]; // where JSR answers, its sums would come into the lock file
    const values = await say(DENO, ["test", ...options, "-P", "tests/values"], clone);
    assertMatch(values, /\| 0 failed/);
    const definitions = await say(DENO, ["test", ...options, "tests/reference"], clone);
    assertMatch(definitions, /\| 0 failed/);
    assertMatch(
      await say(join(clone, "node_modules/.bin/bun"), ["--version"], clone),
      /^\d+\.\d+\.\d+$/,
    );
  }));
