/** Every prediction of the lessons is asked for, and its answer is what the run shows. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { basename } from "node:path";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { joined, type Notebook, readNotebook, sourceHidden } from "#lib/notebooks/notebook.ts";
import { normalized } from "#lib/notebooks/normalized.ts";
import { BLANK, questionsOf } from "#lib/notebooks/questions_of.ts";
import { code, notebookOf, prose, shown as valued } from "./notebook_builder.ts";

const lessons = await Promise.all((await listNotebooks()).map(async (path) => ({
  name: basename(path),
  notebook: await readNotebook(path),
})));

Deno.test("each **Predict** of the lessons is a question that its run answers", () => {
  let count = 0;
  for (const { name, notebook } of lessons) {
    const written = notebook.cells.filter(({ cell_type }) => cell_type === "markdown")
      .flatMap(({ source }) => [...joined(source).matchAll(/\*\*Predict\b(?!, run, read)/g)])
      .length;
    const questions = questionsOf(notebook);
    assertEquals(questions.length, written, name);
    count += written;
    for (const { cell, answer, shown, told, options, number } of questions) {
      const where = `${name}, cell ${cell}`;
      assert(answer !== undefined && Number.isFinite(answer) && shown !== "", where);
      assert(told.length > 0 && told.every((one) => one > cell), where);
      assert(number || (options.length >= 2 && options.length <= 4 && answer in options), where);
      assertEquals(new Set(options).size, options.length, where);
    }
  }
  assert(count >= 95, `${count}`);
});

/** A lesson that asks one thing, with what its run printed. */
function asking(list: string, kept: unknown, output: string) {
  const cell = prose(`How many?\n\n**Predict:** hard or easy?\n\n${list}\n\nThen on.`);
  cell.metadata.predict = kept;
  return notebookOf(
    prose("# A"),
    cell,
    code("1", [valued("before")]),
    prose("."),
    code("2", [valued(output)]),
  );
}

Deno.test("questionsOf() reads a choice by its hole, by its place, and a number", () => {
  const list = "- [ ] easy\n- [ ] semi-hard\n- [ ] $hard$";
  const [byHole] = questionsOf(asking(list, [{ shows: "most are {}" }], "✓ Most are hard"));
  assertEquals([byHole.answer, byHole.shown, byHole.told], [2, "Most are hard", [2, 4]]);
  assertEquals(byHole.options, ["easy", "semi-hard", "$hard$"]);
  const [byPlace] = questionsOf(
    asking(list, [{ shows: "loss …\n✓ so", right: 1 }], "loss 3.2\n✓ so"),
  );
  assertEquals([byPlace.answer, byPlace.shown], [0, "loss 3.2; so"]);
  const blank = `- [ ] ${BLANK} of them`;
  const [number] = questionsOf(asking(blank, [{ shows: "{} of 24", within: 2 }], "−1.5e-3 of 24"));
  assertEquals([number.answer, number.within, number.number], [-0.0015, 2, true]);
});

Deno.test("questionsOf() has no answer where the run says something else", () => {
  const [{ answer, told }] = questionsOf(
    asking(
      "- [ ] a\n- [ ] b",
      [{ shows: "✓ It is a", right: 1 }],
      "✗ It is a: not with margin = 5",
    ),
  );
  assertEquals([answer, told], [undefined, [2]]);
  for (const kept of [{ shows: "It is a", right: 1 }, { shows: "It is {}" }]) {
    const lesson = asking("- [ ] a\n- [ ] b", [kept], "✓ So\n✗ It is a: not with margin = 5");
    assertEquals(questionsOf(lesson)[0].answer, undefined, "a claim that failed");
  }
});

Deno.test("questionsOf() says what is wrong with a question", () => {
  const two = "- [ ] a\n- [ ] b";
  const refused = (list: string, kept: unknown, message: string) =>
    assertThrows(() => questionsOf(asking(list, kept, "a")), Error, message);
  refused(two, [], 'cell 1: expected a list of boxes and an entry under "predict"');
  refused("no list", [{ shows: "{}" }], "got 0 and 1 for 1");
  refused(two, "a", "got 1 and no list for 1");
  refused(two, [{}], "cell 1: predict.shows: expected a text, got undefined");
  refused(two, [null], "cell 1: predict: expected an object of shows, right?, within?, got null");
  refused(two, [{ shows: "a" }], 'expected words with one {}, or with right in its place, got "a"');
  refused(two, [{ shows: "{}", right: 1 }], "expected words with one {}");
  refused(two, [{ shows: "", right: 1 }], "expected words with one {}");
  refused(
    two,
    [{ shows: "a", right: 3 }],
    "right: expected an integer of at least 1 and of at most 2, got 3",
  );
  refused(
    two,
    [{ shows: "{}", within: 1 }],
    "within: expected a finite number of at least 0 and of at most 0, got 1",
  );
  refused(`- [ ] ${BLANK}`, [{ shows: "{}", within: -1 }], "within");
  refused("- [ ] one", [{ shows: "{}" }], "expected 2 options, or a blank, got 1");
});

Deno.test("a committed notebook keeps its questions", () => {
  const { notebook } = lessons[1];
  assertEquals(questionsOf(normalized(notebook)), questionsOf(notebook));
});

Deno.test("what answers a question is folded in JupyterLab, beside code that is", () => {
  const asks = prose("# A\n\n**Predict:** most?\n\n- [ ] hard\n- [ ] easy");
  asks.metadata.predict = [{ shows: "Most are {}" }];
  const check = code("3", [valued("Most are hard")]);
  check.metadata.jupyter = { source_hidden: true };
  const left = code("4", [valued("5")]);
  left.metadata.jupyter = { outputs_hidden: true }; // by a reader, who looked at something else
  const cells = [asks, code("1", [valued("1")]), check, prose("So it is."), left];
  const folded = normalized(notebookOf(...cells)).cells.map(({ metadata }) => metadata.jupyter);
  const output = { outputs_hidden: true };
  assertEquals(folded, [
    undefined,
    output,
    { ...output, source_hidden: true },
    undefined,
    undefined,
  ]);
  for (const { name, notebook } of lessons) {
    const hidden = (n: Notebook) => n.cells.map(({ metadata }) => metadata.jupyter);
    assertEquals(hidden(notebook), hidden(normalized(notebook)), name);
  }
});

Deno.test("what stands between a question and its answer tells too, in its section alone", () => {
  const asks = prose("# A\n\n**Predict:** most?\n\n- [ ] hard\n- [ ] easy");
  asks.metadata.predict = [{ shows: "Most are {}" }];
  const cells = (between: string) => [
    ...[asks, code("1", [valued("1")]), prose(between), code("2", [valued("hard 9")])],
    ...[prose("And so:"), code("3", [valued("Most are hard")])],
  ];
  const told = (between: string) => questionsOf(notebookOf(...cells(between)))[0].told;
  assertEquals(told("By kind:"), [1, 3, 5]);
  assertEquals(told("## Another section"), [1, 5]);
});

/** What a page shows of a cell whose output is covered: code without its strings. */
const bare = (source: string) => source.replace(/"[^"\n]*"|`[^`]*`/g, "");

Deno.test("a number that is asked for stands neither above its question nor in the code below", () => {
  for (const { name, notebook: { cells } } of lessons) {
    for (const { cell, from, number, answer, told } of questionsOf({ cells } as Notebook)) {
      if (!number || (Number.isInteger(answer) && Math.abs(answer!) < 13)) continue;
      const above = cells.slice(0, cell).map(({ cell_type, source, outputs = [] }) =>
        cell_type === "markdown"
          ? joined(source)
          : JSON.stringify(outputs.map(({ data, text }) => data?.["text/plain"] ?? text))
      );
      const below = told.filter((at) => !sourceHidden(cells[at])).map((at) =>
        bare(joined(cells[at].source))
      );
      // Two digits stand for many things; in the code that tells they are the answer.
      const isPlain = Number.isInteger(answer) && Math.abs(answer!) < 100;
      const before = isPlain ? [] : [...above, joined(cells[cell].source).slice(0, from)];
      const texts = [...before, ...below];
      const words = new RegExp(String.raw`(?<![\d.])${answer}(?![\d.]*\d)`);
      const found = texts.find((text) => words.test(text.replaceAll(",", "")));
      assertEquals(found, undefined, `${name}, cell ${cell}: ${answer}`);
    }
  }
});

Deno.test("no question's cell goes on with its answer", () => {
  for (const { name, notebook } of lessons) {
    for (const { cell, to } of questionsOf(notebook)) {
      const after = joined(notebook.cells[cell].source).slice(to).trimStart();
      assert(!/^(No|Yes|Not)\b/.test(after), `${name}, cell ${cell}: ${after.slice(0, 40)}`);
    }
  }
});

Deno.test("no open cell below a question has the words that answer it, which JupyterLab shows", () => {
  const telling = lessons.flatMap(({ name, notebook: { cells } }) =>
    questionsOf({ cells } as Notebook).flatMap(({ told, shown }) =>
      told.filter((at) =>
        !sourceHidden(cells[at]) && shown.split("; ").some((words) => {
          const source = joined(cells[at].source);
          return words.length > 3 && /\bchecks?\(/.test(source) && source.includes(words);
        })
      ).map((at) => `${name}, cell ${at}: ${shown}`)
    )
  );
  assertEquals(telling, []);
});

Deno.test("an open check below its question compares with words, which the page blurs", () => {
  const bad = lessons.flatMap(({ name, notebook }) =>
    questionsOf(notebook).flatMap(({ told }) => told).filter((at) =>
      !sourceHidden(notebook.cells[at])
    )
      .filter((at) => {
        const source = bare(joined(notebook.cells[at].source));
        return /\bchecks?\(/.test(source) &&
          /=== -?\d|(?<!\.)isNaN|every\(Number\.isNaN/.test(source);
      }).map((at) => `${name}, cell ${at}`)
  );
  assertEquals(bad, []);
});
