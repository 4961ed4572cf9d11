/** What each lesson that trains must show of its trainings, read from the committed notebooks. */
import { assert, assertEquals } from "@std/assert";
import { basename } from "node:path";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { codeCells, joined, readNotebook } from "#lib/notebooks/notebook.ts";
import { FIGURE_DATA, LIVE_FIGURE } from "#lib/workspace/mime_types.ts";

const TRAINING = /^0[2-6]_/;

/** The drawn figures of a notebook, live ones left out: their words, and the data they stand for. */
async function figuresOf(path: string): Promise<{ words: string[]; data: string; svg: string }[]> {
  return codeCells(await readNotebook(path)).flatMap(({ outputs = [] }) => outputs)
    .filter(({ data = {} }) => FIGURE_DATA in data && !(LIVE_FIGURE in data))
    .map(({ data = {} }) => {
      const svg = joined(data["image/svg+xml"] as string);
      const words = [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text);
      return { words, svg, data: JSON.stringify(data[FIGURE_DATA]) };
    });
}

const lessons = (await listNotebooks()).filter((path) => TRAINING.test(basename(path)));

Deno.test("five lessons train", () => assertEquals(lessons.length, 5));

for (const path of lessons) {
  const name = basename(path, ".ipynb");

  Deno.test(`${name} draws its loss, batches and their mean, with the margin's line named`, async () => {
    const curves = (await figuresOf(path)).filter(({ words }) =>
      words.some((word) => word === "running mean" || /^mean of \d+$/.test(word))
    );
    assert(curves.length > 0, "no loss curve");
    for (const { svg } of curves) assert(/<circle /.test(svg), "no batches beside their mean");
    assert(
      curves.some(({ words }) => words.some((word) => /^margin [\d.]+$/.test(word))),
      "the margin has no name",
    );
  });

  Deno.test(`${name} draws its categories over training, and hard is named in each panel`, async () => {
    const shares = (await figuresOf(path)).filter(({ data }) => data.includes(`"semiHard":`));
    assert(shares.length > 0, "no category shares");
    for (const { words, data } of shares) {
      const [first, ...rest] = JSON.parse(data).data;
      const panels: string[] = "steps" in first ? [first, ...rest].map(({ name }) => name) : [""];
      for (const category of ["easy", "semi-hard", "hard"]) {
        const named = words.filter((word) => word.replace(/ [\d.]+ %$/, "") === category);
        // A panel may itself be called so: semi-hard is a strategy, too.
        const titles = panels.filter((panel) => panel === category);
        assertEquals(named.length, panels.length + titles.length, `how often ${category} is named`);
      }
    }
  });
}
