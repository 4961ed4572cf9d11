import hljs from "highlight.js/lib/core";
import typescript from "highlight.js/lib/languages/typescript";
import { Markup, markup } from "../workspace/markup.ts";

hljs.registerLanguage("typescript", typescript);

/**
 * TypeScript with its words marked for the page's style sheet; any other language only escaped.
 *
 * @param code The source.
 * @param language Its name in the Markdown; TypeScript by default.
 * @returns HTML.
 */
export function highlight(code: string, language = "ts"): Markup {
  if (!["ts", "typescript", "js"].includes(language)) return markup`${code}`;
  return new Markup(hljs.highlight(code, { language: "typescript" }).value);
}
