import { assert } from "@std/assert";
import { bookDocument, bookPages } from "#lib/report/book.ts";
import type { LedgerRow } from "#lib/report/ledger.ts";
import { prose } from "../notebooks/notebook_builder.ts";
import { assertHas, lesson, partsOf } from "./small_book.ts";

const lessons = [
  lesson("01_a.ipynb", prose("# The loss\n\n## 1. One\n")),
  lesson("02_b.ipynb", prose("# Mining\n\n## 3. Three\n")),
];
const row = (id: string, status: LedgerRow["status"], lesson: number, anchor: string) => ({
  ...{ id, status, lesson, anchor, article: Number(id[0]), item: `item ${id}`, note: "a < b" },
});
const ledger = [
  row("1.1", "tested", 1, "section-1"),
  row("1.2", "does not hold", 2, "section-3"),
  row("1.3", "context", 1, "section-1"),
  row("2.1", "tested", 6, "section-1"),
];
const parts = { ...partsOf(lessons), ledger };

Deno.test("a lesson ends with its article's items and those of others that it has, each with its place", async () => {
  const { pages } = await bookPages(parts);
  const first = pages.get("01_a.html")!;
  assertHas(first, `<details data-ledger><summary>The article, item by item (3)</summary>`);
  assertHas(
    first,
    `<td class="nowrap">✓ tested</td><td class="nowrap"><a href="#section-1">1.1</a>`,
  );
  assertHas(first, `✗ does not hold</td><td class="nowrap"><a href="02_b.html#section-3">2.3</a>`);
  assertHas(
    first,
    `<td class="nowrap">context</td><td class="nowrap"><a href="#section-1">1.1</a>`,
  );
  assertHas(first, `<td>a &lt; b</td>`);
  assert(!first.includes("item 2.1"), "another article's");
  const second = pages.get("02_b.html")!;
  assertHas(second, "item 1.2");
  assertHas(second, `<td class="nowrap">lesson 6</td>`);
});

Deno.test("the verdict page counts the items by article and status", async () => {
  const html = (await bookPages(parts)).pages.get("verdict.html")!;
  assertHas(html, `<dt>items of the articles in a lesson</dt><dd>4</dd>`);
  assertHas(
    html,
    `<td>1</td><td class="number">1</td><td class="number">1</td>` +
      `<td class="number">1</td><td class="number">3</td>`,
  );
  assertHas(html, `<a href="01_a.html#section-1">1.1</a>`);
});

Deno.test("on paper the items lie open, and lead to their places in the document", async () => {
  const { html } = await bookDocument(parts, "a4");
  assertHas(html, `<details data-ledger open>`);
  assertHas(html, `<a href="#02_b-section-3">2.3</a>`);
  const [, verdict] = html.split("The verdict</h1>");
  assert(!verdict.includes("data-ledger"), "they stand twice");
});

Deno.test("without a ledger neither lessons nor the verdict speak of items", async () => {
  const { pages } = await bookPages(partsOf(lessons));
  for (const html of pages.values()) assert(!html.includes("<details data-ledger"));
});
