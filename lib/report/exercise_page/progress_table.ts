/// <reference lib="dom" />
import type { ExerciseData } from "../exercise_data.ts";
import { forget, keeps, recall } from "./progress_store.ts";

/** An exercise in the table. */
export interface ProgressRow {
  readonly data: ExerciseData;
  /** Where it is remembered. */
  readonly place: string;
  /** The link to it. */
  readonly link: string;
}

/**
 * Brings "My progress" to life, where the page has one.
 *
 * @param rows The exercises it lists.
 * @param onClear Called after everything was forgotten.
 * @returns A function that fills it again, to be called when an answer was judged.
 */
export function startProgress(rows: readonly ProgressRow[], onClear: () => void): () => void {
  const box = document.querySelector<HTMLElement>(".progress");
  if (!box || rows.length === 0) return () => {};
  const fill = () => fillTable(box, rows);
  box.querySelector<HTMLElement>(".progress-clear")!.onclick = () => {
    if (!confirm("Forget these answers?")) return;
    for (const { place } of rows) forget(place);
    onClear();
    fill();
  };
  box.querySelector<HTMLElement>(".progress-print")!.onclick = () => {
    document.body.classList.add("progress-only");
    addEventListener("afterprint", () => document.body.classList.remove("progress-only"), {
      once: true,
    });
    print();
  };
  box.hidden = false;
  fill();
  return fill;
}

function fillTable(box: HTMLElement, rows: readonly ProgressRow[]): void {
  const known = rows.map((row) => ({ ...row, known: recall(row.place) }));
  const right = known.filter(({ known }) => known?.right).length;
  const where = keeps()
    ? "Kept in this browser only."
    : "This browser keeps nothing of this page: print it before you leave.";
  box.querySelector(".progress-count")!.textContent = `${right} of ${rows.length} right. ${where}`;
  box.classList.toggle("begun", known.some(({ known }) => known));
  box.querySelector("tbody")!.replaceChildren(...known.map(({ data, link, known }) => {
    const row = document.createElement("tr");
    const name = document.createElement("a");
    name.href = link;
    name.textContent = `${data.id} ${data.title}`;
    const answer = document.createElement("pre");
    answer.textContent = known?.answer ?? "";
    const state = !known ? "not answered" : known.right ? "✓ right" : "✗ not yet";
    row.append(cell(name), cell(state, known?.right ? "right" : ""), cell(answer));
    row.append(cell(known?.date ?? ""));
    return row;
  }));
}

function cell(content: Node | string, kind = ""): HTMLTableCellElement {
  const made = document.createElement("td");
  made.className = kind;
  made.append(content);
  return made;
}
