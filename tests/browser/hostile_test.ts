import { assertEquals } from "@std/assert";
import {
  ARTICLE_CLAIMS,
  ARTICLE_VALUES,
  EXERCISE,
  FIGURE_DATA,
  LIVE_FIGURE,
  NARROW_FIGURE,
  PROVENANCE,
} from "#lib/workspace/mime_types.ts";
import type { Cell, Output } from "#lib/notebooks/notebook.ts";
import { code, prose, shown } from "../notebooks/notebook_builder.ts";
import { pathToFileURL } from "node:url";
import { bookOf, carrying, documentOf, drawn, lesson } from "../report/small_book.ts";
import { browserTest, ONCE, type Tools } from "./browser.ts";

const AWAY = "https://evil.example/";

/** What a page must not do, as HTML and as SVG. */
const HTML = [
  `<meta http-equiv=refresh content="0;url=${AWAY}">`,
  `<base href="${AWAY}">`,
  `<style>body{display:none!important}</style>`,
  `<link rel=stylesheet href="${AWAY}x.css">`,
  `<img src=x onerror="document.body.remove()">`,
  `<script>document.body.remove()</script>`,
  `<iframe srcdoc="<script>parent.document.body.remove()</script>"></iframe>`,
  `<object data="${AWAY}"></object><embed src="${AWAY}">`,
  `<form action="${AWAY}" id=theme><input autofocus onfocus="document.body.remove()"></form>`,
  `<details open ontoggle="document.body.remove()"><summary>x</summary></details>`,
  `<b style="position:fixed;inset:0;background:red;z-index:9999" class="bar" id="main">x</b>`,
  `</p></div></main></body></html><p id=main>`,
  `<svg><style><img src=x onerror="document.body.remove()"></style></svg>`,
  `<svg><foreignObject><iframe src="javascript:parent.document.body.remove()"></iframe></foreignObject></svg>`,
  `<svg><a href="javascript:document.body.remove()"><animate attributeName=href to="${AWAY}"/></a></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img src=x onerror="document.body.remove()">`,
  `<noscript><p title="</noscript><img src=x onerror=document.body.remove()>">`,
  `<template><style></template><img src=x onerror="document.body.remove()"></style>`,
  `<textarea></p><img title="</textarea><img src=x onerror=document.body.remove()>">`,
  `<b title="<!--"><i title="--><img src=x onerror=document.body.remove()>">x</i></b>`,
  `<dialog open>x</dialog><plaintext>`,
  `<!-- --!><img src=x onerror=document.body.remove()>`,
];

const PROSE = [
  "[x](java&#115;cript:document.body.remove())",
  "[x](java\tscript:document.body.remove())",
  "[x]( javascript:document.body.remove())",
  "<a href=' &#x6a;avascript:document.body.remove()'>x</a>",
  `![x](${AWAY}x.png)`,
  "![x](data:image/svg+xml,<svg/onload=document.body.remove()>)",
  "<b>bold\n\n<i>and so on",
  "<ul><li><details><summary>open",
  "```html\n</code></pre></main><b>\n```",
  "$\\href{javascript:document.body.remove()}{x} \\htmlStyle{position:fixed;inset:0}{y}$",
  `$\\includegraphics{${AWAY}x.png}$`,
  "$\\kern-9em\\rule[-9em]{99em}{99em}$",
  "$\\smash{\\rule[-4em]{40em}{9em}}$",
  "$$\\smash{\\rule[-9em]{40em}{19em}}$$",
  "a $\\smash{\\raisebox{-5em}{\\colorbox{red}{\\rule{50em}{9em}}}}$ b",
  "$\\mathllap{\\rule[-4em]{40em}{9em}}$",
];

const SVG = [
  "<svg></svg>",
  `<svg></svg></figure></main><p>outside`,
  `<svg viewBox="0 0 9 9" width="9" height="9" style="overflow:visible"><rect x="-999" y="-999" width="9999" height="9999" fill="red"/></svg>`,
  `<svg viewBox="0 0 9 9" width="9" height="9" style="overflow:visible !important"><rect x="-999" y="-999" width="9999" height="9999"/></svg>`,
  `<svg style="position:fixed;inset:0"><rect width="9999" height="9999"/></svg>`,
  `<svg><use href="#main"/></svg>`,
  `<svg id="theme"><rect id="section-1"/></svg>`,
  `<svg><script href="${AWAY}x.js"/></svg>`,
  `<svg><image href="${AWAY}x.png"/><rect fill="url(${AWAY}#x)"/></svg>`,
  `<svg><set attributeName="onload" to="document.body.remove()"/></svg>`,
];

function outputs(): Output[] {
  const display = (data: Record<string, unknown>): Output => ({
    output_type: "display_data",
    data,
  });
  const figure = { title: "x", alt: "y", data: [1] };
  const live = { name: "triplet-microscope", title: "x", alt: "y", state: { names: ["<img>"] } };
  return [
    ...HTML.flatMap((html) => [
      display({ "text/html": html }),
      display({ "text/markdown": html }),
      display({ "image/svg+xml": html, [FIGURE_DATA]: figure }),
      shown(html),
      { output_type: "stream", name: "stderr", text: html } as Output,
      { output_type: "error", ename: html, evalue: html, traceback: [] } as Output,
    ]),
    ...SVG.flatMap((svg) => [
      display({ "image/svg+xml": svg }),
      display({ "image/svg+xml": svg, [FIGURE_DATA]: { title: HTML[4], alt: HTML[5], data: [1] } }),
      display({ "image/svg+xml": svg, [FIGURE_DATA]: figure, [LIVE_FIGURE]: live }),
      display({ "image/svg+xml": SVG[0], [FIGURE_DATA]: figure, [NARROW_FIGURE]: svg }),
      display({ "image/svg+xml": svg, [FIGURE_DATA]: figure, [LIVE_FIGURE]: { name: "../x" } }),
      display({ "image/svg+xml": svg, [FIGURE_DATA]: figure, [LIVE_FIGURE]: { name: "not-one" } }),
    ]),
    ...HTML.flatMap((html) => [
      carrying(ARTICLE_VALUES, {
        article: 1,
        rows: [{
          ...{ what: html, by: html, verdict: html, theirs: 1, ours: 1 },
          ...{ difference: 0, tolerance: 1, within: true },
        }],
      }),
      carrying(ARTICLE_CLAIMS, {
        article: 1,
        rows: [{ claim: html, verdict: html, evidence: html }],
        recorded: html,
      }),
      carrying(PROVENANCE, { seed: html, backend: html, device: html, versions: { [html]: html } }),
    ]),
    display({ "image/png": `" onerror="document.body.remove()` }),
    display({
      "application/vnd.dataresource+json": {
        schema: { fields: [{ name: HTML[4] }] },
        data: [{ [HTML[4]]: HTML[5] }],
      },
    }),
    carrying(EXERCISE, {
      id: HTML[4],
      title: HTML[5],
      form: "code",
      starter: HTML[18],
      given: HTML[5],
    }),
  ];
}

/** A lesson in which what is hostile stands between guards, and what it must not change. */
function hostileLesson() {
  const cells: Cell[] = [];
  const guard = () => prose(`Guard ${cells.length}`);
  for (const html of HTML) cells.push(guard(), prose(`x ${html} y`), guard(), prose(html));
  for (const text of PROSE) cells.push(guard(), prose(text));
  for (const output of outputs()) cells.push(guard(), code("1", [output]));
  cells.push(guard());
  return lesson(
    "01_a.ipynb",
    prose("# A"),
    prose("## 1. One"),
    ...cells,
    code("1", [drawn("End")]),
  );
}

/** In the page: what each guard shows, and what is there that may not be. */
const LOOK = `(() => {
  const found = [];
  const guards = [...document.querySelectorAll("p")]
    .filter((p) => /^Guard \\d+$/.test(p.textContent));
  for (const guard of guards) {
    if (guard.parentElement !== guards[0].parentElement) found.push(guard.textContent + " is inside");
    guard.scrollIntoView({ block: "center" });
    const range = document.createRange();
    range.selectNodeContents(guard);
    const { left, top, width, height } = range.getBoundingClientRect();
    const at = document.elementFromPoint(left + width / 2, top + height / 2);
    if (at !== guard) found.push(guard.textContent + " is under " + at?.outerHTML.slice(0, 200));
    const { fontWeight, fontStyle, color } = getComputedStyle(guard);
    const style = [fontWeight, fontStyle, color].join(" ");
    const { fontWeight: w, fontStyle: s, color: c } = getComputedStyle(document.querySelector("main"));
    if (style !== [w, s, c].join(" ")) found.push(guard.textContent + " is " + style);
  }
  const bad = "main :is(script:not([type='application/json']), iframe, object, embed, base, meta, link, style, " +
    "foreignObject, animate, set, use, a[href*='script:'], img:not([src^='data:image/']), dialog)";
  for (const one of document.querySelectorAll(bad)) found.push(one.outerHTML.slice(0, 200));
  for (const one of document.querySelectorAll("main *")) {
    for (const { name } of one.attributes) if (name.startsWith("on")) found.push(one.outerHTML.slice(0, 200));
  }
  for (const heading of document.querySelectorAll("h2[id]")) {
    const first = document.getElementById(heading.id);
    if (first !== heading) found.push("#" + heading.id + " is " + first.outerHTML.slice(0, 200));
  }
  return { guards: guards.length, found };
})()`;

async function look(
  { open, write }: Tools,
  html: string,
  media: "screen" | "print",
  guards: number,
  width = 1280,
) {
  const path = await write("page.html", html);
  const tab = await open(path, {
    ...{ width, height: 600 },
    // Pictures that are none, and states that no figure can be drawn from, stay inside.
    forgive: (error) => /ERR_INVALID_URL|undefined|not iterable/.test(error),
  });
  await tab.page.emulateMedia({ media });
  await tab.page.waitForTimeout(1000);
  assertEquals(await tab.look(LOOK), { guards, found: [] });
  assertEquals(tab.page.url(), pathToFileURL(path).href);
}

const lessons = [hostileLesson()];
const guards = lessons[0].notebook.cells.filter(({ source }) => /^Guard \d/.test(String(source)));

browserTest("a hostile notebook changes nothing outside of its outputs", async (tools) => {
  for (const [file, html] of (await bookOf(lessons)).pages) {
    await look(tools, html, "screen", file === "01_a.html" ? guards.length : 0);
    if (file === "01_a.html") await look(tools, html, "screen", guards.length, 390);
  }
}, ONCE);

browserTest(
  "a hostile notebook changes nothing outside of its outputs: on paper",
  async (tools) => {
    await look(tools, await documentOf(lessons), "print", guards.length);
  },
  ONCE,
);
