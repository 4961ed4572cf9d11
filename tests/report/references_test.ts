import { assert, assertEquals } from "@std/assert";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { bookDocument, bookPages } from "#lib/report/book.ts";
import { assertHas, bookOf, documentOf, drawn, lesson, partsOf } from "./small_book.ts";

const first = lesson(
  "01_a.ipynb",
  prose("# First & foremost\n\nOpening."),
  code("1", [drawn("Shares")], ["figure:shares"]),
  prose("## 3. All _distances_\n\nSee [Figure](02_b.ipynb#figure-curve)."),
  prose("### The search\n\n## Summary"),
);
const second = lesson(
  "02_b.ipynb",
  prose("# Second"),
  code("1", [drawn("Other"), drawn("Another")]),
  code("1", [drawn("Curve")], ["figure:curve"]),
  prose(
    "[Figure](#figure-curve), [figure](./01_a.ipynb#figure-shares), [the shares](01_a.ipynb#figure-shares), " +
      "[Section](01_a.ipynb#3.-All-_distances_), [First](01_a.ipynb), [code](../lib/mod.ts), " +
      "told in lesson 1, section 3",
  ),
);

Deno.test("sections keep the numbers of their headings, go on counting, and have anchors", async () => {
  const html = (await bookOf([first, second])).pages.get("01_a.html")!;
  assertHas(html, "<title>1. First &amp; foremost</title>");
  assertHas(
    html,
    `<h2 id="section-3"><a class="number" href="#section-3">1.3</a> All <em>distances</em></h2>`,
  );
  assertHas(
    html,
    `<h3 id="section-3-1"><a class="number" href="#section-3-1">1.3.1</a>`,
  );
  assertHas(html, `<a class="number" href="#section-4">1.4</a> Summary</h2>`);
  assertHas(html, `<a href="#section-4"><span class="number">1.4</span> Summary</a>`);
});

Deno.test("figures are numbered through a lesson, and say so in their captions", async () => {
  const html = (await bookOf([first, second])).pages.get("02_b.html")!;
  assertEquals(
    [...html.matchAll(/class="number" href="[^"]*">Figure (\d\.\d)<\/a>/g)].map(([, number]) =>
      number
    ),
    [
      "2.1",
      "2.2",
      "2.3",
    ],
  );
  assertHas(html, `<figure id="figure-curve">`);
  assertHas(
    html,
    `<a class="number" href="#figure-curve">Figure 2.3</a> Curve</p><details class="words">` +
      `<summary>In words</summary><p>Curve in words.</p></details></figcaption>`,
  );
});

Deno.test("a figure's drawing gives its title line to the caption", async () => {
  const html = (await bookOf([first, second])).pages.get("01_a.html")!;
  assertHas(html, `viewBox="0 0 640 200" width="640" height="200"`);
  const [main] = /<main[^]*<\/main>/.exec(html)!; // the page's program knows that line, too
  assert(!main.includes(`<text x="12" y="-10"`));
});

Deno.test("cross-references get numbers and lead to pages", async () => {
  const { pages, problems } = await bookOf([first, second]);
  assertEquals(problems, []);
  const html = pages.get("02_b.html")!;
  assertHas(html, `<a href="#figure-curve">Figure 2.3</a>`);
  assertHas(html, `<a href="01_a.html#figure-shares">figure 1.1</a>`);
  assertHas(html, `<a href="01_a.html#figure-shares">the shares</a>`);
  assertHas(html, `<a href="01_a.html#section-3">Section 1.3</a>`);
  assertHas(html, `<a href="01_a.html">First</a>, code`);
  assertHas(html, `told in <a href="01_a.html#section-3">section 1.3</a>`);
});

Deno.test("in one document every reference stays inside, and every id is there once", async () => {
  const html = await documentOf([first, second]);
  assertHas(html, `<a href="#01_a-figure-shares">the shares</a>`);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assertEquals(ids.length, new Set(ids).size);
  for (const [, to] of html.matchAll(/ href="#([^"]+)"/g)) assert(ids.includes(to), to);
});

Deno.test("a reference that leads nowhere is a problem that names the cell", async () => {
  const broken = lesson(
    "01_a.ipynb",
    prose("# A"),
    prose("[Figure](#figure-none) [x](99_z.ipynb)"),
  );
  const { pages, problems } = await bookOf([broken]);
  assertEquals(problems, [
    "01_a.ipynb, cell 2: [Figure](#figure-none) leads nowhere",
    "01_a.ipynb, cell 2: [x](99_z.ipynb) leads nowhere",
  ]);
  assert(!pages.get("01_a.html")!.includes("figure-none"));
});

Deno.test("a lesson without a page lends its numbers, and gets no link", async () => {
  const { pages, problems } = await bookOf([{ ...first, made: false }, second]);
  assertEquals(problems, []);
  assertEquals([...pages.keys()], [
    "02_b.html",
    "index.html",
    "verdict.html",
    "clinic.html",
    "formulas.html",
  ]);
  assertHas(
    pages.get("02_b.html")!,
    `, figure 1.1, the shares, Section 1.3, First, code`,
  );
});

Deno.test("a figure without data, and a tag without a figure, are problems", async () => {
  const { problems } = await bookOf([lesson(
    "01_a.ipynb",
    prose("# A"),
    code("1", [drawn("Empty", [])]),
    code("2", [], ["figure:gone"]),
  )]);
  assertEquals(problems, [
    "01_a.ipynb, code cell 1: its figure has no data",
    "01_a.ipynb, code cell 2: it is tagged figure:gone and left no figure",
  ]);
});

Deno.test("of a notebook that stopped the cause is told, not what it did not come to", async () => {
  const cells = [
    prose("# A\n\n[Figure](#figure-one), [Figure](#figure-two), [it](#figure-three)"),
    code("1", [drawn("One")], ["figure:one"]),
    code("2", [], ["figure:two"]),
    code("3", [], ["figure:three"]),
  ];
  const problem = { kind: "died", cell: 2, message: "the kernel died while it ran" } as const;
  const stopped = { ...lesson("01_a.ipynb", ...cells), problem };
  const other = lesson("02_b.ipynb", prose("# B\n\n[x](01_a.ipynb#figure-two)"));
  const { pages, problems } = await bookOf([stopped, other]);
  assertEquals(problems, []);
  assertHas(pages.get("01_a.html")!, `<a href="#figure-one">Figure 1.1</a>, Figure, it</p>`);
  assertHas(pages.get("02_b.html")!, "<p>x</p>");
});

Deno.test("a document of some lessons is a handout: they alone, and no link that leads out", async () => {
  const html = await documentOf([{ ...first, made: false }, second]);
  assertHas(html, "<title>Second</title>");
  assert(!html.includes("The verdict"));
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  for (const [, to] of html.matchAll(/ href="([^"]+)"/g)) assert(ids.includes(to.slice(1)), to);
});

Deno.test("a document leads to no page that an earlier report left", async () => {
  const parts = partsOf([{ ...first, made: false }, second]);
  const { html } = await bookDocument({ ...parts, there: () => true }, "a4");
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  for (const [, to] of html.matchAll(/ href="([^"]+)"/g)) assert(ids.includes(to.slice(1)), to);
  const { pages } = await bookPages({ ...parts, there: () => true });
  assertHas(pages.get(second.source.replace("ipynb", "html"))!, 'href="01_');
});

Deno.test("the cover leads to the library's documentation where it lies beside the pages", async () => {
  const cover = async (there: string) =>
    (await bookPages({ ...partsOf([first]), there: (file) => file === there })).pages.get(
      "index.html",
    )!;
  assertHas(await cover("docs/index.html"), '<a href="docs/index.html">The library</a>');
  assert(!(await cover("")).includes("docs/index.html"));
});

Deno.test("sections and lessons that the prose names by number are links", async () => {
  const named = lesson(
    "02_b.ipynb",
    prose("# B"),
    prose("## 1. One"),
    prose("Section 1 and lesson 1, not section 7, section 1.5 or lesson 2; `section 1`."),
  );
  const html = (await bookOf([first, named])).pages.get("02_b.html")!;
  assertHas(
    html,
    `<p><a href="#section-1">Section 2.1</a> and <a href="01_a.html">lesson 1</a>, not section 7, ` +
      `section 1.5 or lesson 2; <code>section 1</code>.</p>`,
  );
});

Deno.test("pages whose names hold signs that links are made of are reached", async () => {
  const [one, two] = ["01_q&a #1 100%.ipynb", "02_b?é.ipynb"];
  const link = (to: string, words: string) => `[${words}](${encodeURIComponent(to)}#figure-shares)`;
  const lessons = [
    lesson(
      one,
      prose(`# One\n\n[Section](#top-of-it) ${link(two, "Figure")}`),
      prose("## Top of it"),
    ),
    lesson(two, prose(`# Two\n\n${link(one, "x")}`), code("1", [drawn("S")], ["figure:shares"])),
  ];
  const { pages, problems } = await bookOf(lessons);
  assertEquals(problems.length, 1, `${problems}`); // the first has no such figure
  const files = [...pages.keys()];
  const linked = new Set<string>();
  for (const [file, html] of pages) {
    const here = new URL(file.split("/").map(encodeURIComponent).join("/"), "file:///book/");
    const body = html.replace(/<script\b[^]*?<\/script>/g, "");
    for (const [, href] of body.matchAll(/<a [^>]*?href="([^"]*)"/g)) {
      const url = new URL(href.replaceAll("&amp;", "&"), here);
      if (url.protocol !== "file:") continue;
      const name = decodeURIComponent(url.pathname.slice("/book/".length));
      assert(files.includes(name), `${file}: ${href} leads to ${name}`);
      const id = decodeURIComponent(url.hash.slice(1));
      assert(!id || pages.get(name)!.includes(`id="${id}"`), `${file}: ${href}`);
      linked.add(name);
    }
  }
  assertEquals([...linked].sort(), files.sort());

  const html = await documentOf(lessons);
  const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
  assertEquals([...ids].filter((id) => /[^\w.-]/.test(id)), []);
  for (const [, href] of html.matchAll(/<a [^>]*?href="#([^"]*)"/g)) {
    assert(ids.has(decodeURIComponent(href)), href);
  }
});
