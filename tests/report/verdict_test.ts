import { assert, assertEquals } from "@std/assert";
import { questionVerdict } from "#lib/evaluation/mod.ts";
import type { RecordedEmoji } from "#lib/experiments/mod.ts";
import { articleClaims, articleValues, check, provenance } from "#lib/lessons/mod.ts";
import { bookPages } from "#lib/report/book.ts";
import { ARTICLE_CLAIMS, EXERCISE } from "#lib/workspace/mime_types.ts";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { assertHas, bookOf, carrying, lesson, partsOf } from "./small_book.ts";

/** What a lesson's value shows in a notebook. */
const shownBy = (value: object) => {
  const show =
    (value as Record<symbol, () => Record<string, unknown>>)[Symbol.for("Jupyter.display")];
  return { output_type: "execute_result", data: show.call(value) };
};

const lessons = [
  lesson(
    "01_a.ipynb",
    prose("# The loss"),
    code("check", [shownBy(check("One is one", true))]),
    code("values", [shownBy(articleValues(1, [
      { what: "the `loss`", by: "numpy", theirs: 1.5, ours: 1.5 + 1e-9, tolerance: 1e-6 },
      { what: "ap", by: "article", theirs: 0.357, ours: 0.7, refuted: "two runs" },
    ]))]),
    code("exercise", [carrying(EXERCISE, {
      id: "1.1",
      title: "x",
      right: true,
      given: null,
    }, "✓ Exercise 1.1 (x): right")]),
    code("provenance", [shownBy(provenance({
      seed: 7,
      backend: { backend: "wasm", device: "a <chip>", versions: { tfjs: "4.22.0" } },
    }))]),
  ),
  lesson(
    "04_d.ipynb",
    prose("# Batch hard"),
    code("claims", [shownBy(articleClaims(4, [
      { claim: "Bigger is better", verdict: "not decided", evidence: "5 seeds" },
      { claim: "A < B", verdict: "does not hold", evidence: "0.1" },
      { claim: "Some are", verdict: "holds in part", evidence: "1 of 2" },
      { claim: "Some are not", verdict: "fails in part", evidence: "1 of 2" },
    ], {
      recorded: {
        study: "a_study",
        date: "2026-11-22",
        commit: "ebb715ea9ff612072d319dfaae86abb856ceda08",
        device: "a <processor>",
        machine: { backend: "tensorflow" },
      },
    }))]),
    code("checks", [{
      output_type: "execute_result",
      data: { "text/plain": "✓ a\n✗ b: not with x = 1" },
    }]),
  ),
];

Deno.test("the verdict page has each article's numbers with difference, tolerance and backend", async () => {
  const html = (await bookOf(lessons)).pages.get("verdict.html")!;
  assertHas(html, `<td>the <code>loss</code></td><td>numpy</td>`);
  assertHas(
    html,
    `<td class="number">1e-9</td><td class="number">1e-6</td><td>wasm</td>` +
      `<td class="verdict-holds">✓ reproduced</td>`,
  );
  assertHas(html, `<td class="verdict-not">✗ not reproduced: two runs</td>`);
  assertHas(html, `<dt>articles' own numbers reproduced</dt><dd>0 of 1</dd>`);
  assertHas(html, `<dt>numbers of their programs</dt><dd>1 of 1</dd>`);
  assertHas(html, `<a href="01_a.html">lesson 1, The loss</a>`);
});

Deno.test("the verdict page has each claim with what became of it", async () => {
  const html = (await bookOf(lessons)).pages.get("verdict.html")!;
  assertHas(html, `<td>Bigger is better</td><td class="nowrap">… not decided</td><td>5 seeds</td>`);
  assertHas(html, `<td>A &lt; B</td><td class="verdict-not nowrap">✗ does not hold</td>`);
  assertHas(html, `<td>Some are</td><td class="verdict-holds nowrap">✓ holds in part</td>`);
  assertHas(html, `<td>Some are not</td><td class="verdict-not nowrap">✗ fails in part</td>`);
  assertHas(html, `<dt>claims tested</dt><dd>4</dd>`);
});

Deno.test("the verdict page says of each table what was computed now, and what was recorded", async () => {
  const html = (await bookOf(lessons)).pages.get("verdict.html")!;
  assertHas(html, "Ours were computed for this report, on wasm (a &lt;chip&gt;); theirs");
  assertHas(
    html,
    "from trainings that were recorded before:\n&quot;a_study&quot;, 2026-11-22, commit ebb715e, " +
      "tensorflow on a &lt;processor&gt;.",
  );
  assert(!html.includes("Everything here was computed"), "not true of recordings");
});

Deno.test("a claim without a recording was judged by what the lesson computed", () => {
  const claim = { claim: "A < B", verdict: "holds", evidence: "0.1" } as const;
  const { data } = shownBy(articleClaims(1, [claim]));
  assertEquals(data[ARTICLE_CLAIMS], { article: 1, rows: [claim] });
});

Deno.test("the verdict page counts checked sentences, and no exercises", async () => {
  const html = (await bookOf(lessons)).pages.get("verdict.html")!;
  const rows = [
    ...html.matchAll(
      /lesson (\d), [^<]*<\/a><\/td><td class="number">(\d+)<\/td><td class="number">(\d+)/g,
    ),
  ];
  assertEquals(rows.map(([, ...row]) => row.join(" ")), ["1 1 0", "4 1 1"]);
});

Deno.test("the verdict page has the agreement and the rules as they were computed", async () => {
  const html = (await bookOf(lessons)).pages.get("verdict.html")!;
  assertHas(
    html,
    `numpy</th><td>triplet margin</td><td class="number">3</td><td class="number">1e-16</td>`,
  );
  assertHas(html, "recorded with numpy 2.4.6");
  assertHas(
    html,
    `<td>batch hard</td><td>valid</td><td class="number">1.5</td><td class="number">2</td><td>Both.</td>`,
  );
});

Deno.test("the verdict page shows a cross where the library is beyond its tolerance", async () => {
  const parts = partsOf(lessons);
  const row = { ...parts.agreement.rows[0], difference: 0.0099, within: false };
  const agreement = { ...parts.agreement, rows: [row], problems: ["numpy: 0.0099 <apart>"] };
  const html = (await bookPages({ ...parts, agreement })).pages.get("verdict.html")!;
  assertHas(html, `<td class="number verdict-not">✗ 0.0099</td>`);
  assertHas(html, `<p class="verdict-not">✗ numpy: 0.0099 &lt;apart&gt;.</p>`);
  assert(!(await bookOf(lessons)).pages.get("verdict.html")!.includes(`number verdict-not`));
});

Deno.test("a lesson's page tells its seed, backend, device and versions", async () => {
  const html = (await bookOf(lessons)).pages.get("01_a.html")!;
  assertHas(html, "seed 7 · backend wasm on a &lt;chip&gt; · tfjs 4.22.0 · deno 2.9.6");
});

Deno.test("without such outputs the verdict page says so", async () => {
  const html = (await bookOf([lesson("01_a.ipynb", prose("# A"))])).pages.get("verdict.html")!;
  assertHas(html, "No lesson of this report has such numbers.");
  assert(html.includes("<dd>0 of 0</dd>"));
});

Deno.test("the verdict page has the study on emoji: each claim, and when it was recorded", async () => {
  const values = [0.1, 0.12, 0.14];
  const effects = [{ name: "batch all − PCA", values }];
  const answer = { question: "better", judge: "map_at_r", splits: 3, ...questionVerdict(effects) };
  const facts = {
    study: "emoji",
    date: "2026-11-27",
    commit: "ebb715ea9ff6",
    device: "a <device>",
  };
  const emoji = {
    facts: { ...facts, machine: { backend: "wasm" } },
    answers: [answer],
  } as unknown as RecordedEmoji;
  const { pages, problems } = await bookPages({ ...partsOf(lessons), emoji });
  const html = pages.get("verdict.html")!;
  assertEquals(problems, []);
  assertHas(html, `<td>better</td><td class="verdict-holds">✓ holds</td><td>3 splits, `);
  assertHas(html, "&quot;emoji&quot;, 2026-11-27, commit ebb715e, wasm on a &lt;device&gt;.");
  assert(!(await bookOf(lessons)).pages.get("verdict.html")!.includes("on emoji"));
});
