/// <reference lib="dom" />
import { isAnswerProblem } from "../../exercises/answer_problem.ts";
import { type Verdict, verdictOf } from "../../exercises/judge_answer.ts";
import { loadCompiler } from "../../page/program/load_compiler.ts";
import { breakLine } from "../../page/program/typing.ts";
import type { ExerciseData } from "../exercise_data.ts";
import { forget, placeOf, recall, remember } from "./progress_store.ts";
import { type ProgressRow, startProgress } from "./progress_table.ts";
import { runAnswer } from "./run_answer.ts";

/** What `exerciseScript` puts above this script. */
export interface PageExercises {
  readonly lesson: string;
  /** The worker's script. */
  readonly checks: string;
  /** By id: the names that an answer may use, and a hash of the check. */
  readonly exercises: Readonly<Record<string, { names: readonly string[]; rule: string }>>;
}

declare const tripletLabExercises: PageExercises;

const { lesson, checks, exercises } = tripletLabExercises;
const boxes = [...document.querySelectorAll<HTMLElement>(".exercise[data-exercise]")]
  .map((box) => ({ box, data: JSON.parse(box.dataset.exercise!) as ExerciseData }))
  .filter(({ data }) => data.id in exercises)
  .map(({ box, data }) => start(box, data));
const showProgress = startProgress(
  boxes.map(({ row }) => row),
  () => boxes.forEach(({ reset }) => reset()),
);

/** Brings one box to life. */
function start(box: HTMLElement, data: ExerciseData): { row: ProgressRow; reset(): void } {
  const { names, rule } = exercises[data.id];
  const place = placeOf(lesson, data, rule);
  const form = box.querySelector("form")!;
  const field = form.querySelector<HTMLInputElement | HTMLTextAreaElement>("[name=answer]")!;
  const line = form.querySelector<HTMLElement>(".exercise-verdict")!;
  let running = new AbortController();

  function show(text: string, kind: string): void {
    line.textContent = text;
    line.className = `exercise-verdict ${kind}`;
  }

  async function judge(typed: string, signal: AbortSignal): Promise<Verdict> {
    const lines = typed.split("\n").length;
    const { compileAnswer } = await loadCompiler();
    signal.throwIfAborted();
    const source = compileAnswer(data.form, typed, names);
    return await runAnswer({ checks, id: data.id, given: data.given, source, lines }, signal);
  }

  async function check(): Promise<void> {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const answer = field.value;
    show("Checking …", "");
    let verdict: Verdict;
    try {
      verdict = await judge(answer, signal);
    } catch (error) {
      if (signal.aborted) return;
      verdict = verdictOf(error);
      // Nothing typed is nothing to remember.
      if (isAnswerProblem(error) && answer.trim() === "") {
        return show(`✗ ${sentence(verdict)}`, "wrong");
      }
    }
    const message = verdict.right ? "✓ Right." : `✗ ${sentence(verdict)}`;
    show(message, verdict.right ? "right" : "wrong");
    const date = new Date().toLocaleDateString("en-CA"); // 2026-11-25
    remember(place, { answer, right: verdict.right, message, date });
    showProgress();
  }

  form.onsubmit = (event) => {
    event.preventDefault();
    check();
  };
  form.onreset = () => {
    running.abort();
    show("", "");
    if (recall(place)) {
      forget(place);
      showProgress();
    }
  };
  field.onkeydown = (event) => {
    const { key, ctrlKey, metaKey } = event as KeyboardEvent;
    if (key !== "Enter" || !(field instanceof HTMLTextAreaElement)) return;
    if (ctrlKey || metaKey) check();
    if (ctrlKey || metaKey || breakLine(field)) event.preventDefault();
  };

  const own = names.slice(names.indexOf("margin") + 1);
  box.querySelector(".exercise-names")?.replaceChildren(
    ...own.flatMap((name) => [", ", code(name)]),
  );
  const known = recall(place);
  if (known) {
    field.value = known.answer;
    show(known.message, known.right ? "right" : "wrong");
  }
  box.querySelector<HTMLElement>(".exercise-line")!.hidden = true;
  form.hidden = false;
  return { row: { data, place, link: `#${box.id}` }, reset: () => form.reset() };
}

function code(text: string): HTMLElement {
  const made = document.createElement("code");
  made.textContent = text;
  return made;
}

/** `line 2, column 5: did not expect ...`, as a sentence. */
function sentence({ message, line, column }: Verdict): string {
  const where = line ? `line ${line}${column ? `, column ${column}` : ""}: ` : "";
  const text = where + message;
  return text[0].toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
}
