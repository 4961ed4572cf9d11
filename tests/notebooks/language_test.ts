/** How the lessons' prose reads: short sentences, words defined before they are used, captions, summaries. */
import { assert, assertEquals } from "@std/assert";
import { basename } from "node:path";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import {
  type Cell,
  joined,
  type Notebook,
  readNotebook,
  sourceHidden,
} from "#lib/notebooks/notebook.ts";
import { compileCell } from "#lib/page/cells/compile_cell.ts";
import { glossaryOf } from "#lib/report/glossary.ts";
import { FIGURE_DATA, LIVE_FIGURE } from "#lib/workspace/mime_types.ts";
import { sentencesOf, wordsIn } from "./prose.ts";

const notebooks = new Map<string, Notebook>(
  await Promise.all(
    (await listNotebooks()).map(async (path) =>
      [basename(path, ".ipynb"), await readNotebook(path)] as const
    ),
  ),
);

const proseIn = ({ cells }: Notebook) =>
  cells.map(({ cell_type, source }) => cell_type === "markdown" ? joined(source) : "");

Deno.test("sentencesOf() counts a formula as a word, and leaves out tables, boxes and code", () => {
  const text =
    "## No\n\nAs $a + b$ is. See [here](x.html), `f(x)` too!\n\n| no |\n- [ ] no\n\n- One\n- Two\n";
  assertEquals(sentencesOf(text), ["As X is.", "See here, X too!", "One", "Two"]);
  assertEquals(sentencesOf(text).map(wordsIn), [3, 4, 1, 1]);
});

for (const [name, notebook] of notebooks) {
  Deno.test(`${name}: half of the sentences have 15 words at most, nine in ten under 28`, () => {
    const lengths = proseIn(notebook).flatMap(sentencesOf).map(wordsIn).sort((a, b) => a - b);
    const [median, ninth] = [0.5, 0.9].map((part) => lengths[Math.floor(part * lengths.length)]);
    assert(lengths.length > 60 && median <= 15 && ninth < 28, `${median}, ${ninth}`);
  });
}

/** Markdown without what is no reading text: tables, code, where links lead. */
function readingText(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```|^\|.*$|`[^`]*`/gm, " ").replace(/\]\([^)]*\)/g, "] ")
    .replace(/\s+/g, " ");
}

Deno.test("a word of the glossary is in a list, or bold or in italics, before it is used", () => {
  const lists = [...notebooks.values()].flatMap((notebook) =>
    notebook.cells.map((cell) => ({
      own: glossaryOf([{ ...notebook, cells: [cell] }]).terms,
      text: cell.cell_type === "markdown" ? readingText(joined(cell.source)) : "",
    }))
  );
  const late = lists.flatMap(({ own }, at) =>
    own.flatMap(({ english }) => {
      const uses = new RegExp(`(?<![\\w@-])(?:${english.join("|")})(?:e?s)?(?![\\w@-])`, "i");
      const before = lists.slice(0, at).find(({ text }) => uses.test(text));
      const [word] = uses.exec(before?.text ?? "") ?? [];
      return word && !new RegExp(`(\\*\\*|_)[^*_]*${word}[^*_]*\\1`).test(before!.text)
        ? [`${english[0]}: ${before!.text.match(new RegExp(`.{0,40}${word}.{0,20}`))}`]
        : [];
    })
  );
  assertEquals(late, []);
});

const isFigure = ({ outputs = [] }: Cell) =>
  outputs.some(({ data = {} }) => FIGURE_DATA in data || LIVE_FIGURE in data);

for (const name of notebooks.keys()) {
  Deno.test(`${name}: below each figure its caption says what is drawn and what to see`, () => {
    const { cells } = notebooks.get(name)!;
    const wrong = cells.filter((cell, i) => {
      const [, caption] = /^_([\s\S]*?)_(?:\n\n|\s*$)/.exec(joined(cells[i + 1]?.source)) ?? [];
      return isFigure(cell) && sentencesOf(caption ?? "").length !== 2;
    });
    assertEquals(wrong.map(({ id }) => id), []);
  });
}

for (const name of notebooks.keys()) {
  Deno.test(`${name}: no open cell uses a name that a folded one leaves, imports aside`, () => {
    const folded = new Set<string>();
    for (const cell of notebooks.get(name)!.cells) {
      if (cell.cell_type !== "code") continue;
      const source = joined(cell.source), { uses, declares } = compileCell(source);
      const hidden = sourceHidden(cell) && !/^import /m.test(source);
      if (!hidden) assertEquals([...uses].filter((name) => folded.has(name)), [], cell.id);
      declares.forEach((name) => hidden ? folded.add(name) : folded.delete(name));
    }
  });
}

/** The numbers in a text, each once. */
function numbersOf(text: string): string[] {
  const numbers = text.replace(/(?<=\d),(?=\d{3})/g, "").match(/\d+(?:\.\d+)?/g) ?? [];
  return [...new Set(numbers)].sort();
}

for (const name of [...notebooks.keys()].slice(1)) {
  Deno.test(`${name} ends with a summary in Chinese: the English one's numbers, the glossary's words`, () => {
    const prose = proseIn(notebooks.get(name)!);
    const english = prose.findIndex((text) => text.startsWith("## Summary"));
    const chinese = prose[english + 1];
    assert(chinese.startsWith("### 中文小结"), "no summary in Chinese");
    const theirs = prose[english].split("**Where to read on")[0];
    assertEquals(numbersOf(chinese), numbersOf(theirs));
    const terms = glossaryOf([...notebooks.values()]).terms.flatMap(({ chinese }) =>
      chinese.map((term) => term.split(" ")[0])
    );
    assert(terms.filter((term) => chinese.includes(term)).length >= 4);
    assert(chinese.includes("No native reader has seen this summary."));
  });
}
