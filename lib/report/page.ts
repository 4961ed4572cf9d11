import { createHash } from "../host/node.ts";
import { bundleForBrowser } from "../bundle/bundle_for_browser.ts";
import { Markup, markup } from "../workspace/markup.ts";
import type { Section } from "./outline.ts";
import { pageLink } from "./page_link.ts";
import { styleOf } from "./style.ts";

export interface Neighbour {
  file: string;
  title: Markup;
}

export interface TocEntry extends Pick<Section, "id" | "number" | "level"> {
  title: Markup;
}

interface PageParts {
  title: string;
  file: string;
  book: readonly Neighbour[];
  body: Markup;
  toc?: readonly TocEntry[] | undefined;
  previous?: Neighbour | undefined;
  next?: Neighbour | undefined;
  footer?: Markup;
  /** A lesson's cells, for the page's program. */
  running?: Markup;
  /** What only runs them. */
  carried?: Markup;
  /** The project's own programs that the page runs beside its switches, bundled for a `<script>`. */
  scripts?: readonly string[];
  /** Whether these scripts compile WebAssembly that they hold. */
  wasm?: boolean;
}

/** One HTML file that needs nothing else; its policy refuses the network and all other scripts. */
export async function page(parts: PageParts): Promise<string> {
  const { title, file, book, body, toc = [], previous, next, footer, running, carried } = parts;
  const script = (name: string) => bundleForBrowser(`lib/report/page_script/${name}.ts`);
  const [theme, own] = await Promise.all(["theme", "page"].map(script));
  const scripts = [own, ...(parts.scripts ?? [])];
  const links = book.map((to) =>
    markup`<a href="${pageLink(to.file)}"${to.file === file && CURRENT}>${to.title}</a>`
  );
  const turn = (to: Neighbour | undefined, rel: string, words: string) => {
    if (!to) return markup`<span></span>`;
    return markup`<a rel="${rel}" href="${
      pageLink(to.file)
    }"><span>${words}</span> ${to.title}</a>`;
  };
  const list = toc.length > 0 && tocList(toc);
  const folded = list &&
    markup`<details class="toc narrow"><summary>On this page</summary>
<nav aria-label="On this page">${list}</nav></details>`;
  const turns = (previous || next) &&
    markup`<nav class="turn" aria-label="Neighbouring pages">${turn(previous, "prev", "Before")}${
      turn(next, "next", "Next")
    }</nav>`;
  const content = markup`${folded}
${body}
${turns}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${
    policy([theme, ...scripts], [
      running && "blob:",
      (running || parts.wasm) && "'wasm-unsafe-eval'",
    ])
  }">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<script>${new Markup(theme)}</script>
<style>${new Markup(styleOf(content))}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="bar">
<nav aria-label="Book">${links}</nav>
<div class="switches">${
    running &&
    markup`<label class="switch"><input type="checkbox" id="hide-code"><span>Hide code</span></label>`
  }<button type="button" id="theme" hidden>Dark</button></div>
</header>
<div class="layout${list && " with-toc"}">
${
    list &&
    markup`<aside class="toc wide"><nav aria-label="Sections"><p>On this page</p>${list}</nav></aside>`
  }
<main id="main" tabindex="-1">
${content}
</main>
${footer && markup`<footer class="provenance">${footer}</footer>`}
</div>
${running}${scripts.map((script) => markup`<script>${new Markup(script)}</script>`)}
${carried}</body>
</html>
`.text;
}

const CURRENT = markup` aria-current="page"`;

/** A page's contents as lists: what is of level 3 stands in a list under the entry before it. */
function tocList(toc: readonly TocEntry[]): Markup {
  const groups: TocEntry[][] = [];
  for (const entry of toc) {
    if (entry.level > 2 && groups.length > 0) groups.at(-1)!.push(entry);
    else groups.push([entry]);
  }
  const line = ({ id, number, title }: TocEntry) =>
    markup`<a href="#${id}">${
      number && markup`<span class="number">${number}</span> `
    }${title}</a>`;
  const items = groups.map(([first, ...inner]) => {
    const list = inner.map((entry) => markup`<li>${line(entry)}</li>`);
    return markup`<li>${line(first)}${list.length > 0 && markup`<ol>${list}</ol>`}</li>`;
  });
  return markup`<ol>${items}</ol>`;
}

function policy(scripts: readonly string[], more: readonly (string | false | undefined)[]): string {
  const sums = scripts.map((script) =>
    `'sha256-${createHash("sha256").update(script).digest("base64")}'`
  );
  return [
    "default-src 'none'",
    // A cell is a module of its own, made in the page's worker; nothing is evaluated from text.
    `script-src ${[...new Set(sums), ...more].filter(Boolean).join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
