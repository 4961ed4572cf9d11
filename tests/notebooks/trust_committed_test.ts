import { assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { trustCommitted } from "#lib/notebooks/trust_committed.ts";
import { CACHE, VENV, VENV_PYTHON } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { code, notebookOf, shown, writeNotebook } from "./notebook_builder.ts";

// Jupyter itself is asked, under Deno, whose processes the tasks use.
const options = { ignore: "Bun" in globalThis || !existsSync(join(VENV, "bin/jupyter-trust")) };

/** The notebooks of a folder whose outputs Jupyter would show as they are. */
const TRUSTED = `
import pathlib, nbformat
from nbformat.sign import NotebookNotary
notary = NotebookNotary()
for path in sorted(pathlib.Path(".").glob("*.ipynb")):
    if notary.check_signature(nbformat.read(path, as_version=4)):
        print(path.name)
`;

async function inFolder(test: (folder: string, git: Git) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(CACHE, "trust-test-"));
  const folder = join(root, "notebooks");
  try {
    await mkdir(folder);
    await test(folder, async (...args) => {
      const named = ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args];
      assertEquals((await runCommand("git", named, { cwd: root })).code, 0);
    });
  } finally {
    await rm(root, { recursive: true });
  }
}
type Git = (...args: string[]) => Promise<void>;

const write = (folder: string, name: string, text: string) =>
  writeNotebook(join(folder, name), notebookOf(code("1", [shown(text)])));

async function trustedIn(folder: string): Promise<string[]> {
  const env = { JUPYTER_DATA_DIR: join(folder, "../jupyter") };
  await trustCommitted(folder, env);
  const { stdout } = await runCommand(VENV_PYTHON, ["-c", TRUSTED], { cwd: folder, env });
  return stdout.split("\n").filter(Boolean);
}

Deno.test(
  "trustCommitted() lets Jupyter show what is as committed, and nothing else",
  options,
  () =>
    inFolder(async (folder, git) => {
      for (const name of ["01 größer.ipynb", "02_changed.ipynb"]) await write(folder, name, "1");
      await git("init", "--quiet");
      await git("add", "--all");
      await git("commit", "--quiet", "-m", "two");
      await write(folder, "02_changed.ipynb", "<script>alert(1)</script>");
      await write(folder, "03_foreign.ipynb", "<script>alert(1)</script>");
      await write(folder, "04_staged.ipynb", "<script>alert(1)</script>");
      await git("add", "notebooks/04_staged.ipynb");
      assertEquals(await trustedIn(folder), ["01 größer.ipynb"]);
    }),
);

Deno.test(
  "trustCommitted() trusts no notebook where no commit has it",
  options,
  () =>
    inFolder(async (folder, git) => {
      await write(folder, "01_unpacked.ipynb", "1");
      assertEquals(await trustedIn(folder), []);
      await git("init", "--quiet");
      await git("commit", "--quiet", "--allow-empty", "-m", "somebody else's");
      assertEquals(await trustedIn(folder), []);
      assertEquals((await readdir(folder)).sort(), ["01_unpacked.ipynb"]);
    }),
);
