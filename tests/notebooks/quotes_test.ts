/** What a lesson shows in C or Python stands in a file that is run, and cannot drift from it. */
import { assert, assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { joined, readNotebook } from "#lib/notebooks/notebook.ts";

/** Where the programs stand: those that made the reference values, and article 3's in C. */
const FOLDERS = ["data/reference/", "lib/lessons/article3/"];

/** Lines without their indentation: a quoted part may begin further left than in its file. */
function plain(source: string): string {
  return `\n${source.split("\n").map((line) => line.trim()).join("\n").trim()}\n`;
}

const programs = FOLDERS.flatMap((folder) => {
  const url = new URL(`../../${folder}`, import.meta.url);
  return readdirSync(url).filter((name) => /\.(py|c)$/.test(name))
    .map((name) => plain(readFileSync(new URL(name, url), "utf8")));
});

/** The blocks of C and Python in a text. */
function quotesOf(text: string): string[] {
  return [...text.matchAll(/^```(?:c|python)\n([\s\S]*?)^```$/gm)].map(([, source]) => source);
}

function stands(quote: string): boolean {
  return programs.some((program) => program.includes(plain(quote)));
}

Deno.test("C and Python in the lessons are quoted from programs that run", async () => {
  let count = 0;
  for (const path of await listNotebooks()) {
    const { cells } = await readNotebook(path);
    const quotes = cells.filter(({ cell_type }) => cell_type === "markdown")
      .flatMap(({ source }) => quotesOf(joined(source)));
    count += quotes.length;
    assertEquals(quotes.filter((quote) => !stands(quote)), [], path);
  }
  assert(count > 0);
});

Deno.test("a quote that has drifted by a sign is told", () => {
  const [first] = quotesOf("so:\n\n```c\nd[a][b] = aa - 2.0 * ab + bb;\n```\n");
  assert(stands(first));
  assert(!stands(first.replace("+ bb", "- bb")));
});
