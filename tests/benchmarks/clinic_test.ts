import { assert, assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { judged } from "../../data/benchmarks/clinic/judged.ts";
import { markdown, type Results } from "../../data/benchmarks/clinic/markdown.ts";
import { readSamples, readThreads } from "../../data/benchmarks/clinic/samples.ts";
import { joined, readNotebook } from "#lib/notebooks/notebook.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";

const read = (name: string) =>
  readFileSync(new URL(`../../data/benchmarks/${name}`, import.meta.url), "utf8");
const kept: Results = JSON.parse(read("clinic.json"));

Deno.test("the clinic says of the trainings held out what the table says", () => {
  const { runs, ...held } = judged(readSamples(), "held");
  assertEquals(runs.length, 244);
  assertEquals(JSON.parse(JSON.stringify(held)), kept.held, "judge.ts writes the table again");
});

Deno.test("the clinic finds the ten that are asked about most, and leaves the healthy alone", () => {
  const missed = kept.held.rows.filter((row) => row.commonest && row.sensitivity < 0.9);
  assertEquals(missed.map(({ disease }) => disease), []);
  assert(kept.held.falseAlarms <= kept.held.healthy / 20);
});

Deno.test("public threads: what the clinic says is what the table says", () => {
  assertEquals(JSON.parse(JSON.stringify(readThreads())), kept.threads);
  assertEquals(kept.threads.length, 20);
});

Deno.test("the study's page is made of its numbers", () => {
  assertEquals(read("clinic.md"), markdown(kept));
});

Deno.test("lesson 7 tells how many trainings the study has, and in how many ways they are ill", async () => {
  const trainings = [kept.held, kept.tune].reduce(
    (sum, { rows, healthy }) => rows.reduce((count, { runs }) => count + runs, sum + healthy),
    0,
  );
  const [path] = await listNotebooks({ only: "7" });
  const prose = (await readNotebook(path)).cells.map(({ source }) => joined(source)).join(" ");
  const told = `${trainings} trainings were made ill in ${kept.held.rows.length} ways`;
  assert(prose.replace(/\s+/g, " ").includes(told), told);
});
