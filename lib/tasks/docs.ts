/** `deno task docs`: the library's documentation as pages, beside the report. */
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { makeWhole } from "../workspace/make_whole.ts";
import { DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { options, refuse, tryPlace } from "./options.ts";
import { takePath } from "./take_path.ts";
import HELP from "./help/docs.txt" with { type: "text" };
import CHANGES from "./docs_changes.json" with { type: "json" };

const given = options(HELP, { to: resolve(ROOT, "reports", "docs") }, { paths: ["to"] });
await tryPlace(given.to, 2e7);
await takePath("--to", given.to, ", or choose another");
const there = existsSync(given.to) ? await readdir(given.to) : [];
if (there.length > 0 && !there.includes("all_symbols.html")) {
  refuse(`--to: expected a new folder or one of such pages, got ${given.to} with ${there[0]}`);
}
await makeWhole(given.to, async (draft) => {
  const { exports } = JSON.parse(await readFile(join(ROOT, "deno.json"), "utf8"));
  const { code, output } = await runCommand(DENO, [
    ...["doc", "--html", "--no-lock", "--name=triplet-lab", `--output=${draft}`],
    ...Object.values<string>(exports),
  ]);
  if (code !== 0) throw new Error(`deno doc ends with ${code}:\n${output}`);
  await change(draft);
  await rm(given.to, { recursive: true, force: true });
});
console.log(`${given.to}: open index.html`);

/** Pages import by the package's name, and lead to the entry points and to the lessons. */
async function change(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith(".html")) continue;
    const file = join(folder, name);
    const href = relative(dirname(name), join("..", "index.html")).replaceAll("\\", "/");
    let text = await readFile(file, "utf8");
    for (const [from, to] of CHANGES) text = text.replace(RegExp(from, "g"), to);
    await writeFile(file, text.replace("LESSONS", href));
  }
}
