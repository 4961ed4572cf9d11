import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { lossCurve } from "#lib/charts/mod.ts";
import { indexPage } from "#lib/report/index_page.ts";
import { notebookPage } from "#lib/report/notebook_page.ts";
import { code, notebookOf, prose, shown } from "./notebook_builder.ts";

const figure = lossCurve([{ step: 1, loss: 1 }, { step: 2, loss: 0.5 }]);

const notebook = notebookOf(
  prose("# Losses & gains\n\nWith $m$ the margin: $$ L = \\max(x, 0) $$"),
  code("const a = 1 < 2;\na", [shown("<b>true</b>")]),
  code("figure", [{ output_type: "execute_result", data: figure.toMimeBundle() }]),
  code("table", [{
    output_type: "execute_result",
    data: {
      "application/vnd.dataresource+json": {
        schema: { fields: [{ name: "rule" }, { name: "value" }] },
        data: [{ rule: "<valid>", value: 0.5 }],
      },
    },
  }]),
);

Deno.test("notebookPage() asks the network for nothing", () => {
  const html = notebookPage({ notebook });
  const outside = [...html.matchAll(/(?:src|href|url)\s*[=(]\s*["']?(https?:[^"')\s]+)/g)];
  assertEquals(outside.map(([, url]) => url), []);
  assert(!html.includes("<script"), "no script");
});

Deno.test("notebookPage() sets formulas, marks code, escapes text and keeps figures", () => {
  const html = notebookPage({ notebook });
  assertStringIncludes(html, "<title>Losses &amp; gains</title>");
  assertStringIncludes(html, "<math");
  assertStringIncludes(html, 'display="block"');
  assertStringIncludes(html, '<span class="hljs-keyword">const</span>');
  assertStringIncludes(html, "&lt;b&gt;true&lt;/b&gt;");
  assert(!html.includes("<b>true"), "text is not HTML");
  assertStringIncludes(html, figure.toSvg());
  assertStringIncludes(html, "<td>&lt;valid&gt;</td>");
});

Deno.test("notebookPage() shows a picture of unknown origin where no script can run", () => {
  const svg = "<svg><script>alert(1)</script></svg>";
  const output = { output_type: "display_data", data: { "image/svg+xml": svg } };
  const html = notebookPage({ notebook: notebookOf(prose("# T"), code("1", [output])) });
  assert(!html.includes("<script"), "the script is inside an image");
  assertStringIncludes(html, '<img src="data:image/svg+xml');
});

Deno.test("notebookPage() and indexPage() say where a notebook stopped", () => {
  const problem = { kind: "error", cell: 2, message: "labels: <no>" } as const;
  const html = notebookPage({ notebook, problem });
  assertStringIncludes(html, 'This notebook did not run to its end: <a href="#cell-2">');
  assertStringIncludes(html, "labels: &lt;no&gt;");
  const index = indexPage([{ file: "a.html", notebook, problem, time: "1 s" }], ["commit abc"]);
  assertStringIncludes(index, "Stopped in code cell 2: labels: &lt;no&gt;");
  assertStringIncludes(index, "Losses &amp; gains");
  assertStringIncludes(index, "commit abc");
});
