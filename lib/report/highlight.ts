import hljs from "highlight.js/lib/core";
import typescript from "highlight.js/lib/languages/typescript";
import { escapeHtml } from "../workspace/escape_html.ts";

hljs.registerLanguage("typescript", typescript);

/**
 * TypeScript with its words marked for the page's style sheet; any other language only escaped.
 *
 * @param code The source.
 * @param language Its name in the Markdown; TypeScript by default.
 * @returns HTML.
 */
export function highlight(code: string, language = "ts"): string {
  if (!["ts", "typescript", "js"].includes(language)) return escapeHtml(code);
  return hljs.highlight(code, { language: "typescript" }).value;
}
