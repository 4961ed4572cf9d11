import { assert, assertEquals } from "@std/assert";
import { bookPages } from "#lib/report/book.ts";
import { code, prose, shown } from "../notebooks/notebook_builder.ts";
import { assertHas, documentOf, lesson, partsOf } from "./small_book.ts";

function asking() {
  const asks = prose("# A\n\n**Predict:** which?\n\n- [ ] hard & $m$\n- [ ] easy\n\nThen run.");
  asks.metadata.predict = [{ shows: "most are {}" }];
  return lesson(
    "00_a.ipynb",
    prose("# T"),
    code("0", [shown("a solution")], ["solution"]),
    asks,
    code("1", [shown("most are easy")]),
  );
}

const pageWith = async (more: { questions?: boolean; edition?: "student" }) =>
  (await bookPages({ ...partsOf([asking()]), ...more })).pages.get("00_a.html")!;

Deno.test("a page asks for a prediction where its list stands", async () => {
  const html = await pageWith({});
  const [form] = /<form class="question"[\s\S]*?<\/form>/.exec(html)!;
  assertHas(form, "<legend>Your prediction</legend>");
  assertHas(form, 'hard &amp; <span class="katex">');
  assertHas(
    form,
    "&quot;answer&quot;:1,&quot;within&quot;:0,&quot;shown&quot;:&quot;most are easy&quot;",
  );
  assert(
    html.indexOf("which?") < html.indexOf(form) && html.indexOf(form) < html.indexOf("Then run."),
  );
});

Deno.test("an edition without solutions covers the same cells of the notebook", async () => {
  for (const edition of ["full", "student"] as const) {
    const html = (await bookPages({ ...partsOf([asking()], edition) })).pages.get("00_a.html")!;
    assertHas(html, "&quot;told&quot;:[3]");
  }
});

Deno.test("an edition without questions has none, and on paper they are lists", async () => {
  const html = await pageWith({ questions: false });
  assert(!html.includes("data-question=") && !html.includes("hard &amp;"));
  assertHas(html, "which?");
  const paper = await documentOf([asking()]);
  assertEquals([paper.includes("<form"), paper.includes('<ul class="boxes"><li>hard &amp; ')], [
    false,
    true,
  ]);
});

Deno.test("what the run does not tell is listed, not asked", async () => {
  const other = asking();
  other.notebook.cells[3].outputs = [];
  const html = (await bookPages(partsOf([other]))).pages.get("00_a.html")!;
  assertEquals([html.includes("data-question="), html.includes('<ul class="boxes">')], [
    false,
    true,
  ]);
});
