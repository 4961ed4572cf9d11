/// <reference lib="dom" />
import type { ExerciseData } from "../../exercises/exercise_data.ts";
import { keepText, keptText } from "../kept_text.ts";

/** An exercise of some page of the book. */
export interface ListedExercise {
  /** Its lesson, as in `01_triplet_margin_loss`. */
  readonly lesson: string;
  /** The link to its cell. */
  readonly link: string;
  readonly id: string;
  readonly title: string;
}

/** What the browser remembers of an exercise. */
interface Answered {
  /** The cell's text. */
  readonly answer: string;
  readonly right: boolean;
  /** Year, month and day of the reader's clock. */
  readonly date: string;
}

/** Told to the document when an answer was judged. */
const JUDGED = "triplet-lab:judged";

const placeOf = (lesson: string, id: string) => `exercise ${lesson} ${id}`;

/** Remembers how an exercise's cell ended; one without an answer is forgotten. */
export function rememberAnswer(lesson: string, { id, right }: ExerciseData, answer: string): void {
  const date = new Date().toLocaleDateString("en-CA"); // 2026-11-25
  const known: Answered | undefined = right === null ? undefined : { answer, right, date };
  keepText(placeOf(lesson, id), known && JSON.stringify(known));
  document.dispatchEvent(new Event(JUDGED));
}

/** Brings "My progress" to life, where the page has one. */
export function startProgress(page: Document): void {
  const box = page.querySelector<HTMLElement>(".progress[data-exercises]");
  if (!box) return;
  const rows: ListedExercise[] = JSON.parse(box.dataset.exercises!);
  box.querySelector<HTMLElement>(".progress-clear")!.onclick = () => {
    if (!confirm("Forget which answers were right? The cells keep what you typed.")) return;
    for (const { lesson, id } of rows) keepText(placeOf(lesson, id), undefined);
    fill(box, rows);
  };
  box.querySelector<HTMLElement>(".progress-print")!.onclick = () => {
    page.body.classList.add("progress-only");
    addEventListener("afterprint", () => page.body.classList.remove("progress-only"), {
      once: true,
    });
    print();
  };
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

function recalled({ lesson, id }: ListedExercise): Answered | undefined {
  try {
    const { answer, right, date } = JSON.parse(keptText(placeOf(lesson, id)) ?? "null");
    return { answer: String(answer), right: right === true, date: String(date) };
  } catch {
    return undefined; // nothing, or what cannot be read
  }
}

function cell(content: Node | string, kind = ""): HTMLTableCellElement {
  const made = document.createElement("td");
  made.className = kind;
  made.append(content);
  return made;
}
