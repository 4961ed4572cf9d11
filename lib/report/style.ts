import { EXERCISE_STYLE } from "./exercise_style.ts";

const DARK = `--ink: #dfe4e8; --paper: #15191e; --quiet: #a3adb8; --line: #333b44; --box: #1c2228;
  --mark: #b9b0ff; --bad: #ff9d94; --good: #6fd3a8; --soft: #232a32;
  --keyword: #d6a5e8; --string: #86d6b0; --number: #f0b985; --comment: #9aa5b0;
  --callable: #b9b0ff;`;

/** The pages' style sheet: light and dark by the reader's choice, and for paper. */
export const STYLE: string = `
:root { color-scheme: light; --ink: #20272e; --paper: #fdfdfb; --quiet: #59646f; --line: #d8dde2;
  --box: #f4f5f3; --mark: #453a94; --bad: #a3201a; --good: #0a6347; --soft: #ecedf6;
  --keyword: #7a2f8f; --string: #0a6347; --number: #8a4200; --comment: #5f6b76; --callable: #453a94;
  --serif: "Source Serif", Charter, Georgia, serif;
  --sans: "Source Sans", system-ui, sans-serif;
  --mono: ui-monospace, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; ${DARK} } }
:root[data-theme="dark"] { color-scheme: dark; ${DARK} }
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; text-size-adjust: 100%; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.125rem/1.6 var(--serif);
  font-optical-sizing: auto; overflow-wrap: break-word; }
a { color: var(--mark); text-decoration-thickness: 1px; text-underline-offset: .18em; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.skip { position: absolute; left: -100vw; top: 0; z-index: 3; background: var(--paper);
  padding: .5rem 1rem; font-family: var(--sans); }
.skip:focus { left: 0; }

.bar { position: sticky; top: 0; z-index: 2; display: flex; justify-content: space-between;
  align-items: center; gap: .25rem 1.5rem; flex-wrap: wrap; padding: .45rem 1.5rem;
  background: var(--paper); border-bottom: 1px solid var(--line); font: .95rem/1.4 var(--sans); }
.bar nav { display: flex; gap: .25rem 1.25rem; flex-wrap: wrap; }
.bar a { color: inherit; text-decoration: none; padding: .2rem 0; }
.bar a:hover { text-decoration: underline; }
.bar a[aria-current] { box-shadow: inset 0 -2px var(--mark); }
.bar nav a:first-child { font-weight: 600; }
.switches { display: flex; gap: 1rem; align-items: center; }
.switch { display: flex; gap: .4rem; align-items: center; cursor: pointer; }
.switch input { accent-color: var(--mark); margin: 0; width: 1rem; height: 1rem; }
button { font: inherit; color: inherit; background: var(--box); border: 1px solid var(--quiet);
  border-radius: 4px; padding: .15rem .7rem; cursor: pointer; }

.layout { display: grid; grid-template-columns: minmax(0, 48rem); justify-content: center;
  column-gap: 3rem; padding: 0 1.5rem; }
main > :is(p, ul, ol, dl, blockquote, details, h1, h2, h3), .solution, .cover > *, figcaption {
  max-width: 41rem; }
main { min-width: 0; padding: 2rem 0 3rem; }
.toc.wide { display: none; }
.toc ol { list-style: none; margin: 0; padding: 0; }
.toc ol ol { padding-left: 1rem; }
.toc a { display: block; padding: .22rem 0 .22rem .7rem; color: var(--quiet); text-decoration: none;
  border-left: 2px solid transparent; line-height: 1.35; }
.toc a:hover { color: var(--ink); text-decoration: underline; }
.toc a[aria-current] { color: var(--ink); border-color: var(--mark); }
.toc .number { font-variant-numeric: tabular-nums; }
.toc.narrow { font: 1rem/1.5 var(--sans); margin: 0 0 2rem; }
.toc.narrow nav { margin-top: .5rem; }
@media (min-width: 72rem) {
  .layout.with-toc { grid-template-columns: 15rem minmax(0, 48rem); }
  .layout.with-toc > :is(main, footer) { grid-column: 2; }
  .toc.wide { display: block; grid-row: 1 / span 2; position: sticky; top: 2.7rem; align-self: start;
    max-height: calc(100vh - 2.7rem); overflow-y: auto; padding: 2rem 0; font: .92rem/1.4 var(--sans); }
  .toc.wide p { margin: 0 0 .5rem .8rem; font-weight: 600; }
  .toc.narrow { display: none; } }

h1, h2, h3, .kicker { font-family: var(--sans); font-weight: 600; line-height: 1.22;
  text-wrap: balance; }
.kicker { margin: 0; color: var(--quiet); font-size: 1rem; }
h1 { font-size: 2.3rem; margin: .1em 0 .9em; letter-spacing: -.01em; }
h2 { font-size: 1.5rem; margin: 2.6em 0 .7em; } h3 { font-size: 1.15rem; margin: 2em 0 .5em; }
h2 .number, h3 .number { color: var(--quiet); text-decoration: none; font-weight: 400;
  margin-right: .35em; }
h2 .number:hover, h3 .number:hover { text-decoration: underline; }
p, ul, ol { margin: 0 0 1em; } li { margin: .2em 0; } li > p { margin: 0 0 .4em; }
p { text-wrap: pretty; hanging-punctuation: first; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.5em 0; }
blockquote { margin: 1em 0; padding-left: 1.1em; border-left: 3px solid var(--line); }
strong { font-weight: 600; }
.term { color: inherit; text-decoration: underline dotted; text-decoration-color: var(--quiet); }
.term:hover { text-decoration-style: solid; }
code, kbd { font-family: var(--mono); font-size: .82em; }
:not(pre) > code, kbd { background: var(--box); padding: .08em .3em; border-radius: 3px; }
pre { font: .75rem/1.6 var(--mono); margin: 0; overflow-x: auto; tab-size: 2; }
pre code { font-size: inherit; }

.cell { margin: 1.4em 0; }
.code, .listing { background: var(--box); border-radius: 5px; }
.code pre, .listing { padding: .75rem 1rem; }
.listing { margin: 1em 0; }
.code summary { padding: .4rem 1rem 0; font: .85rem/1.4 var(--sans); color: var(--quiet); }
.code:not([open]) summary { padding-bottom: .4rem; }
.code .count { margin-left: .5em; }
body:has(#hide-code:checked) .code { display: none; }
.outputs { margin-top: .8em; }
.output { padding: .1rem 0 .1rem 1rem; border-left: 3px solid var(--line); white-space: pre-wrap;
  overflow-wrap: anywhere; margin: .6em 0; }
.output.error { border-color: var(--bad); color: var(--bad); }
.checks { list-style: none; padding: 0; margin: .6em 0; font: 1rem/1.5 var(--sans); }
.checks li { padding-left: 1.6em; text-indent: -1.6em; white-space: pre-wrap; }
.checks .mark { display: inline-block; width: 1.6em; text-indent: 0; font-weight: 600; }
.right .mark { color: var(--good); } .wrong .mark { color: var(--bad); }
.open { color: var(--quiet); }

figure { margin: 2em 0; }
.drawing { overflow-x: auto; }
figure svg, figure img { display: block; max-width: 100%; height: auto; background: #fff;
  margin: 0 auto; }
:root[data-theme="dark"] .drawing > * { border-radius: 6px; }
figcaption { font: .95rem/1.45 var(--sans); margin-top: .7em; }
figcaption p { margin: 0; text-wrap: balance; }
figcaption .number { color: inherit; font-weight: 600; text-decoration: none; margin-right: .4em; }
figcaption .number:hover { text-decoration: underline; }
.words { color: var(--quiet); } .words summary { font-size: .88rem; width: fit-content; padding: .2rem 0; }
.words p { margin: .2em 0 0; text-wrap: wrap; }
summary { cursor: pointer; }
details:not([class]), .solution { border: 1px solid var(--line); border-radius: 5px;
  padding: .5rem 1rem; margin: 1.2em 0; }
details:not([class]) > summary, .solution > summary { font: 600 1rem/1.5 var(--sans); }
details[open]:not([class]) > summary, .solution[open] > summary { margin-bottom: .5rem; }
details > :last-child { margin-bottom: 0; }

.scroll { overflow-x: auto; margin: 1.4em 0; }
table { border-collapse: collapse; font: .95rem/1.4 var(--sans); min-width: min(100%, 24rem);
  border-top: 1.5px solid var(--ink); border-bottom: 1.5px solid var(--ink); }
th { font-weight: 600; text-align: left; border-bottom: 1px solid var(--ink); vertical-align: bottom; }
th, td { padding: .38rem 1.1rem .38rem 0; } th:last-child, td:last-child { padding-right: .2rem; }
th[scope="rowgroup"] { vertical-align: top; border-bottom: 0; } td.number { white-space: nowrap; }
td { vertical-align: top; text-align: left; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; }
.number:is(td, th), .right:is(td, th) { text-align: right; font-variant-numeric: tabular-nums; }
.center:is(td, th) { text-align: center; }
.unbroken { white-space: nowrap; }
.katex-display { margin: 1.2em 0; padding: .15em 0;
  overflow-x: auto; overflow-y: hidden; }

.problem, .changed { border: 2px solid var(--bad); border-radius: 5px; padding: .6rem 1rem;
  margin: 1.5em 0; font: 1rem/1.5 var(--sans); }
.problem { color: var(--bad); } .changed { border-color: var(--mark); }
.quiet { color: var(--quiet); }
.ran { color: var(--good); }
.turn { display: flex; justify-content: space-between; gap: 1.5rem; margin-top: 4rem;
  padding-top: 1rem; border-top: 1px solid var(--line); font: 1rem/1.4 var(--sans); }
.turn a:last-child { text-align: right; } .turn a span { display: block; color: var(--quiet);
  font-size: .88rem; }
.provenance { min-width: 0; padding: 1.2rem 0 2rem; color: var(--quiet);
  border-top: 1px solid var(--line); font: .88rem/1.5 var(--sans); overflow-wrap: anywhere; }
.provenance p { margin: 0; }
.cover h1 { font-size: 3rem; margin-bottom: .3em; } .lead { font-size: 1.25rem; line-height: 1.5; }
.contents { list-style: none; padding: 0; margin: 2rem 0; }
.contents > li { margin: 0 0 2rem; }
.contents > li > a { font: 600 1.25rem/1.3 var(--sans); text-decoration: none; }
.contents > li > a:hover { text-decoration: underline; }
.contents p { margin: .25rem 0; }
.contents ol { list-style: none; margin: .4rem 0 0; padding: 0; columns: 2; column-gap: 2rem;
  font: .95rem/1.4 var(--sans); }
.contents ol li { break-inside: avoid; margin: 0; padding: .12rem 0; }
.contents ol a { color: var(--quiet); text-decoration: none; }
.contents ol a:hover { text-decoration: underline; color: var(--ink); }
.contents .state, .facts { font: .95rem/1.5 var(--sans); color: var(--quiet); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem;
  margin: 2rem 0; padding: 0; }
.facts div { border-top: 2px solid var(--line); padding-top: .4rem; }
.facts dt { font-size: .88rem; } .facts dd { margin: 0; font-size: 1.5rem; font-weight: 600;
  color: var(--ink); font-variant-numeric: tabular-nums; }
.verdict-holds { color: var(--good); white-space: nowrap; } .nowrap { white-space: nowrap; } .verdict-not { color: var(--bad); }
dl.glossary { margin: 0; } .glossary dt { font: 600 1.05rem/1.4 var(--sans); margin-top: 1.1em; }
.glossary dt span { font-weight: 400; margin-left: .6em; color: var(--quiet); }
.glossary dd { margin: 0; } .glossary .uses { font: .88rem/1.4 var(--sans); color: var(--quiet); }

${EXERCISE_STYLE}
.exercise, .progress { max-width: 41rem; }
.exercise label, .exercise button, .progress button, .exercise-title, .exercise-verdict,
.exercise-line { font-family: var(--sans); }
.exercise input, .exercise textarea { font-family: var(--mono); }
.expected { max-width: 41rem; margin: -.4rem 0 1.2em; padding: .5rem 1rem; border-radius: 0 0 5px 5px;
  background: var(--soft); font-family: var(--sans); }
.expected p { margin: .2em 0; }

.hljs-keyword, .hljs-literal, .hljs-built_in { color: var(--keyword); }
.hljs-string, .hljs-regexp { color: var(--string); } .hljs-number { color: var(--number); }
.hljs-comment, .hljs-doctag { color: var(--comment); font-style: italic; }
.hljs-title { color: var(--callable); }

@media (max-width: 40rem) {
  body { font-size: 1.06rem; }
  .layout { padding: 0 1rem; } .bar { padding: .4rem 1rem; gap: .1rem 1rem; }
  main { padding-top: 1.2rem; }
  h1 { font-size: 1.9rem; } .cover h1 { font-size: 2.3rem; }
  .contents ol { columns: 1; }
  .drawing.wide > svg { max-width: none; width: 33rem; }
  .bar { position: static; } th, td { padding-right: .8rem; } }
@media print {
  :root, :root[data-theme="dark"] { color-scheme: light; --ink: #111; --paper: #fff; --quiet: #555;
    --line: #ccc; --box: #f4f4f2; --mark: #332a7a; --bad: #8c1914; --good: #08523b;
    --keyword: #6a2580; --string: #08523b; --number: #743800; --comment: #59646f;
    --callable: #332a7a; }
  @page { margin: 20mm 18mm 22mm; @bottom-center { content: counter(page); font: 9pt sans-serif; } }
  body { font-size: 10.5pt; line-height: 1.5; background: #fff; }
  .bar, .toc, .turn, .skip, .words { display: none !important; }
  .layout { display: block; padding: 0; } main { padding: 0; }
  a { color: inherit; text-decoration: none; } .term { text-decoration: none; }
  h1 { font-size: 24pt; } h2 { font-size: 14.5pt; margin-top: 1.8em; } h3 { font-size: 11.5pt; }
  h1, h2, h3 { break-after: avoid; } p, li { orphans: 2; widows: 2; }
  figure, tr, .katex-display, .checks li { break-inside: avoid; }
  figure { margin: 1.4em 0; }
  .drawing, .scroll, pre, .katex-display { overflow: visible; }
  figure svg, figure img { max-height: 105mm; }
  pre { font-size: 8pt; white-space: pre-wrap; overflow-wrap: anywhere; }
  .code, .listing { break-inside: auto; } .code summary { display: none; }
  table { font-size: 9pt; } th, td { padding: .2rem .6rem .2rem 0; }
  h3 + p:has(+ .scroll), p:has(+ .cell .exercise) { break-after: avoid; }
  .provenance { padding: .6rem 0; font-size: 8pt; margin-top: 2em; }
  .exercise form[hidden] { display: block; } .exercise-line { display: none; }
  .page { break-before: page; }
  .on-page { float: right; min-width: 2.5em; text-align: right; font-variant-numeric: tabular-nums; }
  .contents > li { margin-bottom: 1.1rem; break-inside: avoid; } .contents > li > a { font-size: 12pt; }
  .contents > li > .on-page { font: 600 12pt/1.3 var(--sans); }
  .contents > li > .kicker + a { break-before: avoid; } .contents .state { font-size: 8.5pt; }
  .contents ol li { padding: 0; font-size: 9pt; } .contents .kicker { break-after: avoid; } }
`.trim();
