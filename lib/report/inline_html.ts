import { Markup } from "../workspace/markup.ts";
import { proseToHtml } from "./prose_to_html.ts";

const prose = proseToHtml();

/** One line of Markdown as HTML without a paragraph around it. */
export function inlineHtml(markdown: string): Markup {
  return new Markup(prose(markdown).text.trim().replace(/^<p>([\s\S]*)<\/p>$/, "$1"));
}
