import { assert, assertEquals } from "@std/assert";
import { withoutSolutions } from "#lib/report/without_solutions.ts";
import { code, notebookOf, prose, shown } from "../notebooks/notebook_builder.ts";
import { assertHas, documentOf, pageOf } from "./small_book.ts";

const cell = `Before.

<details><summary><b>Solution</b></summary>

The secret is 42: $s = 42$.

<details><summary>More</summary>inner secret</details>

</details>

After.

<details><summary>A hint</summary>

Think of pairs.

</details>`;

const notebook = notebookOf(
  prose("# A"),
  prose(cell),
  code("secretAnswer()", [shown("secret output")], ["solution"]),
  prose("<details>\n<summary>Solutions</summary>\n\nsecret to the end"),
);

Deno.test("the student's edition has no solution, not even in its source", async () => {
  const html = await pageOf(notebook, "student");
  const [page] = /<main[^]*<script type="application\/json" id="cells"[^]*?<\/script>/.exec(html)!;
  assert(!/secret|42|Solution/.test(page));
  assertHas(html, "Before.");
  assertHas(html, "After.");
  assertHas(html, "A hint");
  assert(
    !/secret/.test(await documentOf([{ source: "02_b.ipynb", notebook, made: true }], "student")),
  );
});

Deno.test("the full edition folds solutions, the teacher's has them open", async () => {
  const full = await pageOf(notebook);
  assertHas(full, `<details class="solution"><summary><b>Solution</b></summary>`);
  const teacher = await pageOf(notebook, "teacher");
  assertHas(
    teacher,
    `<details class="solution" open><summary><b>Solution</b></summary>`,
  );
  assertHas(teacher, "<details><summary>A hint</summary>");
});

Deno.test("withoutSolutions() leaves the notebook itself as it was", () => {
  const before = JSON.stringify(notebook);
  assertEquals(withoutSolutions(notebook).cells.length, notebook.cells.length - 1);
  assertEquals(JSON.stringify(notebook), before);
});
