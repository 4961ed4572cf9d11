/** `deno task grade`: judges handed-in notebooks and results again. */
import { join, readdirSync, resolve, statSync } from "../host/node.ts";
import { options, refuse, tryPlace, userFolder } from "./options.ts";
import HELP from "./help/grade.txt" with { type: "text" };

const { to, _: [folder, ...more] } = options(HELP, { to: "" }, { words: true, paths: ["to"] });
if (!folder || more.length > 0) {
  refuse(`FOLDER: expected one, got ${[folder, ...more].join(" ") || "none"}\n\n${HELP}`);
}
const from = resolve(userFolder(), folder);
if (!statSync(from, { throwIfNoEntry: false })?.isDirectory()) refuse(`${folder}: no such folder`);
const { gradeFile } = await import("./grading/grade_file.ts");
const { gradesCsv } = await import("./grading/grades_csv.ts");
const { writeAtomic } = await import("../workspace/write_atomic.ts");
const files = readdirSync(from, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(ipynb|json)$/.test(name) && !name.includes(".ipynb_checkpoints")).sort();
if (files.length === 0) refuse(`${folder}: expected notebooks or results in it, got neither`);
if (to) await tryPlace(to);
const grades = [];
for (const name of files) {
  const rows = (await gradeFile(join(from, name))).map((row) => ({ ...row, file: name }));
  grades.push(...rows);
  const right = rows.filter(({ state }) => state === "right").length;
  console.log(`${name}: ${right} of ${rows.length} right`);
  for (const { exercise, title, state, said } of rows) {
    if (state === "wrong") console.log(`  ✗ ${exercise} ${title}: ${said}`);
    if (state === "not read") console.log(`  ✗ ${said}`);
  }
}
if (to) await writeAtomic(to, gradesCsv(grades));
Deno.exit(grades.some(({ state }) => state === "not read") ? 1 : 0);
