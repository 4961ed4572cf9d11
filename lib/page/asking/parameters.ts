/// <reference lib="dom" />
import { declaredIn } from "../../lessons/declared_in.ts";
import type { ParameterBounds, ParameterValue } from "../../lessons/parameter_value.ts";
import { parameterValue } from "../../lessons/parameter_value.ts";
import { setParameter } from "../../lessons/set_parameter.ts";
import { typedNumber } from "./typed_number.ts";

interface Box {
  cell: number;
  own: Record<string, ParameterValue>;
  bounds: Record<string, ParameterBounds | undefined>;
}

type Control = HTMLInputElement | HTMLSelectElement;

/** Keeps controls and the cell that declares the parameters alike; nothing is run with a value out of bounds. */
export function startParameters(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("form[data-parameters]");
  const { cell, own, bounds }: Box = JSON.parse(form?.dataset.parameters ?? '{"own":{}}');
  const box = page.querySelector<HTMLElement>(`[data-cell="${cell}"]`);
  const editor = box?.querySelector<HTMLTextAreaElement>("[data-editor]");
  if (!form || !box || !editor) return;
  const controls = [...form.querySelectorAll<Control>("[data-parameter]")];
  const said = form.querySelector<HTMLElement>(".parameters-said")!;
  const wordsOf = (control: Control) =>
    control.matches("[type=checkbox]") ? `${control.matches(":checked")}` : control.value.trim();

  function tell(problem: string, wrong?: Control): void {
    said.textContent = problem;
    said.classList.toggle("problem", problem !== "");
    for (const control of controls) control.removeAttribute("aria-invalid");
    wrong?.setAttribute("aria-invalid", "true");
  }

  /** Writes what the controls have into the cell; false when one of them cannot be. */
  function write(): boolean {
    let text = editor!.value;
    const changed: string[] = [];
    for (const control of controls) {
      const name = control.dataset.parameter!;
      try {
        const words = typedNumber(wordsOf(control));
        const value = parameterValue(name, own[name], words, bounds[name]);
        text = setParameter(text, name, value);
        if (value !== own[name]) changed.push(`${name} = ${own[name]}`);
      } catch (error) {
        tell(`${(error as Error).message}. Nothing is run with it.`, control);
        return false;
      }
    }
    if (text !== editor!.value) editor!.value = text;
    tell("");
    if (changed.length > 0) said.textContent = `The lesson's own: ${changed.join(", ")}.`;
    return true;
  }

  /** Takes over what the cell says; a cell that declares otherwise is left to itself. */
  function read(): void {
    try {
      const { parameters } = declaredIn(editor!.value);
      for (const control of controls) {
        const { value } = parameters[control.dataset.parameter!];
        if (control.type === "checkbox") (control as HTMLInputElement).checked = value === true;
        else control.value = String(value);
      }
      write();
    } catch { /* it is being typed */ }
  }

  form.hidden = false;
  form.addEventListener("change", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", read);
  box.addEventListener("click", () => setTimeout(read)); // a reset
  page.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-run-all]") || write()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    controls.find((control) => control.ariaInvalid === "true")!.focus();
  }, true);
  read();
}
