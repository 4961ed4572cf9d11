import hljs from "highlight.js/lib/core";
import c from "highlight.js/lib/languages/c";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import { Markup, markup } from "../../workspace/markup.ts";

hljs.registerLanguage("typescript", typescript);
hljs.registerLanguage("c", c);
hljs.registerLanguage("python", python);

/** TypeScript, C or Python with its words marked for the style sheet; any other language only escaped. */
export function highlight(code: string, language = "ts"): Markup {
  if (!hljs.getLanguage(language)) return markup`${code}`;
  return new Markup(hljs.highlight(code, { language }).value);
}
