/// <reference lib="dom" />
import type { Question } from "../../notebooks/questions_of.ts";
import { Markup, markup } from "../../workspace/markup.ts";
import { keepText, keptText } from "../kept_text.ts";
import { typedNumber } from "./typed_number.ts";

type Asked = Pick<Question, "within" | "shown" | "told"> & { place: string; answer: number };

const SKIPPED = "skipped";
const verdictOf = (form: HTMLFormElement) => form.querySelector<HTMLElement>(".question-verdict")!;
const isChoice = (form: HTMLFormElement) => form.querySelector("input[type=radio]") !== null;

/** Covers the outputs that tell until the reader has predicted them or skipped, and compares afterwards. */
export function startPredictions(page: ParentNode): void {
  const forms = [...page.querySelectorAll<HTMLFormElement>("form[data-question]")];
  const questions = forms.map((form) => {
    const asked: Asked = JSON.parse(form.dataset.question!);
    const kept = keptText(asked.place);
    return { form, asked, said: kept === SKIPPED || isAnswer(form, kept ?? "") ? kept : undefined };
  });
  const show = () => {
    page.querySelectorAll(".cover-note").forEach((note) => note.remove());
    for (const name of ["data-covered", "inert"]) {
      page.querySelectorAll(`[${name}]`).forEach((one) => one.removeAttribute(name));
    }
    for (const { form, asked, said } of questions) {
      if (said === undefined) asked.told.forEach((cell) => cover(page, cell, form.id));
    }
    dispatchEvent(new Event("resize")); // live figures take their width anew
  };
  for (const question of questions) {
    const { form, asked } = question;
    const verdict = verdictOf(form);
    const settle = (said: string | undefined) => {
      question.said = said;
      keepText(asked.place, said);
      showVerdict(form, asked, said);
      show();
      if (said === undefined) form.querySelector("input")!.focus();
      else verdict.focus({ preventScroll: true });
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = typedNumber(new FormData(form).get("said")?.toString() ?? "");
      if (isAnswer(form, said)) return settle(said);
      verdict.textContent = isChoice(form) ? "Choose one, or skip." : "Write a number, or skip.";
      form.querySelector("input")!.focus();
    });
    form.querySelector("[data-skip]")!.addEventListener("click", () => settle(SKIPPED));
    verdict.addEventListener("click", (event) => {
      if (!(event.target as Element).closest("button")) return;
      form.reset();
      settle(undefined);
    });
    showVerdict(form, asked, question.said);
  }
  if (forms.length > 0) offerSkipAll(forms);
  show();
}

function offerSkipAll([first, ...others]: readonly HTMLFormElement[]): void {
  const skip = first.querySelector("[data-skip]")!;
  skip.insertAdjacentHTML("afterend", ' <button type="button">Skip all on this page</button>');
  skip.nextElementSibling!.addEventListener("click", () => {
    const open = ".question-buttons:not([hidden]) [data-skip]";
    for (const form of [first, ...others]) form.querySelector<HTMLElement>(open)?.click();
    verdictOf(first).focus();
  });
}

function cover(page: ParentNode, cell: number, question: string): void {
  const output = page.querySelector<HTMLElement>(`[data-cell="${cell}"] [data-output]`);
  if (!output || output.hasAttribute("data-covered")) return;
  output.setAttribute("data-covered", "");
  const note = markup`<p class="cover-note">Covered, as are the words that tell, until you
<a href="#${question}">predict</a> or skip.</p>`;
  output.insertAdjacentHTML("beforebegin", note.text);
  // Caption and paragraph below say what was seen, unless that asks the next question.
  let below = output.closest("[data-cell]")?.nextElementSibling;
  const caption = below?.matches("p:has(> em:only-child)");
  for (let left = caption ? 2 : 1; left > 0 && below?.matches("p:not(:has(+ form))"); left--) {
    below.setAttribute("inert", ""); // nor read aloud, found or followed
    below = below.nextElementSibling;
  }
}

function isAnswer(form: HTMLFormElement, said: string): boolean {
  if (said === "" || !Number.isFinite(Number(said))) return false;
  return !isChoice(form) || form.querySelector(`[value="${Number(said)}"]`) !== null;
}

/** Says how an answer compares, in place of the buttons; without an answer asks again. */
function showVerdict(form: HTMLFormElement, asked: Asked, said: string | undefined): void {
  const verdict = verdictOf(form);
  form.querySelector("fieldset")!.disabled = said !== undefined;
  form.querySelector<HTMLElement>(".question-buttons")!.hidden = said !== undefined;
  verdict.innerHTML = "";
  if (said === undefined) return;
  let line = markup`Skipped.`;
  if (said !== SKIPPED) {
    const far = Math.abs(Number(said) - asked.answer);
    const isRight = far <= asked.within + 1e-9 * Math.abs(asked.answer);
    verdict.dataset.right = String(isRight);
    const begins = !isRight ? "✗ You" : far > 0 ? "✓ Near enough: you" : "✓ As you";
    const ends = (!isRight || far > 0) && markup`It is: ${wordsOf(form, String(asked.answer))}. `;
    line = markup`${begins} said: ${
      wordsOf(form, said)
    }. ${ends}The recorded run says: “${asked.shown}”`;
    const option = form.querySelector<HTMLInputElement>(`[value="${said}"]`);
    if (isChoice(form)) option!.checked = true;
    else form.querySelector("input")!.value = said;
  }
  verdict.innerHTML = markup`<p>${line}</p><button type="button">Ask again</button>`.text;
}

/** A number, or an option's words with its formulas. */
function wordsOf(form: HTMLFormElement, said: string): Markup | string {
  const words = form.querySelector(`[value="${said}"] + span`)?.innerHTML;
  return words === undefined ? said : new Markup(words.replace(/\.(?=(<\/span>)*$)/, ""));
}
