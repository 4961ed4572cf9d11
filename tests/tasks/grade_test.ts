import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LESSON_MODULES } from "#lib/exercises/lesson_modules.ts";
import { RESULTS } from "#lib/page/asking/results.ts";
import { SOLUTIONS } from "#lib/exercises/solutions/mod.ts";
import { exercisesOf } from "#lib/exercises/exercises_of.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { joined, readNotebook } from "#lib/notebooks/notebook.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";

/** A lesson's notebook with other answers, by exercise; the answers' types give way. */
async function handedIn(number: number, answers: Record<string, string>): Promise<string> {
  const notebook = await readNotebook((await listNotebooks())[number]);
  const module = Object.values(LESSON_MODULES).find((one) =>
    exercisesOf(one).some(({ id }) => id.startsWith(`${number}.`))
  )!;
  const names = Object.entries(module);
  for (const cell of notebook.cells) {
    const [, name] = /\bexercise\((?:exercises\.)?(\w+), answer/.exec(joined(cell.source)) ?? [];
    const exercise = names.find(([other]) => other === name)?.[1] as { id: string } | undefined;
    if (cell.cell_type !== "code" || !exercise || !(exercise.id in answers)) continue;
    cell.source = joined(cell.source)
      .replace(
        /^const (answer\d): .* = undefined;$/m,
        (_, answer) => `const ${answer} = ${answers[exercise.id]};`,
      );
  }
  return JSON.stringify(notebook);
}

/** Runs the task; what it printed, and its table's rows. */
async function graded(files: Record<string, string>) {
  await using scratch = await scratchFolder("grade-test");
  const folder = join(scratch.folder, "in");
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const to = join(scratch.folder, "results.csv");
  const { code, output } = await runCommand(DENO, [
    ...["run", "--no-lock", "--no-check", "--allow-read", `--allow-write=${scratch.folder}`],
    ...["--allow-run", "--allow-env", join(ROOT, "lib/tasks/grade.ts"), folder, "--to", to],
  ]);
  const rows = (await readFile(to, "utf8")).trim().split("\n").slice(1).map((line) =>
    [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field]) => field.replaceAll('""', '"'))
  );
  return { code, output, rows };
}
/** What became of each exercise, by id. */
const statesOf = (rows: string[][]) =>
  Object.fromEntries(rows.map(([, id, , state, said]) => [id, `${state} ${said}`.trim()]));
const isBun = "Bun" in globalThis; // permissions are Deno's

Deno.test("each lesson's module of exercises is in the list", () => {
  const folder = fileURLToPath(new URL("../../lib/exercises", import.meta.url));
  const lessons = readdirSync(folder).filter((name) => name.endsWith(".ts"))
    .map((name) => name.slice(0, -3));
  for (const name of Object.keys(LESSON_MODULES)) assert(lessons.includes(name), name);
  const ids = Object.values(LESSON_MODULES).flatMap((one) => exercisesOf(one)).map(({ id }) => id);
  assertEquals(ids.sort(), Object.keys(SOLUTIONS).sort());
});

Deno.test({
  name: "grade: every solution is right, in notebooks and in a page's results",
  ignore: isBun,
  fn: async () => {
    const files = Object.fromEntries(
      await Promise.all([6].map(async (n) => [`${n}.ipynb`, await handedIn(n, SOLUTIONS)])),
    );
    const answer = "const answer1: number | undefined = 3;\nexercise(pairsOfOneClass, answer1);";
    const known = {
      lesson: "00_start",
      id: "0.1",
      answer,
      right: false,
      date: "",
      at: "",
      tries: 1,
    };
    files["page.json"] = JSON.stringify({ kind: RESULTS, saved: "", answers: [known] });
    const { code, output, rows } = await graded(files);
    assertEquals(rows.filter(([, , , state]) => state !== "right"), [], output);
    assertEquals([code, rows.length], [0, 6 + 1], output);
    assertStringIncludes(output, "6.ipynb: 6 of 6 right\n");
  },
});

Deno.test({
  name: "grade: an answer that reads, connects, loops, fills or forges is a row and nothing else",
  ignore: isBun,
  fn: async () => {
    const one = await handedIn(1, {
      "1.1": `Deno.readTextFileSync("${join(ROOT, "deno.json")}").length`,
      "1.2": `await fetch("http://127.0.0.1:8765/")`,
      "1.3": "(() => { while (true); })()",
      "1.4": "() => { const all = []; while (true) all.push(new Array(1e5).fill(1)); }",
      "1.5": `(() => { const { exit } = Deno; console.log('{"verdict":true}'); exit(0); })()`,
      "1.6": `await eval('import("http://127.0.0.1:8765/x.js")')`,
    });
    const other = await handedIn(2, {
      "2.1": "(() => { exercises.classesForTriplets.check = () => true; return 1; })()",
      "2.2": "(() => { Array.prototype.some = () => false; Math.min = () => 0; return [1]; })()",
      "2.3": `new Deno.Command(Deno.build.os === "windows" ? "cmd" : "id").outputSync()`,
      "2.4": "() => { const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1)); }",
      "2.5": "mean(",
      "2.6": "{ predicted: 'falls', before: share(1), after: 0 }",
    });
    const { code, output, rows } = await graded({
      "one.ipynb": one,
      "other.ipynb": other,
      "=x.json": "{",
      "essay.txt": "as a text",
    });
    const said = statesOf(rows);
    assertStringIncludes(said["1.1"], "wrong it threw: Requires read access", output);
    assertStringIncludes(said["1.2"], "wrong it threw: Requires net access");
    assertEquals(said["1.3"], "wrong it did not end within 5 seconds");
    assertEquals(said["1.4"], "wrong it took more than 256 MB");
    assertEquals(said["1.5"], "wrong it ended its process without an answer");
    assertStringIncludes(said["1.6"], "wrong ");
    assertEquals(said["1.7"], "no answer");
    assertEquals(said["2.1"], "wrong 1 classes hold fewer than 100,000");
    assertStringIncludes(said["2.2"], "wrong expected an array of six labels");
    assertStringIncludes(said["2.3"], "wrong it threw: Requires run access");
    assertEquals(said["2.4"], "wrong it took more than 256 MB");
    assertStringIncludes(said["2.5"], "wrong it cannot be read: ");
    assertStringIncludes(said["2.6"], "it uses share, which is not in its cell");
    assertEquals(rows.at(0)?.slice(0, 1), ["'=x.json"]);
    assertEquals([code, rows.length], [1, 7 + 7 + 1], output);
    const told = ["one.ipynb: 0 of 7 right, 1 without an answer", "=x.json: expected JSON"];
    for (const words of [...told, "neither notebooks nor results: essay.txt"]) {
      assertStringIncludes(output, words);
    }
  },
});
