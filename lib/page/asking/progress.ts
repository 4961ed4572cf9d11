/// <reference lib="dom" />
import { markup } from "../../workspace/markup.ts";
import { keepText } from "../kept_text.ts";
import { forgetAnswer, JUDGED, type Place, recalled } from "./answered.ts";
import { resultsOf } from "./results.ts";
import { saveFile } from "./save_file.ts";

export interface ListedExercise extends Place {
  readonly link: string;
  readonly title: string;
}

/** Brings "My progress" to life, where the page has one. */
export function startProgress(page: Document): void {
  const box = page.querySelector<HTMLElement>(".progress[data-exercises]");
  if (!box) return;
  const rows: ListedExercise[] = JSON.parse(box.dataset.exercises!);
  const press = (button: string, body: () => void) =>
    box.querySelector(`.progress-${button}`)!.addEventListener("click", body);
  press("clear", () => {
    if (!confirm("Forget which answers were right? The cells keep what you typed.")) return;
    rows.forEach(forgetAnswer);
    fill(box, rows);
  });
  press("print", () => {
    const alone = (on: boolean) => page.body.classList.toggle("progress-only", on);
    alone(true);
    addEventListener("afterprint", () => alone(false), { once: true });
    print();
  });
  press("save", () => {
    saveFile("triplet-lab-results.json", JSON.stringify(resultsOf(rows), null, 1) + "\n");
  });
  page.addEventListener(JUDGED, () => fill(box, rows));
  addEventListener("storage", () => fill(box, rows)); // from a lesson in another tab
  box.hidden = false;
  fill(box, rows);
}

function fill(box: HTMLElement, rows: readonly ListedExercise[]): void {
  const known = rows.map((row) => ({ ...row, known: recalled(row) }));
  const right = known.filter(({ known }) => known?.right).length;
  const where = keepText("kept", "1")
    ? "Kept in this browser only."
    : "This browser keeps nothing of this page: print it before you leave.";
  box.querySelector(".progress-count")!.textContent = `${right} of ${rows.length} right. ${where}`;
  box.classList.toggle("begun", known.some(({ known }) => known));
  box.querySelector("tbody")!.innerHTML = markup`${
    known.map(({ id, title, link, known }) => {
      const state = !known ? "not answered" : known.right ? "✓ right" : "✗ not yet";
      const date = known && new Date(known.at).toLocaleDateString("en-CA"); // 2026-11-25
      return markup`<tr><td><a href="${link}">${id} ${title}</a></td>
<td class="${known?.right && "right"}">${state}</td><td><pre>${known?.answer}</pre></td>
<td>${date}</td></tr>`;
    })
  }`.text;
}
