import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { lossCurve } from "#lib/charts/mod.ts";
import { FOLDED } from "#lib/notebooks/notebook.ts";
import { figureSvg } from "#lib/page/outputs/figure_svg.ts";
import { code, notebookOf, prose, shown } from "../notebooks/notebook_builder.ts";
import { toyBatch } from "#lib/datasets/mod.ts";
import { liveScript, tripletMicroscope } from "#lib/live/mod.ts";
import { EXERCISE } from "#lib/workspace/mime_types.ts";
import { assertHas, bookOf, carrying, documentOf, lesson, pageOf } from "./small_book.ts";

const curve = lossCurve([{ step: 1, loss: 1 }, { step: 2, loss: 0.5 }]);
const words = "| English | Chinese | in one line |\n|---|---|---|\n" +
  "| margin | 间隔, 边距 | by how much $m$ |\n| hard triplet | 困难三元组 | nearer |\n\n" +
  "| symbol | meaning |\n|---|---|\n| $m$ | margin |";
const small = notebookOf(
  prose("# Losses & gains\n\nWith $m$ the margin: $$ L = \\max(x, 0) $$\n\nMargins again."),
  code("const a = 1 < 2;\na", [shown("<b>true</b>")]),
  code("figure", [{ output_type: "execute_result", data: curve.toMimeBundle() }]),
  code("check", [shown("✓ One & one\n✓ Two")]),
  code(Array.from({ length: 20 }, (_, i) => `const x${i} = ${i};`).join("\n")),
  code("table", [{
    output_type: "execute_result",
    data: {
      "application/vnd.dataresource+json": {
        schema: { fields: [{ name: "rule" }, { name: "value" }] },
        data: [{ rule: "<valid>", value: 0.5 }],
      },
    },
  }]),
  prose(words),
);

/** Everything in a page that a browser would fetch by itself. */
function fetched(page: string): string[] {
  // What a page packs is letters at random, which may read "url(".
  const html = page.replace(/(<script[^>]*>)[^]*?(<\/script>)/g, "$1$2");
  const tags = [
    ...html.matchAll(/<(?!a\b)[a-z]+\s[^>]*?(?:src|href|srcset|poster|data)\s*=\s*"([^"]*)"/gi),
  ];
  const styles = [...html.matchAll(/url\(\s*["']?([^"')]*)|@import\s+["']([^"']*)/gi)];
  return [...tags, ...styles].map(([, url, other]) => url ?? other)
    .filter((url) => !/^(data:|#)/.test(url));
}

Deno.test("no page has anything that a browser would fetch", async () => {
  const { pages } = await bookOf([{ source: "02_b.ipynb", notebook: small, made: true }]);
  assertEquals([...pages.keys()], [
    "02_b.html",
    "index.html",
    "verdict.html",
    "clinic.html",
    "formulas.html",
    "glossary.html",
  ]);
  for (const [file, html] of pages) assertEquals(fetched(html), [], file);
});

Deno.test("each page's policy allows its own scripts by their sums and nothing from elsewhere", async () => {
  const { pages } = await bookOf([{ source: "02_b.ipynb", notebook: small, made: true }]);
  for (const html of pages.values()) {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)!;
    assert(policy.startsWith("default-src 'none'; script-src 'sha256-"), policy);
    assert(!/https?:|(?<!wasm-)unsafe-eval|script-src[^;]*unsafe-inline/.test(policy), policy);
    const runs = html.includes('id="cells"');
    assertEquals(/script-src[^;]* blob: 'wasm-unsafe-eval';/.test(policy), runs, policy);
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
    assert(scripts.length >= 2);
    for (const text of scripts) {
      const sum = createHash("sha256").update(text).digest("base64");
      assertHas(policy, `'sha256-${sum}'`);
    }
  }
});

Deno.test("a page sets formulas with the fonts that they need, and keeps MathML", async () => {
  const html = await pageOf(small);
  assertHas(html, `class="katex-display"`);
  assertHas(html, "<math ");
  const faces = [...html.matchAll(/@font-face\{font-family:(KaTeX_\w+);/g)].map(([, name]) => name);
  assertEquals(faces, ["KaTeX_Main", "KaTeX_Math"]);
  assert(!(await pageOf(notebookOf(prose("# No formula")))).includes("KaTeX_"));
});

Deno.test("a formula that does not parse is a problem that names the cell", async () => {
  const { problems } = await bookOf([
    lesson("01_a.ipynb", prose("# A"), prose("Good $x$, bad $\\notknown y$, $\\frac{1$.")),
  ]);
  assertEquals(problems.length, 2);
  assertHas(problems[0], "01_a.ipynb, cell 2: a formula does not parse: \\notknown y");
});

Deno.test("a page marks code, folds long cells, escapes text and keeps figures", async () => {
  const html = await pageOf(small);
  assertHas(html, "Losses &amp; gains");
  assertHas(html, '<span class="hljs-keyword">const</span>');
  assertHas(html, "&lt;b&gt;true&lt;/b&gt;");
  assert(!html.includes("<b>true"), "text is not HTML");
  assertHas(html, `<td>&lt;valid&gt;</td><td class="number">0.5</td>`);
  assertHas(html, `<li class="right"><span class="mark">✓</span> One &amp; one</li>`);
  assertEquals(html.match(/<details class="code" open>/g)?.length, 1);
  assertHas(html, `<span class="count">20 lines</span>`);
  // The drawing as a page has it.
  const drawing = figureSvg(curve.toSvg()).match(/ d="m[^"]*"/gi)!;
  assert(drawing.length > 0);
  for (const path of drawing) assertHas(html, path);
});

Deno.test("the first use of a word leads to the glossary, with its Chinese terms", async () => {
  const { pages } = await bookOf([{ source: "02_b.ipynb", notebook: small, made: true }]);
  const html = pages.get("02_b.html")!;
  assertEquals(html.match(/href="glossary.html#term-margin"/g)?.length, 1);
  assertHas(html, `id="use-term-margin" href="glossary.html#term-margin">margin</a>`);
  const glossary = pages.get("glossary.html")!;
  assertHas(
    glossary,
    `<dt id="term-margin">margin<span lang="zh-Hans">间隔，边距</span>`,
  );
  assertHas(glossary, `<a href="02_b.html#use-term-margin">2</a>`);
  assert(!glossary.includes("use-term-hard-triplet"), "a word that no lesson uses has no link");
});

Deno.test("pages lead to each other, and say where their numbers come from", async () => {
  const { pages } = await bookOf([
    lesson("01_a.ipynb", prose("# A _b_")),
    lesson("02_b.ipynb", prose("# B")),
  ]);
  assertHas(pages.get("01_a.html")!, `<a rel="next" href="02_b.html">`);
  assertHas(pages.get("02_b.html")!, `<a rel="prev" href="01_a.html">`);
  for (const html of pages.values()) {
    assertHas(html, "commit abc1234");
    assertHas(html, `<a class="skip" href="#main">`);
    assertHas(html, `<main id="main"`);
    // A program has headings in its words.
    assertEquals(html.replace(/<script>.*?<\/script>/gs, "").match(/<h1/g)?.length, 1);
  }
  assertHas(pages.get("01_a.html")!, "computed in 1.5 s");
});

Deno.test("pages and cover say where a notebook stopped", async () => {
  const problem = { kind: "error", cell: 2, message: "labels: <no>" } as const;
  const { pages } = await bookOf([{ source: "02_b.ipynb", notebook: small, made: true, problem }]);
  assertHas(
    pages.get("02_b.html")!,
    'This notebook did not run to its end: <a href="#cell-2">',
  );
  assertHas(pages.get("02_b.html")!, "This cell threw labels: &lt;no&gt;.");
  assertHas(pages.get("index.html")!, "Stopped in code cell 2: labels: &lt;no&gt;");
});

Deno.test("an exercise is listed under its lesson and on the cover; a teacher sees its answer", async () => {
  const data = { id: "0.1", title: "pairs & more", right: null, given: null };
  const asked = lesson(
    "00_start.ipynb",
    prose("# A"),
    code("exercise(...)", [carrying(EXERCISE, data, "… Exercise 0.1: not answered yet")]),
  );
  const { pages, problems } = await bookOf([asked]);
  const html = pages.get("00_start.html")!;
  assertEquals(problems, []);
  for (const page of [html, pages.get("index.html")!]) {
    assertHas(page, "&quot;link&quot;:&quot;00_start.html#cell-1&quot;");
    assertHas(page, "pairs &amp; more");
  }
  const teacher = (await bookOf([asked], "teacher")).pages.get("00_start.html")!;
  assertHas(teacher, `<p class="ran">✓ Exercise 0.1 (a first exercise): right</p>`);
  assert(!html.includes("a first exercise"));
});

Deno.test("an output that is no exercise is text", async () => {
  const { pages, problems } = await bookOf([
    lesson("00_start.ipynb", prose("# A"), code("1", [carrying(EXERCISE, { id: "1" }, "… <x>")])),
  ]);
  assertEquals(problems, []);
  assertHas(
    pages.get("00_start.html")!,
    `<li class="open"><span class="mark">…</span> &lt;x&gt;</li>`,
  );
});

Deno.test("a live figure stands in the page with its script, and its picture where none runs", async () => {
  const microscope = tripletMicroscope({ ...toyBatch(), margin: 2 });
  const data = await microscope.toMimeBundle();
  const asked = lesson(
    "01_a.ipynb",
    prose("# A"),
    code("1", [{ output_type: "execute_result", data }]),
  );
  const html = (await bookOf([asked])).pages.get("01_a.html")!;
  assertHas(
    html,
    `<figure id="figure-1"><div class="live-figure" data-live-figure="triplet-microscope"><svg`,
  );
  assertHas(html, `<script>${await liveScript()}</script>`);
  const paper = await documentOf([asked]);
  assert(!paper.includes("<script") && !paper.includes("live-figure"));
  assertHas(paper, `<figure id="01_a-figure-1"><div class="drawing"><svg`);
});

Deno.test("a folded part is folded in the page with its cells, its heading opens it; paper has it open", async () => {
  const heading = {
    ...prose("### Line by line\n\nTheirs and ours."),
    metadata: { [FOLDED]: true },
  };
  const cells = [prose("# T"), prose("## A"), heading, code("1", [shown("inside")]), prose("## B")];
  const part = /<details class="folded"( open)?><summary><h3[\s\S]*?<\/details>\s*<h2 id="[^"]*2">/;
  const html = await pageOf(notebookOf(...cells));
  const [whole, open] = part.exec(html) ?? [""];
  assertHas(
    whole,
    '<summary><h3 id="section-1-1"><span class="number">2.1.1</span> Line by line</h3></summary>',
  );
  assertHas(whole, "<p>Theirs and ours.</p>");
  assertHas(whole, "inside");
  assertEquals(open, undefined);
  const paper = await documentOf([lesson("02_b.ipynb", ...cells)]);
  assertEquals(part.exec(paper)?.[1], " open");
});

Deno.test("folded code waits behind its line, what it left stands open; paper has the ticks alone", async () => {
  const cells = [
    prose("# T"),
    { ...code("check(1);", [shown("✓ One")]), metadata: { jupyter: { source_hidden: true } } },
    code("2;", [shown("two")]),
  ];
  const html = await pageOf(notebookOf(...cells));
  const [details] = /<details class="code">[\s\S]*?<\/details>/.exec(html) ?? [""];
  assertHas(details, '<summary>Code <span class="count">1 line</span>');
  assertHas(details, "check");
  assert(!details.includes("One"), "the tick is outside");
  assertHas(html, '<li class="right">');
  const paper = await documentOf([lesson("02_b.ipynb", ...cells)]);
  assert(!paper.includes(">check<") && !paper.includes('<details class="code"'));
  assertHas(paper, '<li class="right">');
  assertHas(paper, '<span class="hljs-number">2</span>');
});
