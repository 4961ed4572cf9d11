import { type Markup, markup } from "../workspace/markup.ts";
import { proseToHtml } from "./prose_to_html.ts";
import type { References } from "./references.ts";
import text from "./formula_sheet.md" with { type: "text" };

export const FORMULAS_FILE = "formulas.html";

/** The lessons' formulas on one page, from `formula_sheet.md` beside this file. */
export function formulaSheet(references: References): Markup {
  const warn = (problem: string) => {
    throw new Error(`formula_sheet.md: ${problem}`);
  };
  return markup`<div class="formulas" id="${references.id(FORMULAS_FILE, "top")}">${
    proseToHtml({ warn })(text)
  }</div>`;
}
