import { Markup, markup } from "../workspace/markup.ts";
import { styleOf } from "./style.ts";

export interface PrintParts {
  title: string;
  paper: "a4" | "letter";
  /** Its chapters: each begins on a page of its own, whose others have its head at their top. */
  chapters: readonly { readonly head: string; readonly html: Markup }[];
}

/** One HTML document that Chromium prints: all chapters, page numbers, no script. */
export function printDocument({ title, paper, chapters }: PrintParts): string {
  const body = markup`${
    chapters.map(({ html }, i) => markup`<section class="chapter-${i}">${html}</section>`)
  }`;
  // A chapter's pages have a name of their own: another name begins a new page.
  const heads = chapters.map(({ head }, i) =>
    `.chapter-${i} { page: chapter-${i}; }
@page chapter-${i} { @top-right { content: ${cssText(head)}; font: 9pt sans-serif; color: #555; } }`
  );
  const size = `@page { size: ${paper === "a4" ? "A4" : "letter"}; }`;
  return markup`<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:">
<title>${title}</title>
<style>${new Markup(styleOf(body, size, ...heads))}</style>
</head>
<body><main>${body}</main></body>
</html>
`.text;
}

/** A text in a style sheet: nothing in it ends the text, the sheet or its element. */
function cssText(text: string): string {
  return `"${
    text.replace(/[^\p{L}\p{N} .,:()-]/gu, (c) => `\\${c.codePointAt(0)!.toString(16)} `)
  }"`;
}
