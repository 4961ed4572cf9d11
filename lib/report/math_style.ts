import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

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

const cache = new Map<string, string>();

/** The style sheet of a page's formulas, with those of KaTeX's fonts inside that the page needs. */
export function mathStyle(html: string): string {
  if (!html.includes('class="katex"')) return "";
  const classes = [...html.matchAll(/<span class="([^"]*)"/g)].map(([, names]) => names).join(" ");
  const faces = FONTS.filter(([font, asks]) => font === "Main-Regular" || asks.test(classes))
    .map(([font]) => face(font));
  return rules() + faces.join("");
}

/** KaTeX's rules without its fonts. */
function rules(): string {
  return cached("rules", () =>
    read("katex.min.css", "utf8").replace(/@font-face\{[^}]*\}/g, "") +
    // KaTeX's letters at the size of the pages' own. No formula is drawn over what stands around it.
    ".katex{font-size:1.07em}.katex-base{overflow:clip;overflow-clip-margin:.3em}");
}

function face(font: string): string {
  return cached(font, () => {
    const [family, kind] = font.split("-");
    const style = kind.includes("Italic") ? "italic" : "normal";
    const weight = kind.includes("Bold") ? 700 : 400;
    const data = read(`fonts/KaTeX_${font}.woff2`, "base64");
    return `@font-face{font-family:KaTeX_${family};font-style:${style};font-weight:${weight};` +
      `src:url(data:font/woff2;base64,${data}) format("woff2")}`;
  });
}

function read(file: string, encoding: BufferEncoding): string {
  return readFileSync(fileURLToPath(import.meta.resolve(`katex/dist/${file}`)), encoding);
}

function cached(key: string, make: () => string): string {
  const known = cache.get(key) ?? make();
  cache.set(key, known);
  return known;
}
