import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleForBrowser } from "../bundle/bundle_for_browser.ts";
import { answerScope } from "../exercises/answer_scope.ts";
import { exercisesOf } from "../exercises/exercises_of.ts";
import { CACHE, ROOT } from "../workspace/paths.ts";
import { textHash } from "./exercise_page/text_hash.ts";

/**
 * The script of a page with exercises: it brings the boxes of `exerciseBox` and `progressBox` to
 * life. It carries the lesson's checks, as the script of a worker, and never the solutions. A page
 * that has a content security policy must allow it by its hash, and `blob:` for scripts and workers;
 * it carries `lib/page/program/compiler.ts`, which reads answers, `packed` under the name `compiler`.
 *
 * @param lesson The lesson's notebook or its module in `lib/exercises`, as in
 * `01_triplet_margin_loss` or `triplet_margin_loss`; a module elsewhere by its `file:` URL.
 * @returns The script's text, fit to stand in a `<script>` at the page's end; empty for a lesson that
 * has no exercises.
 * @throws {Error} When it cannot be bundled, see `bundleForBrowser`.
 */
export async function exerciseScript(lesson: string | URL): Promise<string> {
  const module = moduleOf(lesson);
  const exercises = await exercisesIn(module);
  if (exercises.length === 0) return "";
  const checks = await bundleForBrowser(await workerEntry(module));
  const known = Object.fromEntries(exercises.map((exercise) => [
    exercise.id,
    { names: Object.keys(answerScope(exercise)), rule: ruleOf(exercise) },
  ]));
  const page = await bundleForBrowser("lib/report/exercise_page/exercises.ts");
  return script("tripletLabExercises", { lesson: nameOf(module), checks, exercises: known }, page);
}

/**
 * The script of a cover that lists the exercises of the whole book: it fills its `progressBox`.
 *
 * @param lessons The lessons, named as for {@link exerciseScript}.
 * @returns The script's text.
 */
export async function progressScript(lessons: readonly (string | URL)[]): Promise<string> {
  const rules: Record<string, Record<string, string>> = {};
  for (const lesson of lessons) {
    const module = moduleOf(lesson);
    const exercises = await exercisesIn(module);
    rules[nameOf(module)] = Object.fromEntries(
      exercises.map((exercise) => [exercise.id, ruleOf(exercise)]),
    );
  }
  const page = await bundleForBrowser("lib/report/exercise_page/cover.ts");
  return script("tripletLabRules", rules, page);
}

/** The path of a lesson's module, whether it is there or not. */
function moduleOf(lesson: string | URL): string {
  if (lesson instanceof URL) return fileURLToPath(lesson);
  const name = lesson.replace(/^\d+_/, "").replace(/\.ipynb$/, "");
  return join(ROOT, "lib/exercises", `${name.replace(/\W/g, "")}.ts`);
}

function nameOf(module: string): string {
  return basename(module, ".ts");
}

async function exercisesIn(module: string): Promise<ReturnType<typeof exercisesOf>> {
  const there = await stat(module).then(() => true, () => false);
  return there ? exercisesOf(await import(pathToFileURL(module).href)) : [];
}

/** Another check is another rule, and an answer that was right by the old one is not remembered. */
function ruleOf({ check }: ReturnType<typeof exercisesOf>[number]): string {
  return textHash(check.toString());
}

/** The worker's script begins here; written only when it is not there, so that bundles are kept. */
async function workerEntry(module: string): Promise<string> {
  const folder = join(CACHE, "exercises");
  const from = (path: string) => JSON.stringify(relative(folder, path).replaceAll("\\", "/"));
  const text = `import * as lesson from ${from(module)};
import { judgeInWorker } from ${from(join(ROOT, "lib/report/exercise_page/judge_in_worker.ts"))};
judgeInWorker(lesson);
`;
  const path = join(folder, `${nameOf(module)}.ts`);
  if (await readFile(path, "utf8").catch(() => "") !== text) {
    await mkdir(folder, { recursive: true });
    await writeFile(path, text);
  }
  return path;
}

/** A script that finds its data under a name which it shares with nothing else in the page. */
function script(name: string, data: unknown, program: string): string {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `(()=>{const ${name}=${json};\n${program}\n})();`;
}
