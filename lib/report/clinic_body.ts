import study from "../../data/benchmarks/clinic.json" with { type: "json" };
import { LIBRARIES } from "../clinic/mod.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import type { PageBody } from "./book_parts.ts";
import { headingsOf } from "./headings_of.ts";
import type { Outline } from "./outline.ts";
import type { References } from "./references.ts";
import { classed, rowHead, scrolledTable } from "../workspace/scrolled_table.ts";

export const CLINIC_FILE = "clinic.html";

/** The clinic's page: where files are dropped, and how often it was right of known diseases. */
export function clinicBody(lessons: readonly Outline[], references: References): PageBody {
  const { held, threads } = study;
  const { heading, toc } = headingsOf(CLINIC_FILE, references);
  const files = Object.fromEntries(lessons.map(({ number, file }) => [number, file]));
  const diseases = held.rows.map(({ disease, commonest, found, runs, first }) => [
    rowHead(disease + (commonest ? "\u00a0*" : "")),
    classed(`${found} of ${runs}`, "unbroken"),
    Object.entries(first).map(([name, count]) => `${name} ${count}`).join(", "),
  ]);
  const asked = threads.map(({ thread, told, verdict, found, concluded, same }) => {
    const name = thread.replace(/^.*github.com\//, "").replace("/issues/", " #");
    const link = rowHead(markup`<a href="${thread}">${name}</a>`);
    return [link, told, [verdict, ...found].join("; "), concluded, same ? "yes" : "no"];
  });
  const html = markup`${heading("top", "The clinic", 1)}
<p>What is wrong with a triplet training, told from its log, from embeddings with labels, or from both.
${references.whole ? markup`Here <code>deno task diagnose FILE</code> tells it.` : dropPlace(files)}
${heading("proved", "How often it is right")}
<p>Counted on ${held.rows.reduce((sum, { runs }) => sum + runs, held.healthy)} small trainings whose
disease was known and that set no threshold: this project's, PyTorch's, pytorch-metric-learning's and
sentence-transformers' own losses. Of ${held.healthy} healthy ones it called ${held.falseAlarms} ill. A
star marks the ten diseases that are asked about most.</p>
${scrolledTable(["seeded", "found", "said first"], diseases)}
${heading("threads", "What people asked in public")}
<p>${threads.filter(({ same }) => same).length} of ${threads.length} times it says what the thread
concluded; where a thread gave no numbers, they were drawn after its words.</p>
${scrolledTable(["thread", "told", "the clinic says", "the thread concluded", "the same"], asked)}`;
  return { html, toc };
}

function dropPlace(files: Readonly<Record<number, string>>): Markup {
  const libraries = Object.keys(LIBRARIES).map((name) => markup`<option>${name}</option>`);
  return markup`Everything is computed in this page: nothing leaves your computer.</p>
<form id="clinic" class="clinic" data-lessons="${JSON.stringify(files)}">
<p><label>Drop files here, or choose them: Parquet, NPY, NPZ, safetensors, CSV, JSON lines
<input type="file" multiple></label></p>
<p><label>margin <input name="margin" inputmode="decimal" size="6"></label>
<label><input type="checkbox" name="squared"> squared distances</label>
<label>CircleLoss's gamma <input name="gamma" inputmode="decimal" size="6"></label>
<label>library <select name="library"><option value="">any</option>${libraries}</select></label>
<label>labels <input name="labels" size="10" placeholder="column or file"></label></p>
</form><noscript><p>That takes scripts, which are off here: deno task diagnose does the same.</p></noscript>
<div id="diagnosis" role="region" aria-label="Diagnosis" aria-live="polite"></div>`;
}
