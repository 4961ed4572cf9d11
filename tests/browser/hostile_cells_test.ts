/** Cells that want out, or want too much: the page stays what it is, and the next cell runs. */
import { assert, assertEquals } from "@std/assert";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { FIGURE_DATA } from "#lib/workspace/mime_types.ts";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { bookOf, lesson } from "../report/small_book.ts";
import { browserTest, type Tab, type Tools } from "./browser.ts";

const LESSON = lesson("01_a.ipynb", prose("# A"), code("1;"), code("2;"));

/** A cell whose value shows itself as a bundle. */
const showing = (bundle: string) => `({ [Symbol.for("Jupyter.display")]: () => (${bundle}) })`;
const drawn = (svg: string, title = "x") =>
  showing(JSON.stringify({ "image/svg+xml": svg, [FIGURE_DATA]: { title } }));

/** What leads out, to be tried against a server that would answer. */
const WAYS_OUT = [
  "({ outerHTML: '<meta http-equiv=refresh content=\"0;url=ORIGIN/a\">' })",
  "({ outerHTML: '<img src=ORIGIN/a onerror=alert(1)>' })",
  "({ localName: 'svg', outerHTML: '<svg onload=alert(1)><image href=\"ORIGIN/a\"/></svg>' })",
  drawn("<svg></svg><meta http-equiv=refresh content='0;url=ORIGIN/a'>"),
  drawn("<svg xmlns='http://www.w3.org/2000/svg'><style>body{display:none}</style></svg>"),
  drawn("<svg></svg>", "<img src=ORIGIN/a onerror=alert(1)>"),
  "await fetch('ORIGIN/a')",
  "await import('ORIGIN/a.js')",
  "import x from 'ORIGIN/a.js'; x",
  "await import('data:text/javascript,export default 1')",
  "Object.getPrototypeOf(async () => {}).constructor('return import(\"ORIGIN/a.js\")')()",
  "new XMLHttpRequest().open('GET', 'ORIGIN/a')",
  "new Worker(URL.createObjectURL(new Blob(['fetch(\"ORIGIN/a\")'])))",
  "importScripts('ORIGIN/a.js')",
  "indexedDB.open('x')",
  "await navigator.storage.getDirectory()",
  "postMessage({ kind: 'done', cell: 2, seconds: 0 })",
  "DedicatedWorkerGlobalScope.prototype.postMessage.call(self, 1)",
  "dispatchEvent(new MessageEvent('message', { data: { kind: 'start', backend: 'none' } }))",
  "};\nfetch('ORIGIN/a'); export default async () => {",
  "Object.prototype.kind = 'done'; Object.prototype.output_type = 'stream'; 1",
  "delete Object.prototype.kind; delete Object.prototype.output_type; 1",
];

/** What a cell may throw or show that nobody expects. */
const ODD = [
  "throw Object.create(null)",
  "throw Object.assign(new Error(), { message: Symbol('m') })",
  "throw Object.assign(new Error(), { name: () => 1, stack: 5 })",
  "throw new Proxy(new Error(), { get() { throw 1; } })",
  showing("{ 'text/plain': {} }"),
  showing("{ 'image/png': 5 }"),
  showing("{ 'image/svg+xml': 5 }"),
  showing("{ 'application/vnd.dataresource+json': { schema: null } }"),
  "await Deno.jupyter.broadcast('display_data', { data: null })",
  "setTimeout(() => { throw new Error('late'); }); await new Promise((r) => setTimeout(r, 100));",
  "Promise.reject(new Error('late')); await new Promise((r) => setTimeout(r, 100));",
  "console.log('x'.repeat(3e7)); 'x'.repeat(3e7)",
  "for (let k = 0; k < 3000; k++) Deno.jupyter.broadcast('', { data: { 'text/plain': 'x' } })",
  "const f = () => f(); f()",
];

const ENDLESS = [
  "for (;;);",
  "for (;;) await null;",
  "for (;;) console.log('x');",
  "await new Promise(() => {});",
  "/(a+)+$/.test('a'.repeat(40) + 'b')",
];

/** A server that keeps what it is asked for. */
async function listening() {
  const asked: string[] = [];
  const server = createServer(({ url }, answer) => {
    asked.push(url!);
    answer.setHeader("access-control-allow-origin", "*").end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, asked, [Symbol.dispose]: () => void server.close() };
}

async function opened({ open, write }: Tools, allow?: string): Promise<Tab> {
  const { pages } = await bookOf([LESSON]);
  return await open(await write("01_a.html", pages.get("01_a.html")!), {
    ...(allow ? { allow } : {}),
    forgive: (error) => /Content Security Policy|net::ERR/.test(error),
  });
}

/** Begins to run a text in a cell. */
async function begin(tab: Tab, cell: number, text: string): Promise<void> {
  await tab.look(`{
    const cell = document.querySelector('[data-cell="${cell}"]');
    cell.querySelector("[data-editor]").value = ${JSON.stringify(text)};
    cell.dataset.state = "idle";
    cell.querySelector("[data-run]").click();
  }`);
}

/** Runs a text in a cell to its end; what it shows then. */
async function run(tab: Tab, cell: number, text: string): Promise<string> {
  await begin(tab, cell, text);
  await tab.page.waitForSelector(`[data-cell="${cell}"]:is([data-state=ok], [data-state=error])`);
  return await tab.page.innerText(`[data-cell="${cell}"] [data-output]`);
}

/** All of the page but what the cells show and how they stand. */
const rest = (tab: Tab) =>
  tab.look<string>(`{
    const copy = document.documentElement.cloneNode(true);
    for (const one of copy.querySelectorAll("[data-cell], .runtime")) one.remove();
    location.href + copy.outerHTML;
  }`);

browserTest("no cell reaches the network, the page or its storage", async (tools) => {
  using server = await listening();
  const tab = await opened(tools, server.origin);
  await run(tab, 1, "1");
  const before = await rest(tab);
  for (const text of WAYS_OUT) {
    await run(tab, 1, text.replaceAll("ORIGIN", server.origin));
    assertEquals(await run(tab, 2, "40 + 2"), "42", `after ${text}`);
    assert(await rest(tab) === before, `the page is another one after ${text}`);
  }
  assertEquals(server.asked, []);
});

browserTest("whatever a cell throws or shows, the page goes on", async (tools) => {
  const tab = await opened(tools);
  for (const text of ODD) {
    const shown = await run(tab, 1, text);
    assert(shown.length < 50_000, `${text} shows ${shown.length} letters`);
    assertEquals(await run(tab, 2, "40 + 2"), "42", `after ${text}, which shows ${shown}`);
  }
});

browserTest("a cell without an end is interrupted, and what it needs runs again", async (tools) => {
  const tab = await opened(tools);
  for (const text of ENDLESS) {
    await begin(tab, 1, text);
    await tab.page.waitForSelector("[data-runtime=running]");
    await tab.page.waitForTimeout(500);
    await tab.page.click("[data-interrupt]");
    await tab.page.waitForSelector('[data-cell="1"][data-state=error]');
    assertEquals(await run(tab, 2, "40 + 2"), "42", `after ${text}`);
  }
});
