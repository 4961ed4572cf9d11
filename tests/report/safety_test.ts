import { assert, assertEquals } from "@std/assert";
import { FIGURE_DATA } from "#lib/workspace/mime_types.ts";
import { readdir, readFile } from "node:fs/promises";
import { safeDrawing as safe } from "#lib/page/outputs/safe_drawing.ts";
import { parseDrawing } from "#lib/report/parse_drawing.ts";
import { proseToHtml } from "#lib/report/prose_to_html.ts";
import { BAD_DRAWINGS } from "./bad_drawings.ts";
import { code, notebookOf, prose, shown } from "../notebooks/notebook_builder.ts";
import { assertHas, pageOf } from "./small_book.ts";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** As the report reads drawings. */
const safeDrawing = (svg: string) => safe(svg, parseDrawing);
const html = (markdown: string) => proseToHtml()(markdown).text;

/** The tags of a piece of HTML, with their attributes. */
function tagsOf(text: string): string[] {
  return text.match(/<[a-z][^>]*>/gi) ?? [];
}

Deno.test("prose may write a few elements, without handlers, styles or addresses", () => {
  assertEquals(
    html(`x<sub onclick="a()">1</sub> <kbd style="x" class="y">Enter</kbd><br/>z`).trim(),
    "<p>x<sub>1</sub> <kbd>Enter</kbd><br>z</p>",
  );
  assertEquals(
    tagsOf(html('<details open ontoggle="a()"><summary>More</summary>\n\ntext\n\n</details>')),
    ["<details open>", "<summary>", "<p>"],
  );
});

Deno.test("every other element in prose is text", () => {
  const bad = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<iframe src='https://example.com'></iframe>",
    "<svg onload=alert(1)></svg>",
    "<style>@import 'https://example.com'</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "<form action=x><input autofocus onfocus=alert(1)></form>",
    "<link rel=stylesheet href=//example.com>",
    "<meta http-equiv=refresh content=0>",
    "<object data=x></object><embed src=x><base href=x>",
    "<b><script>1</script></b>",
    "<sub/onmouseover=alert(1)>x</sub>",
    "<details><summary>a</summary><img src=x></details>",
  ];
  const allowed =
    /^<(?:(?:p|b|sub|details|summary|em|strong)|a href="https:[^"]*" rel="noopener noreferrer")>$/;
  for (const one of bad) {
    for (const tag of tagsOf(html(`${one}\n\ntext ${one}`))) {
      assert(allowed.test(tag), `${one}: ${tag}`);
    }
  }
});

Deno.test("links and pictures in prose cannot run or load anything", () => {
  const bad = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>1</script>)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "![x](https://example.com/x.png)",
    "![x](//example.com/x.png)",
    "<javascript:alert(1)>",
    '[x](https://example.com "a\\" onclick=\\"alert(1)")',
    "![x](data:text/html;base64,AAAA)",
  ];
  for (const one of bad) {
    const tags = tagsOf(html(one)).join("");
    assert(!/javascript|vbscript|file:|<img|onclick="|data:text/i.test(tags), `${one}: ${tags}`);
  }
  assertHas(
    html("[x](https://example.com/a?b=1&c=2)"),
    `<a href="https://example.com/a?b=1&amp;c=2" rel="noopener noreferrer">x</a>`,
  );
  assertHas(
    html("![dot](data:image/png;base64,AAAA)"),
    `<img src="data:image/png;base64,AAAA" alt="dot">`,
  );
});

Deno.test("a cell closes what it opens, and only that", () => {
  assertHas(html("<details><summary>a</summary>\n\nnever closed"), "</details>");
  assertEquals(html("</details></div></main>\n").match(/<\/(?:details|div|main)>/g), null);
});

Deno.test("what is typed as HTML is read as one tree, with the Markdown between as its leaves", () => {
  const cases: [markdown: string, html: string][] = [
    ["<details><summary>*A*</summary>x</details>", "<details><summary>*A*</summary>x</details>"],
    ["<DETAILS open>\n\nx\n\n</body></html></DETAILS>y", "<details open><p>x</p>\n</details>y"],
    [
      "- <details>\n  <summary>x</summary>\n\n  y\n\n  </details>",
      "<ul>\n<li><details>\n<summary>x</summary><p>y</p>\n</details></li>\n</ul>",
    ],
    ["<b title='\"><img src=x>'>x</b>", '<p><b title="&quot;&gt;&lt;img src=x&gt;">x</b></p>'],
    ["<b>&lt;i>&nbsp;&#x3c;</b>", "<p><b>&lt;i&gt;&nbsp;&lt;</b></p>"],
    // A tag that is not let through is text, and what would be inside of it is not lost.
    ["Array<number> <b>x</b>", "<p>Array&lt;number&gt; <b>x</b></p>"],
    ["a <style>*{color:red}</style> b", "<p>a &lt;style&gt;*{color:red} b</p>"],
    [
      "<svg><style><img src=x onerror=a()></style></svg>",
      "<p>&lt;svg&gt;&lt;style&gt;&lt;img src=x onerror=a()&gt;</p>",
    ],
    // An attribute or a comment without an end would hide the leaves behind it.
    ['<details title="\n\n*x*', "&lt;details title=&quot;<p><em>x</em></p>"],
    ["<b>x</b> <!-- y -->z", "<p><b>x</b> z</p>"],
    // A browser would carry it into the next paragraph.
    ["<b>one\n\n*two*", "<p>&lt;b&gt;one</p>\n<p><em>two</em></p>"],
  ];
  for (const [markdown, wanted] of cases) {
    assertEquals(html(markdown).trim(), wanted, markdown);
  }
});

Deno.test("what is nested deeper than the stack is text, or no drawing", () => {
  const deep = (tag: string) => `<${tag}>`.repeat(30_000) + `</${tag}>`.repeat(30_000);
  assertEquals(tagsOf(html(deep("b"))).filter((tag) => tag !== "<p>"), []);
  assertEquals(safeDrawing(`<svg>${deep("g")}</svg>`), undefined);
});

Deno.test("a picture of unknown origin stands in a page where no script can run", async () => {
  const svg = "<svg><script>alert(1)</script></svg>";
  for (
    const data of [{ "image/svg+xml": svg }, { "image/svg+xml": svg, [FIGURE_DATA]: { data: [1] } }]
  ) {
    const page = await pageOf(
      notebookOf(prose("# T"), code("1", [{ output_type: "display_data", data }])),
    );
    assert(!page.includes("<script>alert"), "the script is inside an image");
    assertHas(page, '<img src="data:image/svg+xml');
  }
});

Deno.test("a drawing of Plot's own is an image with a namespace, named by its label", async () => {
  const { document } = parseHTML("<html><body></body></html>") as unknown as Pick<
    Plot.PlotOptions,
    "document"
  >;
  const svg = Plot.plot({ document, ariaLabel: "One & only dot", marks: [Plot.dot([[1, 2]])] });
  const data = { "image/svg+xml": svg.outerHTML };
  const page = await pageOf(
    notebookOf(prose("# T"), code("1", [{ output_type: "display_data", data }])),
  );
  assertHas(page, encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"'));
  assertHas(page, 'alt="One &amp; only dot"');
  assertHas(page, "One &amp; only dot</p>");
});

Deno.test("safeDrawing() passes every drawing of the project's, to the same picture", async () => {
  const files = ["charts", "live"].map((room) => new URL(`../${room}/snapshots/`, import.meta.url));
  files.push(new URL("../../notebooks/pictures/", import.meta.url));
  let seen = 0;
  for (const folder of files) {
    for (const name of (await readdir(folder)).filter((name) => name.endsWith(".svg"))) {
      const svg = (await readFile(new URL(name, folder), "utf8")).trim();
      const plain = (text: string) =>
        text.replace(/<(\w+)([^<>]*?)\s*\/>/g, "<$1$2></$1>").replaceAll("&quot;", '"')
          .replaceAll("&#39;", "'").replaceAll("&#x27;", "'").replace(/\s+/g, " ");
      assertEquals(plain(safeDrawing(svg) ?? `${name} was refused`), plain(svg), name);
      seen++;
    }
  }
  assert(seen > 30);
});

Deno.test("safeDrawing() knows a drawing from a program", () => {
  const fine = `<svg viewBox="0 0 1 1"><path d="M0,0" clip-path="url(#a)"></path>` +
    `<text>on = x</text></svg>`;
  assertEquals(safeDrawing(fine), fine.replace("></path>", "/>"));
  for (
    const bad of BAD_DRAWINGS
  ) {
    assertEquals(safeDrawing(bad), undefined, bad);
  }
  // What stands before the drawing is not written out again.
  for (const before of ["<?xml-stylesheet href='https://example.com/x.css'?>", "<!DOCTYPE svg>"]) {
    assertEquals(safeDrawing(`${before}<svg></svg>`) ?? "<svg/>", "<svg/>");
  }
});

Deno.test("titles, errors, prints and table names are escaped", async () => {
  const evil = "</title><script>alert(1)</script>";
  const page = await pageOf(notebookOf(
    prose(`# ${evil}`),
    code(evil, [
      { output_type: "stream", name: "stdout", text: evil },
      { output_type: "error", ename: evil, evalue: evil, traceback: [] },
      shown(`✓ ${evil}`),
      { output_type: "display_data", data: { "text/html": evil } },
    ]),
  ));
  assert(!page.includes("<script>alert"));
});
