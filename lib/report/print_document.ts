import { Markup, markup } from "../workspace/markup.ts";
import { mathStyle } from "./math_style.ts";
import { STYLE } from "./style.ts";
import { textFonts } from "./text_fonts.ts";

/** What a document to print is made of. */
export interface PrintParts {
  /** The document's title. */
  title: string;
  /** The paper. */
  paper: "a4" | "letter";
  /** Its chapters: HTML. Each begins on a page of its own. */
  chapters: readonly Markup[];
}

const PAGE = markup` class="page"`;

/**
 * One HTML document that Chromium prints: all chapters, page numbers, no script.
 *
 * @param parts Title, paper, chapters.
 * @returns The document's text.
 */
export function printDocument({ title, paper, chapters }: PrintParts): string {
  const body = markup`${
    chapters.map((chapter, i) => markup`<section${i > 0 && PAGE}>${chapter}</section>`)
  }`;
  const size = `@page { size: ${paper === "a4" ? "A4" : "letter"}; }`;
  const style = [textFonts(), STYLE, size, mathStyle(body.text)].join("\n");
  return markup`<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body><main>${body}</main></body>
</html>
`.text;
}
