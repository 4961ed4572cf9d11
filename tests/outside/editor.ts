/**
 * The editor's part: the language server over a notebook, and the container's script in a fresh home.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { NO_PACKAGES } from "./package_project.ts";
import { inEditor } from "./language_server.ts";

const json = async (path: string) => JSON.parse(await readFile(join(ROOT, path), "utf8"));

/** What `.vscode` tells Deno's extension. */
const settings = async () =>
  Object.fromEntries(
    Object.entries(await json(".vscode/settings.json"))
      .filter(([name]) => name.startsWith("deno."))
      .map(([name, value]) => [name.slice("deno.".length), value]),
  );

Deno.test("in the editor a cell knows the names of the cells before it, and their types", async () => {
  const cells = [
    'import { seededRandom } from "../lib/mod.ts";\nconst random = seededRandom(1);',
    "const drawn = random.normal();",
    "drawn.toFixed(2);\nrandom.nothing;\nnowhere;",
  ];
  await inEditor(join(ROOT, "notebooks/new.ipynb"), cells, await settings(), async (notebook) => {
    assertMatch(await notebook.hover(2, 0, 2), /const drawn: number/);
    const [first, second, third] = await notebook.problems();
    assertEquals([first, second], [[], []]);
    assertEquals(third.length, 2, third.join("\n"));
    assertMatch(third[0], /Property 'nothing' does not exist on type/);
    assertMatch(third[1], /Cannot find name 'nowhere'/);
  });
});

Deno.test("in the editor a lesson lacks no name", async () => {
  const path = "notebooks/01_triplet_margin_loss.ipynb";
  const { cells } = await json(path);
  const code = cells.filter((cell: { cell_type: string }) => cell.cell_type === "code")
    .map(({ source }: { source: string | string[] }) => [source].flat().join(""));
  assert(code.length > 10);
  await inEditor(join(ROOT, path), code, await settings(), async (notebook) => {
    assertEquals((await notebook.problems()).flat().filter((said) => /Cannot find/.test(said)), []);
  });
});

/** Where this machine's packages come from, which is no part of a home. */
const SOURCES = Object.fromEntries(
  [["NPM_CONFIG_USERCONFIG", ".npmrc"], ["PIP_CONFIG_FILE", ".config/pip/pip.conf"]]
    .map(([name, path]) => [name, join(homedir(), path)])
    .filter(([, path]) => existsSync(path)),
);

Deno.test({
  name: "the container's script makes a fresh clone ready, in a fresh home (ten minutes)" +
    (NO_PACKAGES && ` (ignored: ${NO_PACKAGES})`),
  ignore: NO_PACKAGES !== "",
  fn: async () => {
    const folder = await mkdtemp(join(tmpdir(), "container-"));
    const [clone, home] = [join(folder, "triplet-lab"), join(folder, "home")];
    const cache = (name: string) => join(clone, ".cache", name);
    const caches = {
      ...{ DENO_DIR: cache("deno"), PIP_CACHE_DIR: cache("pip") },
      BUN_INSTALL_CACHE_DIR: cache("bun"),
    };
    const must = async (program: string, ...args: string[]) => {
      const env = { HOME: home, ...SOURCES, ...caches };
      const cwd = existsSync(clone) ? clone : folder;
      const { code, output, stdout } = await runCommand(program, args, { cwd, env });
      assertEquals(code, 0, output);
      return stdout;
    };
    try {
      await mkdir(home);
      await must("git", "clone", "--quiet", ROOT, clone);
      const { postCreateCommand } = await json(".devcontainer/devcontainer.json");
      await must("sh", "-c", postCreateCommand);
      const doctor = await must("npx", "--yes", "deno", "task", "doctor");
      assertEquals(doctor.match(/^✗.*\n +→.*/gm), null, doctor); // what a command mends
      const { "python.defaultInterpreterPath": python } = await json(".vscode/settings.json");
      const kernels = ["-m", "jupyter", "kernelspec", "list"];
      assertMatch(await must(python.replace("${workspaceFolder}", clone), ...kernels), /\bdeno\b/);
      assertEquals(await must("git", "status", "--porcelain"), "");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
