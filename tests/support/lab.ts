import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import {
  type CommandResult,
  runCommand,
  type RunCommandOptions,
} from "#lib/workspace/run_command.ts";

/** A checkout to break things in: what is committed here, set up, with the caches of this one. */
export interface Lab {
  /** Its folder. */
  root: string;
  /** A temporary folder that nothing else uses. */
  temporary: string;
  /** Runs `deno task` in it. */
  task(args: readonly string[], options?: RunCommandOptions): Promise<CommandResult>;
}

/**
 * Makes a lab for a test and takes it away after.
 *
 * @param body The test.
 * @param own Packages whose copy in Deno's cache is the lab's own, to be damaged.
 */
export async function inLab(
  body: (lab: Lab) => Promise<void>,
  own: readonly string[] = [],
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "lab-"));
  const root = join(folder, "checkout");
  const temporary = join(folder, "tmp");
  const task: Lab["task"] = (args, options = {}) =>
    runCommand(DENO, ["task", ...args], { cwd: root, ...options });
  try {
    await mkdir(temporary);
    await must(runCommand("git", ["clone", "--quiet", ROOT, root]));
    await mkdir(join(root, ".cache"));
    await mkdir(join(ROOT, ".cache/pip"), { recursive: true });
    await symlink(join(ROOT, ".cache/pip"), join(root, ".cache/pip"));
    await cp(join(ROOT, ".cache/emoji"), join(root, ".cache/emoji"), { recursive: true });
    await shareCache(join(ROOT, ".cache/deno"), join(root, ".cache/deno"), own);
    await must(task(["setup"]));
    await body({ root, temporary, task });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The result of a command that must end well. */
export async function must(command: Promise<CommandResult>): Promise<CommandResult> {
  const result = await command;
  if (result.code !== 0) throw new Error(result.output);
  return result;
}

/** Links to what lies in a cache of Deno's, but for the packages that are to be the lab's own. */
async function shareCache(from: string, to: string, own: readonly string[]): Promise<void> {
  await linkAll(from, to, ["npm"]);
  await mkdir(join(to, "npm"));
  for (const registry of await readdir(join(from, "npm"))) {
    const [source, target] = [join(from, "npm", registry), join(to, "npm", registry)];
    await linkAll(source, target, own);
    for (const name of own) await cp(join(source, name), join(target, name), { recursive: true });
  }
}

async function linkAll(from: string, to: string, but: readonly string[]): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (!but.includes(name)) await symlink(join(from, name), join(to, name));
  }
}
