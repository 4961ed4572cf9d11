import { fontFace } from "./font_face.ts";

/** The faces that pages are set in: Source Serif for text, Source Sans for headings and labels. */
const FACES: readonly [family: string, files: string, weight: number, style: string][] = [
  ["Source Serif", "@fontsource/source-serif-4/files/source-serif-4-latin", 400, "normal"],
  ["Source Serif", "@fontsource/source-serif-4/files/source-serif-4-latin", 400, "italic"],
  ["Source Serif", "@fontsource/source-serif-4/files/source-serif-4-latin", 600, "normal"],
  ["Source Sans", "@fontsource/source-sans-3/files/source-sans-3-latin", 400, "normal"],
  ["Source Sans", "@fontsource/source-sans-3/files/source-sans-3-latin", 600, "normal"],
];

/** The pages' text fonts as a style sheet, the fonts inside. */
export function textFonts(): string {
  return FACES.map(([family, files, weight, style]) =>
    fontFace(`"${family}"`, weight, style, `${files}-${weight}-${style}.woff2`)
  ).join("\n");
}
