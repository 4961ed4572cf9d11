/// <reference lib="dom" />
import { markup } from "../../workspace/markup.ts";
import { highlight } from "../outputs/highlight.ts";
import { breakLine, indentLines } from "./typing.ts";

export interface EditorEvents {
  change(text: string): void;
  /** The reader wants it run; and then to go on to the next. */
  run(goOn: boolean): void;
}

/** Makes an editor of printed code: a text area over the coloured text, whose `value` programs may set. */
export function makeEditor(code: HTMLElement, text: string, label: string, events: EditorEvents) {
  const pre = code.parentElement!;
  pre.insertAdjacentHTML(
    "afterend",
    markup`<div class="editor"><textarea data-editor spellcheck="false" wrap="off" rows="1"
 autocapitalize="none" autocomplete="off" aria-label="${label}" aria-describedby="editor-keys">
${text}</textarea></div>`.text,
  );
  const box = pre.nextElementSibling!;
  const field = box.querySelector("textarea")!;
  pre.setAttribute("aria-hidden", "true");
  box.prepend(pre);
  const plain = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")!;
  const paint = () => code.innerHTML = `${highlight(field.value)}\n`;
  const changed = () => {
    paint();
    events.change(field.value);
  };
  Object.defineProperty(field, "value", {
    configurable: true,
    get: () => plain.get!.call(field),
    set: (value) => {
      plain.set!.call(field, value);
      changed();
    },
  });
  field.addEventListener("input", changed);
  answerKeys(field, events);
  if (code.textContent === text) code.append("\n");
  else paint();
  return field;
}

/** Tab moves lines for those who have begun to type; it leaves for those who came by Tab, and after Escape. */
function answerKeys(field: HTMLTextAreaElement, { run }: EditorEvents): void {
  let leaves = true;
  let pressed = false;
  field.addEventListener("pointerdown", () => pressed = true);
  field.addEventListener("focus", () => {
    leaves = !pressed;
    pressed = false;
  });
  field.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (event.isComposing || key === "Shift") return;
    const passes = leaves && key === "Tab";
    leaves = passes || key === "Escape";
    if (key === "Enter" && (ctrlKey || metaKey || shiftKey)) run(shiftKey);
    else if (key === "Tab" && !passes && !ctrlKey && !metaKey && !altKey) {
      indentLines(field, shiftKey);
    } else if (key !== "Enter" || altKey || !breakLine(field)) return;
    event.preventDefault();
  });
}
