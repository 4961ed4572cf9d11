import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import {
  diagnose,
  diagnosisBody,
  diagnosisFigures,
  diagnosisText,
  explainValue,
} from "#lib/clinic/mod.ts";
import { DISEASES } from "#lib/clinic/diseases.ts";
import { batchHardTripletLoss, l2Normalize } from "#lib/reference/mod.ts";

const embeddings = [[0, 0], [3, 4], [3, 0], [0, 4], [1, 1], [2, 2]], labels = [0, 0, 1, 1, 2, 2];
const batch = { embeddings, labels };
const valid = batchHardTripletLoss(embeddings, labels, { margin: 1, rule: "valid" }).loss;

Deno.test("explainValue() names the rules that give a value, and says why each other does not", () => {
  const { rows, answer } = explainValue({ loss: +valid.toPrecision(6), batch, margin: 1 });
  const right = rows.filter(({ gives }) => gives === true);
  assert(right.some(({ rule, squared }) => rule === "valid" && !squared), answer);
  assertStringIncludes(answer, "batch hard");
  for (const { gives, reason, value } of rows) {
    if (!gives && value !== null) assert(/^[\d.e+-]+, (more|less): ./.test(reason), reason);
  }
});

Deno.test("explainValue() knows a sum in place of a mean, and rows of length 1", () => {
  assertStringIncludes(
    explainValue({ loss: 6 * valid, batch, margin: 1 }).answer,
    "a sum in place of a mean",
  );
  const unit = { embeddings: embeddings.slice(1), labels: labels.slice(1) };
  const loss = batchHardTripletLoss(l2Normalize(unit.embeddings), unit.labels, {
    margin: 0.2,
    rule: "tensorflow",
  }).loss;
  assertStringIncludes(explainValue({ loss, batch: unit, margin: 0.2 }).answer, "rows of length 1");
  assertStringIncludes(
    explainValue({ loss: 1234.5, batch, margin: 1 }).answer,
    "No named rule gives 1234.5",
  );
});

Deno.test("explainValue() speaks in a library's own names to who names it", () => {
  const lone = { embeddings, labels: [0, 0, 1, 1, 2, 3] };
  const soft = { margin: 0, soft: true, rule: "tensorflow" } as const;
  const { loss } = batchHardTripletLoss(embeddings, lone.labels, soft);
  const explained = (options: { library?: string }) =>
    explainValue({ loss, batch: lone, margin: 1 }, options).answer;
  assertStringIncludes(explained({}), "No named rule gives");
  assertStringIncludes(
    explained({ library: "sentence-transformers" }),
    "1 of 54 forms give: sentence-transformers, BatchHardSoftMarginTripletLoss.",
  );
});

Deno.test("diagnose() finds squared distances behind a value that plain ones do not give", () => {
  const loss = batchHardTripletLoss(embeddings, labels, { margin: 1, squared: true }).loss;
  const { findings } = diagnose({ value: { loss, batch } }, { margin: 1 });
  assertEquals(findings.map(({ id }) => id), ["squared-or-plain"]);
});

Deno.test("a value without a margin is not explained, and that is said; one of a large batch is refused", () => {
  assertStringIncludes(
    diagnose({ value: { loss: 1, batch } }).notes.join(),
    "its margin is missing",
  );
  const large = {
    embeddings: Array.from({ length: 400 }, (_, i) => [i]),
    labels: Array.from({ length: 400 }, (_, i) => i % 2),
  };
  assertThrows(
    () => explainValue({ loss: 1, batch: large, margin: 1 }),
    RangeError,
    "batch: expected at most 384 rows, got 400",
  );
  assertThrows(
    () => diagnose({ value: { loss: 1, batch } }, { library: "nobody" }),
    RangeError,
    "library: expected",
  );
});

const step = (step: number) => ({ ...batch, step });
const log = {
  step: [1, 2, 3],
  loss: [0.5, 0.4, NaN],
  easy: [0.1, 0.2, 0.3],
  semi_hard: [0.4, 0.4, 0.4],
  hard: [0.5, 0.4, 0.3],
};

Deno.test("diagnosisFigures() draws loss, shares, distances, their histogram and the plane", () => {
  const figures = diagnosisFigures(diagnose({ log, snapshots: [step(1), step(2)] }, { margin: 1 }));
  assertEquals(figures.map(({ spec }) => spec.title), [
    "Loss",
    "Which triplets a batch holds",
    "Distances to positives and to negatives",
    "Distances at the end",
    "The plane in which the rows scatter most",
  ]);
  for (const figure of figures) assertStringIncludes(figure.toSvg(), "<svg");
});

Deno.test("diagnosisFigures() draws a million steps by two thousand", () => {
  const loss = Float64Array.from({ length: 1e6 }, (_, i) => 1 / (1 + i / 1e5));
  const [curve] = diagnosisFigures(diagnose({ log: { loss } }));
  assert((curve.spec.data as unknown[]).length <= 2000);
});

Deno.test("the page and the text hold every finding with its evidence, and escape what came", () => {
  const diagnosis = diagnose({ log: { ...log, "<b>": ["x", "y", "z"] } });
  const html = diagnosisBody(diagnosis, { read: ["<i>.csv"], link: () => "lesson.html#x" });
  const text = diagnosisText(diagnosis, { read: ["<i>.csv"] });
  assert(!html.includes("<i>.csv") && html.includes("&lt;i&gt;.csv") && !html.includes("<b>"));
  for (const said of [html, text]) {
    assertStringIncludes(said, "Something is wrong.");
    assertStringIncludes(said, "loss is NaN at step 3");
    assertStringIncludes(said, "inputs that were not finite to begin with");
  }
  assertStringIncludes(html, '<a href="lesson.html#x">lesson 2, section 6</a>');
});

Deno.test("every disease leads to a section that its lesson has", () => {
  const folder = new URL("../../notebooks/", import.meta.url);
  const names = readdirSync(folder);
  for (const [id, { lesson, otherwise, cure }] of Object.entries(DISEASES)) {
    assert(otherwise.length > 0 && cure.length > 0, id);
    const name = names.find((name) => name.startsWith(`0${lesson.number}_`))!;
    const cells = JSON.parse(readFileSync(new URL(name, folder), "utf8")).cells;
    const heads: string[] = cells.filter((cell: { cell_type: string }) =>
      cell.cell_type === "markdown"
    )
      .map((cell: { source: string[] }) => cell.source.join("")).join("\n").match(/^##+ .*/gm);
    let [section, part] = ["", 0];
    const anchors = heads.map((head) => {
      if (!head.startsWith("###")) [section, part] = [/\d+/.exec(head)?.[0] ?? "", 0];
      else part++;
      return `section-${section}${part > 0 ? `-${part}` : ""}`;
    });
    assert(anchors.includes(lesson.anchor), `${id}: ${lesson.anchor} in ${anchors}`);
  }
});
