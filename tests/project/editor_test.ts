import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { ROOT, VENV_PYTHON } from "#lib/workspace/paths.ts";

const read = (path: string) => readFile(join(ROOT, path), "utf8");

Deno.test("the container is set up by the task, and its editor is the one recommended", async () => {
  const container = JSON.parse(await read(".devcontainer/devcontainer.json"));
  assertEquals(container.postCreateCommand, "npx --yes deno task setup");
  assert("setup" in JSON.parse(await read("deno.json")).tasks);
  assert(existsSync(join(ROOT, ".devcontainer", container.build.dockerfile)));
  const { recommendations } = JSON.parse(await read(".vscode/extensions.json"));
  assertEquals(container.customizations.vscode.extensions, recommendations);
});

Deno.test("the editor takes the kernel where set-up puts it", async () => {
  const settings = JSON.parse(await read(".vscode/settings.json"));
  const python = settings["python.defaultInterpreterPath"].replace("${workspaceFolder}", ROOT);
  if (process.platform !== "win32") assertEquals(python, VENV_PYTHON);
  assert(existsSync(settings["jupyter.notebookFileRoot"].replace("${workspaceFolder}", ROOT)));
});
