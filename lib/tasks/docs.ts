/** `deno task docs`: the library's documentation as pages, beside the report. */
import { dirname, existsSync, join, readdir, readFile } from "../host/node.ts";
import { relative, resolve, rm, writeFile } from "../host/node.ts";
import { makeWhole } from "../workspace/make_whole.ts";
import { DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { SetupProblem } from "../workspace/step.ts";
import { options, refuse, tryPlace } from "./options.ts";
import { takePath } from "./take_path.ts";
import STYLE from "./docs.css" with { type: "text" };
import CHANGES from "./docs_replacements.json" with { type: "json" };
import HELP from "./help/docs.txt" with { type: "text" };

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
  if (code !== 0) throw new SetupProblem(`deno doc ends with ${code}:\n${output}`);
  // Pages import by the package's name, and lead to the entry points and to the lessons.
  const entries = Object.keys(exports).slice(1).map((entry) => entry.slice(2));
  const links = entries.map((e) => `<a href="${e}/index.html"><code>triplet-lab/${e}</code></a>`);
  const all = `<p>Entry points: <code>triplet-lab</code>, which is this, ${links.join(", ")}.</p>`;
  const entry = RegExp(` from &quot;(${entries.join("|")})(?=&quot;;)`, "g");
  const changes = Object.entries(CHANGES).map(([from, to]) => [RegExp(from, "g"), to] as const);
  for (const name of await readdir(draft, { recursive: true })) {
    if (!/\.html$|^search\.js$/.test(name)) continue;
    const file = join(draft, name);
    const lessons = relative(dirname(name), join("..", "index.html")).replaceAll("\\", "/");
    const text = changes.reduce((page, c) => page.replace(...c), await readFile(file, "utf8"))
      .replace(entry, " from &quot;triplet-lab/$1")
      .replace('<button id="theme', `<a href="${lessons}" class="contextLink">The lessons</a> $&`)
      .replace("<p>Each formula stands here three times", `${all}\n$&`);
    await writeFile(file, text);
  }
  await writeFile(join(draft, "prism.css"), STYLE, { flag: "a" });
  await rm(given.to, { recursive: true, force: true });
});
console.log(`${given.to}: open index.html`);
