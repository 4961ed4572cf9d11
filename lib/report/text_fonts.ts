import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The faces that pages are set in: Source Serif for text, Source Sans for headings and labels. */
const FACES: readonly [family: string, files: string, weight: number, style: string][] = [
  ["Source Serif", "@fontsource/source-serif-4/files/source-serif-4-latin", 400, "normal"],
  ["Source Serif", "@fontsource/source-serif-4/files/source-serif-4-latin", 400, "italic"],
  ["Source Serif", "@fontsource/source-serif-4/files/source-serif-4-latin", 600, "normal"],
  ["Source Sans", "@fontsource/source-sans-3/files/source-sans-3-latin", 400, "normal"],
  ["Source Sans", "@fontsource/source-sans-3/files/source-sans-3-latin", 600, "normal"],
];

let faces: string | undefined;

/** The pages' text fonts as a style sheet, the fonts inside. */
export function textFonts(): string {
  faces ??= FACES.map(([family, files, weight, style]) => {
    const path = fileURLToPath(import.meta.resolve(`${files}-${weight}-${style}.woff2`));
    return `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};` +
      `src:url(data:font/woff2;base64,${readFileSync(path, "base64")}) format("woff2")}`;
  }).join("\n");
  return faces;
}
