import { createHash } from "node:crypto";
import { escapeHtml } from "../workspace/escape_html.ts";
import { mathStyle } from "./math_style.ts";
import { PAGE_SCRIPT, THEME_SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";
import { textFonts } from "./text_fonts.ts";

/** A page that another page links to. */
export interface Neighbour {
  /** Its file. */
  file: string;
  /** Its title: HTML. */
  title: string;
}

/** A line of a page's own table of contents. */
export interface TocEntry {
  /** The id that it leads to. */
  id: string;
  /** Its number; empty for none. */
  number: string;
  /** Its words: HTML. */
  title: string;
  /** 2 or 3. */
  level: number;
}

/** The parts of a page. */
export interface PageParts {
  /** The name in the browser's tab: text. */
  title: string;
  /** The page's own file, to mark it in the navigation. */
  file: string;
  /** The pages that every page links to. */
  book: readonly Neighbour[];
  /** The page itself: HTML. */
  body: string;
  /** Its sections. */
  toc?: readonly TocEntry[];
  /** The page before. */
  previous?: Neighbour;
  /** The page after. */
  next?: Neighbour;
  /** Where the numbers come from: HTML. */
  footer?: string;
  /** Whether it has code that the reader may want out of the way. */
  hasCode?: boolean;
  /** The project's own programs that the page runs beside its switches. */
  scripts?: readonly string[];
}

/**
 * One HTML file that needs nothing else: style, fonts, formulas and figures are inside, and its
 * security policy lets it ask the network for nothing and run no script but the given ones.
 *
 * @param parts Title, links, body.
 * @returns The file's text.
 */
export function page(parts: PageParts): string {
  const { title, file, book, body, toc = [], previous, next, footer = "", hasCode = false } = parts;
  const scripts = [PAGE_SCRIPT, ...(parts.scripts ?? [])].map(closed);
  const links = book.map((to) =>
    `<a href="${escapeHtml(to.file)}"${
      to.file === file ? ' aria-current="page"' : ""
    }>${to.title}</a>`
  );
  const turn = (to: Neighbour | undefined, rel: string, words: string) =>
    to
      ? `<a rel="${rel}" href="${escapeHtml(to.file)}"><span>${words}</span> ${to.title}</a>`
      : "<span></span>";
  const list = tocList(toc);
  const content = `${
    list
      ? `<details class="toc narrow"><summary>On this page</summary><nav aria-label="On this page">${list}</nav></details>`
      : ""
  }
${body}
${
    previous || next
      ? `<nav class="turn" aria-label="Neighbouring pages">${turn(previous, "prev", "Before")}${
        turn(next, "next", "Next")
      }</nav>`
      : ""
  }`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy([THEME_SCRIPT, ...scripts])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<script>${THEME_SCRIPT}</script>
<style>${textFonts()}
${STYLE}${mathStyle(content)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="bar">
<nav aria-label="Book">${links.join("")}</nav>
<div class="switches">${
    hasCode
      ? '<label class="switch"><input type="checkbox" id="hide-code"><span>Hide code</span></label>'
      : ""
  }<button type="button" id="theme" hidden>Dark</button></div>
</header>
<div class="layout${list ? " with-toc" : ""}">
${
    list
      ? `<aside class="toc wide"><nav aria-label="Sections"><p>On this page</p>${list}</nav></aside>`
      : ""
  }
<main id="main" tabindex="-1">
${content}
</main>
${footer ? `<footer class="provenance">${footer}</footer>` : ""}
</div>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

/** A page's contents as nested lists. */
export function tocList(toc: readonly TocEntry[]): string {
  if (toc.length === 0) return "";
  const line = ({ id, number, title }: TocEntry) =>
    `<a href="#${escapeHtml(id)}">${
      number ? `<span class="number">${number}</span> ` : ""
    }${title}</a>`;
  let html = "";
  let inner = false;
  for (const entry of toc) {
    if (entry.level > 2 && !inner && html !== "") html = html.replace(/<\/li>$/, "<ol>");
    if (entry.level <= 2 && inner) html += "</ol></li>";
    inner = entry.level > 2 && html !== "";
    html += `<li>${line(entry)}</li>`;
  }
  return `<ol>${html}${inner ? "</ol></li>" : ""}</ol>`;
}

/** No script may end its own element. */
function closed(script: string): string {
  return script.replace(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}

function policy(scripts: readonly string[]): string {
  const sums = scripts.map((script) =>
    `'sha256-${createHash("sha256").update(script).digest("base64")}'`
  );
  return [
    "default-src 'none'",
    `script-src ${[...new Set(sums)].join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
