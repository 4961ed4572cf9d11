import { fileURLToPath, readFileSync } from "../host/node.ts";

/** A face of a font as a rule of a style sheet, the font of the installed packages inside. */
export function fontFace(family: string, weight: number, style: string, file: string): string {
  const data = readFileSync(fileURLToPath(import.meta.resolve(file)), "base64");
  return `@font-face{font-family:${family};font-weight:${weight};font-style:${style};` +
    `src:url(data:font/woff2;base64,${data}) format("woff2")}`;
}
