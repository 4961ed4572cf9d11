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
const found = readdirSync(from, { recursive: true, encoding: "utf8" }).sort();
const files = found.filter((name) => /^(?!.*\.ipynb_checkpoints).*\.(ipynb|json)$/.test(name));
if (files.length === 0) refuse(`${folder}: expected notebooks or results in it, got neither`);
if (to) await tryPlace(to);
const grades = [];
for (const name of files) {
  const rows = (await gradeFile(join(from, name))).map((row) => ({ ...row, file: name }));
  grades.push(...rows);
  const count = (is: string) => rows.filter(({ state }) => state === is).length;
  const open = count("no answer") > 0 ? `, ${count("no answer")} without an answer` : "";
  const unread = rows.find(({ state }) => state === "not read")?.said;
  console.log(`${name}: ${unread ?? `${count("right")} of ${rows.length} right${open}`}`);
  for (const { exercise, title, said } of rows.filter(({ state }) => state === "wrong")) {
    console.log(`  ✗ ${exercise} ${title}: ${said}`);
  }
}
const others = found.filter((name) => /\.(?!ipynb|json)\w+$/.test(name));
if (others.length > 0) console.log(`neither notebooks nor results: ${others.join(", ")}`);
if (to) await writeAtomic(to, gradesCsv(grades));
Deno.exit(grades.some(({ state }) => state === "not read") ? 1 : 0);
