/// <reference lib="dom" />

const STEP = "  ";

/** Puts a text in the place of what is marked, so that it can be taken back as if it were typed. */
function type(text: string): void {
  document.execCommand("insertText", false, text);
}

/** Begins the next line below the one before it, and further in behind a bracket; false leaves it to the browser. */
export function breakLine(field: HTMLTextAreaElement): boolean {
  const before = field.value.slice(0, field.selectionStart).split("\n").at(-1)!;
  const spaces = /^[ \t]*/.exec(before)![0] + (/(?:[([{]|=>)\s*$/.test(before) ? STEP : "");
  if (spaces === "") return false;
  type(`\n${spaces}`);
  return true;
}

/** Moves the marked lines in or out by a step; where nothing is marked, in means a step at the caret. */
export function indentLines(field: HTMLTextAreaElement, out: boolean): void {
  const { value, selectionStart: start, selectionEnd: end } = field;
  if (start === end && !out) return type(STEP);
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const to = Math.max(end, from);
  const lines = value.slice(from, to);
  const moved = lines.replace(/^/gm, out ? "" : STEP).replace(out ? /^ {1,2}/gm : /^ +$/gm, "");
  if (moved === lines) return;
  field.setSelectionRange(from, to);
  type(moved);
  const first = moved.split("\n")[0].length - lines.split("\n")[0].length;
  field.setSelectionRange(Math.max(from, start + first), end + moved.length - lines.length);
}
