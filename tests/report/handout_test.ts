import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LESSON_MODULES } from "#lib/exercises/lesson_modules.ts";
import { exercisesOf } from "#lib/exercises/exercises_of.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { readNotebook } from "#lib/notebooks/notebook.ts";
import { EXERCISE } from "#lib/workspace/mime_types.ts";
import { code, notebookOf, prose, shown } from "../notebooks/notebook_builder.ts";
import { bookOf, carrying, documentOf, pageOf } from "./small_book.ts";

const notebook = notebookOf(
  prose(
    "# A\n\nThink of $f$. Then drag $f$ there, and watch. It is far.\n\n## 1. Exercises\n\n" +
      "Replace `undefined` by your answer and run the cell. To try: `1 + 1`.\n\n" +
      "**Exercise 0.1 (a first exercise), level 1.** How many?",
  ),
  code("const answer1 = undefined;\nconst help = 1;\nconst more = 2;\nexercise(first, answer1);", [
    carrying(EXERCISE, { given: null, id: "0.1", right: null, title: "a first" }, "… Exercise 0.1"),
  ]),
  prose(
    "<details><summary>Hint 1</summary>\n\nA secret hint.\n\n</details>\n\n" +
      "<details><summary>Solution</summary>\n\nA secret.\n\n</details>\n\nAfter.",
  ),
  code('const kept = 1;\ncheck("one", true);\nchecks({\n  "second claim": f(1),\n});\nkept;', [
    shown("1"),
  ]),
  { ...code("check(true)", [shown("✓ it holds")]), metadata: { jupyter: { source_hidden: true } } },
);

Deno.test("a handout has the words and lines to write on, and nothing for screens or of solutions", async () => {
  const html = await documentOf([{ source: "02_b.ipynb", notebook, made: true }], "handout");
  const body = /<main>[^]*<\/main>/.exec(html)![0];
  for (
    const kept of ["Think of", "It is far.", "To try:", "How many?", "After.", "it holds", "kept"]
  ) {
    assertStringIncludes(body, kept);
  }
  for (
    const gone of [
      "drag",
      "undefined",
      "run the cell",
      "secret",
      "answer1",
      "… Exercise",
      ">check<",
      ">checks<",
      "second claim",
    ]
  ) {
    assert(!body.includes(gone), gone);
  }
  assertEquals(body.match(/<div class="room lines">(<hr>){7}<\/div>/g)?.length, 1);
});

Deno.test("no lesson's handout says to run a cell or gives an answer away", async () => {
  const lessons = await Promise.all(
    (await listNotebooks()).slice(1).map(async (path) => (
      { source: path.split(/[\\/]/).at(-1)!, notebook: await readNotebook(path), made: true }
    )),
  );
  const html = await documentOf(lessons, "handout");
  for (
    const gone of [
      /run the cell/,
      /Replace <code>undefined/,
      /<summary>(Hint|Solution)/,
      /answer\d:/,
    ]
  ) {
    assert(!gone.test(html), String(gone));
  }
  const count = Object.values(LESSON_MODULES).flatMap((one) => exercisesOf(one)).length - 1;
  assertEquals(html.match(/class="room lines"/g)?.length, count);
});

Deno.test("a teacher's paper has the answer where others have room to write", async () => {
  const path = (await listNotebooks())[1];
  const lessons = [{
    source: path.split(/[\\/]/).at(-1)!,
    notebook: await readNotebook(path),
    made: true,
  }];
  const rooms = async (edition: "teacher" | "full") =>
    (await documentOf(lessons, edition)).match(/class="room"/g)?.length;
  assertEquals([await rooms("teacher"), await rooms("full")], [undefined, 7]);
});

Deno.test("a teacher's page tells time, questions, and the mistakes of each exercise", async () => {
  const folder = fileURLToPath(new URL("../../lib/exercises/teaching", import.meta.url));
  assertEquals(
    readdirSync(folder).map((name) => name.replace(/\.md$/, "")).sort(),
    Object.keys(LESSON_MODULES).sort(),
  );
  const lesson = { source: "01_triplet_margin_loss.ipynb", notebook, made: true };
  const page = async (edition: "teacher" | "student") =>
    (await bookOf([lesson], edition)).pages.get("01_triplet_margin_loss.html")!;
  const teacher = await page("teacher");
  for (
    const part of [
      "For the teacher",
      "<strong>Time.</strong>",
      "Questions to ask",
      "1.7 all of length 1",
    ]
  ) {
    assertStringIncludes(teacher, part);
  }
  assertStringIncludes(teacher, "<em>a triplet on the border has a loss</em>");
  assert(!(await page("student")).includes("For the teacher"));
});

Deno.test("the book has a page of formulas, and each of them can be set", async () => {
  const { pages, problems } = await bookOf([{ source: "02_b.ipynb", notebook, made: true }]);
  assertEquals(problems, []);
  assertStringIncludes(pages.get("formulas.html")!, "<h1");
  assert(pages.get("formulas.html")!.match(/class="katex"/g)!.length > 20);
  assertStringIncludes(pages.get("index.html")!, 'href="formulas.html"');
  assertStringIncludes(await pageOf(notebook), 'href="formulas.html"');
});
