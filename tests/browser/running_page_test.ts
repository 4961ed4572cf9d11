import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bundleForBrowser } from "#lib/bundle/bundle_for_browser.ts";
import { safeDrawing } from "#lib/page/outputs/safe_drawing.ts";
import { parseDrawing } from "#lib/report/parse_drawing.ts";
import { readdir, readFile } from "node:fs/promises";
import { code, prose, shown } from "../notebooks/notebook_builder.ts";
import { BAD_DRAWINGS } from "../report/bad_drawings.ts";
import { bookOf, lesson } from "../report/small_book.ts";
import { browserTest, type OpenOptions, type Tab, type Tools } from "./browser.ts";

/** A lesson whose cells hang together; cell N of the notebook is the one behind N cells. */
const LESSON = lesson(
  "01_a.ipynb",
  prose("# A"),
  code("const margin = 2;\nmargin;", [shown("2")]),
  code("const loss = (d: number) => Math.max(margin - d, 0);"),
  prose("## 1. One"),
  code("loss(0.5);", [shown("1.5")]),
  code("'alone';", [shown('"alone"')]),
);

/** The page of the lesson, with what a test does to it. */
async function opened(tools: Tools, options: OpenOptions = {}) {
  const { pages } = await bookOf([LESSON]);
  const tab = await tools.open(await tools.write("01_a.html", pages.get("01_a.html")!), options);
  const part = (cell: number, what: string) => `[data-cell="${cell}"] ${what}`;
  return {
    tab,
    part,
    /** Writes a text into a cell, as a program does. */
    write: (cell: number, text: string) =>
      tab.look(
        `document.querySelector('${part(cell, "[data-editor]")}').value = ${JSON.stringify(text)}`,
      ),
    /** Runs a cell and waits until nothing runs. */
    async run(cell: number) {
      await tab.page.click(part(cell, "[data-run]"));
      await tab.page.waitForSelector(
        `[data-cell="${cell}"]:is([data-state=ok], [data-state=error])`,
      );
      await settled(tab);
    },
    shows: (cell: number) => tab.page.innerText(part(cell, "[data-output]")),
    /** Each cell's state; those that are out of date with a star. */
    states: () =>
      tab.look<string>(`[...document.querySelectorAll("[data-cell]")].map(({ dataset }) =>
        dataset.state + ("stale" in dataset ? "*" : "")).join(" ")`),
    runtime: () => tab.look<string>(`document.querySelector("[data-runtime]").dataset.runtime`),
  };
}

const settled = (tab: Tab) =>
  tab.page.waitForSelector("[data-runtime]:is([data-runtime=ready], [data-runtime=off])");

browserTest(
  "a cell runs with what it needs, and its outputs take the recorded ones' place",
  async (tools) => {
    const { write, run, shows, states, runtime, tab, part } = await opened(tools);
    assertEquals([await runtime(), await states()], ["off", "idle idle idle idle"]);
    assertEquals(await shows(4), "1.5");
    await run(4);
    assertEquals([await runtime(), await states()], ["ready", "ok ok ok idle"]);
    assertEquals([await shows(1), await shows(4), await shows(5)], ["2", "1.5", '"alone"']);

    await write(1, "const margin = 10;\nmargin;");
    await run(1);
    assertEquals(await states(), "ok ok* ok* idle", "what hangs on the margin is out of date");
    await tab.page.click("[data-run-stale]");
    await tab.page.waitForSelector('[data-cell="4"]:not([data-stale])');
    await settled(tab);
    assertEquals([await shows(4), await states()], ["9.5", "ok ok ok idle"]);

    await write(1, "const margin = 20;\nmargin;");
    await run(4);
    assertEquals([await shows(4), await states()], ["19.5", "ok ok ok idle"], "two cells away");

    await tab.page.hover(part(1, ".code"));
    await tab.page.click(part(1, "[data-reset]"));
    assertEquals([await shows(1), await states()], ["2", "idle ok* ok* idle"]);
    await tab.page.click("[data-run-all]");
    await tab.page.waitForSelector('[data-cell="5"][data-state=ok]');
    assertEquals([await shows(4), await states()], ["1.5", "ok ok ok ok"]);
  },
);

browserTest("what goes wrong in a cell is a sentence, and the page goes on", async (tools) => {
  const { write, run, shows, states, runtime, tab, part } = await opened(tools);
  await run(4);
  for (
    const [text, told] of [
      ["1;\nconst = 2;", /SyntaxError: Unexpected token.*\(line 2\)/],
      ["1;\n\nnull.x;", /TypeError: .*null.*\(line 3\)/],
      ["loss(nowhere);", /ReferenceError: nowhere is not defined \(line 1\)/],
      ["1;\nimport x from './x.ts';", /no module "\.\/x\.ts" is in this page.*\(line 2\)/],
      ["throw new RangeError('margin: expected');", /RangeError: margin: expected \(line 1\)/],
      ["throw 'a text'", /a text/],
      ["await fetch('https://example.com')", /Error: /],
      ["document.body.remove()", /document is not defined/],
      ["localStorage.x = 1", /localStorage is not defined/],
      ["eval('1')", /EvalError|unsafe-eval|Content Security Policy/],
    ] as const
  ) {
    await write(4, text);
    await run(4);
    const line = await shows(4);
    assert(told.test(line), `${text} told ${line}`);
    assertEquals(await states(), "ok ok error idle", text);
  }
  await write(1, "for (;;);");
  await tab.page.click(part(1, "[data-run]"));
  await tab.page.waitForSelector("[data-runtime=running]");
  await tab.page.waitForTimeout(200);
  const began = performance.now();
  await tab.page.click("[data-interrupt]");
  await tab.page.waitForSelector('[data-cell="1"]:not([data-state=running])');
  assert(performance.now() - began < 5000);
  assertEquals(await runtime(), "off");
  assertStringIncludes(await tab.page.innerText(part(1, ".cell-line")), "interrupted");
  assertStringIncludes(await tab.page.innerText(part(2, ".cell-line")), "run it again");
  await write(1, "const margin = 3; margin;");
  await write(4, "loss(1);");
  await run(4);
  assertEquals([await shows(4), await states()], ["2", "ok ok ok idle"]);
});

browserTest("a start is interrupted at once, and while the worker is unpacked", async (tools) => {
  const { tab, part, run, shows, states, runtime } = await opened(tools);
  // At once, and while the worker is unpacked: nothing runs in spite of it.
  for (const wait of [0, 5]) {
    await tab.look(`new Promise((done) => {
      document.querySelector('${part(4, "[data-run]")}').click();
      setTimeout(() => done(document.querySelector("[data-interrupt]").click()), ${wait});
    })`);
    await tab.page.waitForSelector("[data-runtime=off]");
    await tab.page.waitForTimeout(300);
    assertEquals([await runtime(), (await states()).slice(-9)], ["off", "idle idle"]);
  }
  await run(4);
  assertEquals([await shows(4), await runtime()], ["1.5", "ready"]);
});

browserTest("what was typed is there when the page is opened again", async (tools) => {
  const { write, tab, part, shows } = await opened(tools);
  const typed = () => tab.look(`document.querySelector('${part(4, "[data-editor]")}').value`);
  await tab.page.click(part(4, "[data-editor]"));
  await tab.page.keyboard.type("// mine\n");
  const text = await typed();
  assertStringIncludes(String(text), "// mine");
  await tab.again();
  assertEquals([await typed(), await shows(4)], [text, "1.5"]);
  assertStringIncludes(await tab.page.innerText(part(4, "code")), "// mine");
  await tab.page.hover(part(4, ".code"));
  await tab.page.click(part(4, "[data-reset]"));
  await tab.again();
  assertEquals(await typed(), "loss(0.5);");
  await write(4, "loss(0.5);");
});

browserTest("a page that the browser ended while a cell ran says so", async (tools) => {
  const noted = "sessionStorage.getItem('triplet-lab runs 01_a')";
  const { tab, part, write } = await opened(tools);
  await write(4, "for (;;);");
  await tab.page.click(part(4, "[data-run]"));
  await tab.page.waitForSelector('[data-cell="4"][data-state=running]');
  const note = await tab.look<string>(noted);
  assertEquals(note, "Running cell 3");
  await tab.page.click("[data-interrupt]");
  await tab.page.waitForSelector("[data-runtime=off]");
  assertEquals(await tab.look(noted), null);
  // A page that ends for want of memory has no time to take its note away.
  const before = `if (location.protocol === "file:") {
    sessionStorage.setItem("triplet-lab runs 01_a", "${note}");
  }`;
  const { tab: again } = await opened(tools, { before });
  assertStringIncludes(await again.page.innerText(".runtime"), "want of memory");
  assertEquals(await again.look(noted), null);
});

browserTest("where the browser keeps nothing the page says so, and runs", async (tools) => {
  const before = `Object.defineProperty(globalThis, "localStorage", {
    get() { throw new DOMException("refused", "SecurityError"); } });`;
  const { write, run, shows, tab } = await opened(tools, { before });
  await write(4, "loss(2) + 5");
  await tab.page.waitForSelector("text=keeps nothing");
  await run(4);
  assertEquals(await shows(4), "5");
});

browserTest("where cells cannot run the page says why, and stays as it was", async (tools) => {
  for (
    const [before, why] of [
      ["delete globalThis.DecompressionStream;", "too old"],
      ["globalThis.Worker = function () { throw new Error('no workers'); };", "no workers"],
    ]
  ) {
    const { tab, part, shows, runtime, states } = await opened(tools, { before });
    await tab.page.click(part(4, "[data-run]"));
    await tab.page.waitForSelector("[data-runtime=failed]");
    assertStringIncludes(await tab.page.innerText(".runtime"), why);
    assertEquals([await runtime(), await shows(4), await states()], [
      "failed",
      "1.5",
      "idle idle idle idle",
    ]);
    await tab.page.close();
  }
});

browserTest("a folded cell runs as it is, opens by a press or when it throws", async (tools) => {
  const folded = {
    ...code("if (loss(0) !== 2) throw new RangeError('not 2');\n'✓ so it is';", [
      shown("✓ It is 2"),
    ]),
    metadata: { jupyter: { source_hidden: true } },
  };
  const one = lesson("01_a.ipynb", ...LESSON.notebook.cells.slice(0, 3), folded);
  const { pages } = await bookOf([one]);
  const tab = await tools.open(await tools.write("01_a.html", pages.get("01_a.html")!));
  const cell = (what: string) => `[data-cell="3"] ${what}`;
  const visible = (what: string) => tab.page.isVisible(cell(what));
  assertEquals([await visible("textarea"), await visible(".checks"), await visible("[data-run]")], [
    false,
    true,
    true,
  ]);
  await tab.page.click(cell("[data-run]"));
  await tab.page.waitForSelector('[data-cell="3"][data-state=ok]');
  assertStringIncludes(await tab.page.innerText(cell("[data-output]")), "so it is");
  assertEquals([await visible("textarea"), await tab.sideways()], [false, 0]);
  await tab.page.click(cell("summary"));
  assertEquals(await visible("textarea"), true);
  await tab.page.click(cell("summary"));
  await tab.look(
    `document.querySelector('[data-cell="2"] [data-editor]').value = "const loss = () => 3;"`,
  );
  await tab.page.click(cell("[data-run]"));
  await tab.page.waitForSelector('[data-cell="3"][data-state=error]');
  assertEquals(await visible("textarea"), true, "what threw is open");
  await tab.page.emulateMedia({ media: "print" });
  await tab.look(`document.querySelector('${cell("details")}').open = false`);
  assertEquals([await visible("summary"), await visible("[data-output]")], [false, true]);
});

browserTest("without scripts, and on paper, a page that runs is a page", async (tools) => {
  const { tab } = await opened(tools, { script: false });
  assertEquals(await tab.page.isVisible(".code code"), true);
  assertEquals(await tab.page.locator("textarea, .cell-bar, .runtime").count(), 0);
  const { tab: printed } = await opened(tools);
  await printed.page.emulateMedia({ media: "print" });
  for (const part of [".runtime", ".cell-bar", "textarea"]) {
    assertEquals(await printed.page.isVisible(part), false, part);
  }
  assertEquals(await printed.page.isVisible(".code code"), true);
});

for (const [width, touch] of [[1200, false], [390, true]] as const) {
  browserTest(`cells are edited and run by everybody: ${width} px wide`, async (tools) => {
    const { tab, part, shows, run, write } = await opened(tools, { width, touch });
    await write(1, `const margin = 2; // ${"a long line ".repeat(20)}`);
    await run(1);
    await write(5, "null.x");
    await run(5);
    assertEquals([await tab.axe(), await tab.sideways()], [[], 0]);
    await tab.page.focus(part(4, "[data-editor]"));
    await tab.page.keyboard.press("Control+a");
    await tab.page.keyboard.type("if (true) {\nloss(1);");
    await tab.page.keyboard.press("Control+Enter");
    await tab.page.waitForSelector(part(4, ".error"));
    await tab.page.keyboard.press("Enter");
    await tab.page.keyboard.press("Shift+Tab");
    await tab.page.keyboard.type("}\nloss(1.25)");
    await tab.page.keyboard.press("Shift+Enter");
    await tab.page.waitForSelector(`[data-cell="4"][data-state=ok]`);
    assertEquals(await shows(4), "0.75");
    const active = () => tab.look("document.activeElement.getAttribute('aria-label')");
    assertEquals(await active(), "Code of cell 4", "Shift + Enter goes on to the next");
    await tab.page.keyboard.type(" ");
    await tab.page.keyboard.press("Tab");
    assertEquals(await active(), "Code of cell 4", "Tab indents");
    await tab.page.keyboard.press("Escape");
    await tab.page.keyboard.press("Tab");
    assertEquals(await active(), "Run cell 4", "Escape and Tab leave");
  });
}

browserTest(
  "the browser's parser lets through what the report's does, and no more",
  async ({ open, write }) => {
    const script = await bundleForBrowser(new URL("./safe_drawing_page.ts", import.meta.url));
    const tab = await open(
      await write("page.html", `<!doctype html><title>x</title><script>${script}</script>`),
    );
    const safe = (svg: string) => tab.look<string | undefined>(`safe(${JSON.stringify(svg)})`);
    for (const bad of BAD_DRAWINGS) assertEquals(await safe(bad), undefined, bad);
    const folder = new URL("../charts/snapshots/", import.meta.url);
    const plain = (svg?: string) => parseDrawing(svg ?? "<svg></svg>").textContent;
    const drawings = (await readdir(folder)).filter((name) => name.endsWith(".svg"));
    assert(drawings.length > 20);
    for (const name of drawings) {
      const svg = (await readFile(new URL(name, folder), "utf8")).trim();
      const [here, there] = [await safe(svg), safeDrawing(svg, parseDrawing)];
      assertEquals(here?.length, there?.length, name);
      assertEquals(plain(here), plain(there), name);
    }
  },
);
