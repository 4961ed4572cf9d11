/// <reference lib="dom" />
import { keepText } from "../kept_text.ts";
import { forgetAnswer, JUDGED, recalled } from "./answered.ts";
import { resultsOf } from "./results.ts";
import { saveFile } from "./save_file.ts";

/** An exercise of some page of the book. */
export interface ListedExercise {
  /** Its lesson, as in `01_triplet_margin_loss`. */
  readonly lesson: string;
  /** The link to its cell. */
  readonly link: string;
  readonly id: string;
  readonly title: string;
}

/** Brings "My progress" to life, where the page has one. */
export function startProgress(page: Document): void {
  const box = page.querySelector<HTMLElement>(".progress[data-exercises]");
  if (!box) return;
  const rows: ListedExercise[] = JSON.parse(box.dataset.exercises!);
  box.querySelector<HTMLElement>(".progress-clear")!.onclick = () => {
    if (!confirm("Forget which answers were right? The cells keep what you typed.")) return;
    rows.forEach(forgetAnswer);
    fill(box, rows);
  };
  box.querySelector<HTMLElement>(".progress-print")!.onclick = () => {
    page.body.classList.add("progress-only");
    addEventListener("afterprint", () => page.body.classList.remove("progress-only"), {
      once: true,
    });
    print();
  };
  box.querySelector<HTMLElement>(".progress-save")!.onclick = () =>
    saveFile("triplet-lab-results.json", JSON.stringify(resultsOf(rows), null, 1) + "\n");
  page.addEventListener(JUDGED, () => fill(box, rows));
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
  box.querySelector("tbody")!.replaceChildren(...known.map(({ id, title, link, known }) => {
    const row = document.createElement("tr");
    const name = document.createElement("a");
    name.href = link;
    name.textContent = `${id} ${title}`;
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
