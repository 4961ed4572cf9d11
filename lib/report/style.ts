import type { Markup } from "../workspace/markup.ts";
import { fontFace } from "./font_face.ts";
import { mathStyle } from "./math_style.ts";
import exercise from "./styles/exercise.css" with { type: "text" };
import page from "./styles/page.css" with { type: "text" };
import print from "./styles/print.css" with { type: "text" };
import question from "./styles/question.css" with { type: "text" };
import running from "./styles/running.css" with { type: "text" };

/** The pages' style sheet: light and dark by the reader's choice, and for paper. */
export const STYLE: string = page + exercise + question + running + print;

/** Source Serif for text, Source Sans for headings and labels. */
const FACES = [
  ...[["Serif-4", 400, "normal"], ["Serif-4", 400, "italic"], ["Serif-4", 600, "normal"]],
  ...[["Sans-3", 400, "normal"], ["Sans-3", 600, "normal"]],
] as [name: string, weight: number, style: string][];

/** All that styles a page, the fonts inside. */
export function styleOf({ text }: Markup, ...more: readonly string[]): string {
  const fonts = FACES.map(([name, weight, style]) => {
    const family = `source-${name.toLowerCase()}`;
    const file = `@fontsource/${family}/files/${family}-latin-${weight}-${style}.woff2`;
    return fontFace(`"Source ${name.slice(0, -2)}"`, weight, style, file);
  });
  return [...fonts, STYLE, ...more, mathStyle(text)].join("\n");
}
