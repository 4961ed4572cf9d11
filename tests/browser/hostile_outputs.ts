import {
  ARTICLE_CLAIMS,
  ARTICLE_VALUES,
  EXERCISE,
  FIGURE_DATA,
  LIVE_FIGURE,
  NARROW_FIGURE,
  PROVENANCE,
} from "#lib/workspace/mime_types.ts";
import type { Output } from "#lib/notebooks/notebook.ts";
import { shown } from "../notebooks/notebook_builder.ts";
import { carrying } from "../report/small_book.ts";

/** An address that no page may ask. */
export const AWAY = "https://evil.example/";

/** What a page must not do, as HTML and as SVG. */
export const HTML = [
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

/** Outputs that try whatever HTML and SVG can do. */
export function hostileOutputs(): Output[] {
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
