import { fileURLToPath, readFileSync } from "../host/node.ts";
import { fontFace } from "./font_face.ts";

/** Which of KaTeX's fonts a class of its HTML asks for. */
const FONTS: readonly [font: string, asks: RegExp][] = [
  ["Main-Regular", /class="katex"/],
  ["Math-Italic", /\bmathnormal\b/],
  ["Main-Italic", /\b(?:mathit|textit)\b/],
  ["Main-Bold", /\b(?:mathbf|textbf)\b/],
  ["Main-BoldItalic", /\b(?:boldsymbol|mathbf textit)\b/],
  ["Math-BoldItalic", /\bboldsymbol\b/],
  ["AMS-Regular", /\b(?:amsrm|mathbb|textbb)\b/],
  ["Caligraphic-Regular", /\bmathcal\b/],
  ["Fraktur-Regular", /\b(?:mathfrak|textfrak)\b/],
  ["SansSerif-Regular", /\b(?:mathsf|textsf)\b/],
  ["Script-Regular", /\b(?:mathscr|textscr)\b/],
  ["Typewriter-Regular", /\b(?:mathtt|texttt)\b/],
  ["Size1-Regular", /delimsizing size1|\b(?:delim-size1|small-op)\b/],
  ["Size2-Regular", /delimsizing size2|\blarge-op\b/],
  ["Size3-Regular", /delimsizing size3/],
  ["Size4-Regular", /delimsizing size4|\bdelim-size4\b/],
];

const STYLE = fileURLToPath(import.meta.resolve("katex/dist/katex.min.css"));

/** The style sheet of a page's formulas, with those of KaTeX's fonts inside that the page needs. */
export function mathStyle(html: string): string {
  if (!html.includes('class="katex"')) return "";
  const classes = [...html.matchAll(/<span class="([^"]*)"/g)].map(([, names]) => names).join(" ");
  const fonts = FONTS.filter(([font, asks]) => font === "Main-Regular" || asks.test(classes));
  const rules = readFileSync(STYLE, "utf8").replace(/@font-face\{[^}]*\}/g, "");
  // KaTeX's letters at the size of the pages' own. No formula is drawn over what stands around it.
  const own = ".katex{font-size:1.07em}.katex-base{overflow:clip;overflow-clip-margin:.3em}";
  return rules + own + fonts.map(([font]) => face(font)).join("");
}

function face(font: string): string {
  const [family, kind] = font.split("-");
  const style = kind.includes("Italic") ? "italic" : "normal";
  const weight = kind.includes("Bold") ? 700 : 400;
  return fontFace(`KaTeX_${family}`, weight, style, `katex/dist/fonts/KaTeX_${font}.woff2`);
}
