/** The pages' style sheet: light and dark by the reader's choice, and for paper. */
export const STYLE: string = `
:root { color-scheme: light dark; --ink: #1f2933; --paper: #fdfdfb; --quiet: #5a6672;
  --line: #d9dee3; --box: #f2f4f6; --mark: #4b3f9e; --bad: #a3201a; --good: #0a6b4f;
  --keyword: #7a2f8f; --string: #0a6b4f; --number: #9a4a00; --comment: #66727e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e7eb; --paper: #14181d; --quiet: #9aa7b4;
  --line: #333c46; --box: #1d232a; --mark: #b3a8ff; --bad: #ff8a80; --good: #63d3a6;
  --keyword: #d6a5e8; --string: #7fd6ae; --number: #f0b27a; --comment: #8d99a6; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 17px/1.6 Charter, "Bitstream Charter", Cambria, Georgia, serif; }
main, nav { max-width: 54rem; margin: 0 auto; padding: 0 1.25rem; }
nav { display: flex; gap: 1.5rem; padding-top: 1rem; padding-bottom: 1rem; font-size: .9rem; }
a { color: var(--mark); }
h1, h2, h3 { font-family: system-ui, sans-serif; line-height: 1.25; margin: 2.2em 0 .6em; }
p, ul, ol { max-width: 46rem; }
h1 { font-size: 2rem; margin-top: 1rem; } h2 { font-size: 1.4rem; } h3 { font-size: 1.1rem; }
pre { font: 13px/1.5 ui-monospace, "Cascadia Code", Menlo, "DejaVu Sans Mono", monospace;
  padding: .75rem 1rem; margin: .75rem 0; overflow-x: auto; border-radius: 4px; }
pre.code { background: var(--box); border-left: 3px solid var(--mark); }
pre.output { border-left: 3px solid var(--line); white-space: pre-wrap; }
pre.error { border-color: var(--bad); color: var(--bad); }
code { font-family: ui-monospace, "Cascadia Code", Menlo, "DejaVu Sans Mono", monospace;
  font-size: .88em; background: var(--box); padding: .1em .3em; border-radius: 3px; }
pre code { background: none; padding: 0; font-size: inherit; }
figure { margin: 1.25rem 0; overflow-x: auto; }
figure svg, figure img { display: block; max-width: 100%; height: auto; background: #fff;
  border: 1px solid var(--line); border-radius: 6px; padding: 4px; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; font-size: .95rem; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .75rem; text-align: left;
  vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
math[display="block"] { margin: 1rem 0; overflow-x: auto; overflow-y: hidden; }
details { border: 1px solid var(--line); border-radius: 4px; padding: .5rem 1rem; margin: 1rem 0; }
summary { cursor: pointer; font-family: system-ui, sans-serif; }
.problem { border: 2px solid var(--bad); border-radius: 4px; padding: .5rem 1rem; color: var(--bad); }
.ran { color: var(--good); } .quiet { color: var(--quiet); font-size: .9rem; }
ol.contents { padding-left: 0; list-style: none; }
ol.contents li { margin: 0 0 1.5rem; } ol.contents a { font: 600 1.15rem system-ui, sans-serif; }
ol.contents p { margin: .2rem 0; }
.hljs-keyword, .hljs-literal, .hljs-built_in { color: var(--keyword); }
.hljs-string, .hljs-regexp { color: var(--string); } .hljs-number { color: var(--number); }
.hljs-comment, .hljs-doctag { color: var(--comment); font-style: italic; }
.hljs-title { color: var(--mark); }
@media print { nav { display: none; } body { font-size: 11pt; background: #fff; }
  main { max-width: none; } pre, figure, table { break-inside: avoid; } h2, h3 { break-after: avoid; }
  pre { white-space: pre-wrap; } }
`.trim();
