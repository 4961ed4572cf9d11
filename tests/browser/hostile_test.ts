import { assertEquals } from "@std/assert";
import type { Cell } from "#lib/notebooks/notebook.ts";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { pathToFileURL } from "node:url";
import { bookOf, documentOf, drawn, lesson } from "../report/small_book.ts";
import { browserTest, type Tools } from "./browser.ts";
import { AWAY, hostileOutputs, HTML } from "./hostile_outputs.ts";

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

/** A lesson in which what is hostile stands between guards, and what it must not change. */
function hostileLesson() {
  const cells: Cell[] = [];
  const guard = () => prose(`Guard ${cells.length}`);
  for (const html of HTML) cells.push(guard(), prose(`x ${html} y`), guard(), prose(html));
  for (const text of PROSE) cells.push(guard(), prose(text));
  for (const output of hostileOutputs()) cells.push(guard(), code("1", [output]));
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

/** Pictures that are none, and states that no figure can be drawn from, stay inside. */
const forgive = (error: string) => /ERR_INVALID_URL|undefined|not iterable/.test(error);

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
    forgive,
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
});

browserTest(
  "a hostile notebook changes nothing outside of its outputs: on paper",
  async (tools) => {
    await look(tools, await documentOf(lessons), "print", guards.length);
  },
);

browserTest("what a cell gives back changes nothing outside of its output", async (tools) => {
  const outputs = hostileOutputs().flatMap(({ data }) => data ? [data] : []);
  const source = `for (const data of ${JSON.stringify(outputs)}) {
  console.log(data["text/html"] ?? "");
  await Deno.jupyter.broadcast("display_data", { data, metadata: {}, transient: {} });
}
throw new Error(${JSON.stringify(HTML[4])});`;
  const cells = [
    prose("# A"),
    prose("Guard 1"),
    code(source),
    prose("Guard 2"),
    prose("## 1. One"),
  ];
  const { pages } = await bookOf([lesson("01_a.ipynb", ...cells)]);
  const tab = await tools.open(await tools.write("page.html", pages.get("01_a.html")!), {
    forgive,
  });
  await tab.page.click("[data-run]");
  await tab.page.waitForSelector("[data-state=error]");
  await tab.page.waitForTimeout(1000);
  assertEquals(await tab.look("document.querySelectorAll('[data-output] > *').length > 50"), true);
  assertEquals(await tab.look(LOOK), { guards: 2, found: [] });
});
