import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { SOLUTIONS } from "#lib/exercises/solutions/mod.ts";
import { progressBox } from "#lib/report/exercise_progress.ts";
import { exerciseScript, progressScript } from "#lib/report/exercise_script.ts";
import { readdirSync } from "node:fs";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { browserTest, ONCE, type Tab } from "./browser.ts";
import { bare, DATA, exercisePage } from "./exercise_page.ts";

/** A folder for pictures of the pages, to look at: `TRIPLET_LAB_SHOTS=/tmp deno task test ...`. */
const SHOTS = process.env.TRIPLET_LAB_SHOTS;

const LESSONS = readdirSync(fileURLToPath(new URL("../../notebooks", import.meta.url)))
  .filter((name) => name.endsWith(".ipynb")).sort();

/** Waits for a verdict and gives it. */
async function verdict(tab: Tab, id: string): Promise<string> {
  const line = tab.page.locator(`#exercise-${id} .exercise-verdict`);
  await line.filter({ hasText: /[✓✗]/ }).waitFor();
  return await line.innerText();
}

async function answer(tab: Tab, id: string, typed: string): Promise<string> {
  await tab.page.fill(`#exercise-${id}-answer`, typed);
  await tab.page.click(`#exercise-${id} button[type=submit]`);
  return await verdict(tab, id);
}

const cases: [name: string, id: string, typed: string, told: string][] = [
  ["a right number", "9-1", "1.5", "✓ Right."],
  ["a number as an expression", "9-1", "3 / 2", "✓ Right."],
  ["a wrong number", "9-1", "2", "✗ Half of the whole."],
  ["a number with a comma", "9-1", "1,5", "✗ Write it with a point: 1.5."],
  ["nothing", "9-1", " ", "✗ Write a number."],
  ["a right word", "9-2", "Semi-hard", "✓ Right."],
  ["a wrong word", "9-2", "<b>easy</b>", "✗ Neither easy nor hard."],
  [
    "right code, with types",
    "9-3",
    "(x: number[], y: number[]): number =>\n  Math.sqrt(square(x[0] - y[0]) + square(x[1] - y[1]))",
    "✓ Right.",
  ],
  [
    "code on the library and the toy batch",
    "9-3",
    "() => reference.pairwiseDistances([a, b])[0][1]",
    "✓ Right.",
  ],
  ["wrong code", "9-3", "() => margin", "✗ From a to b it is 5."],
  [
    "code that does not end its brackets",
    "9-3",
    "f(1",
    "✗ Line 1: something is missing at the end.",
  ],
  [
    "a slip of the pen",
    "9-3",
    "(x: number[]): number => {\n  return x +* 2;\n}",
    "✗ Line 2, column 13: did not expect `*`.",
  ],
  ["a text without its end", "9-3", "() =>\n  'abc\n", "✗ Line 2, column 3: Unterminated string"],
  [
    "what only the browser sees",
    "9-3",
    "() => {\n  let x = 1;\n  let x = 2;\n  return x;\n}",
    "✗ Line 3, column 7: SyntaxError: Identifier 'x' has already been declared.",
  ],
  [
    "an exception in the answer",
    "9-3",
    "(x) => {\n  const y = x;\n  return y.z.length;\n}",
    "✗ Line 3, column 14: TypeError: Cannot read properties of undefined",
  ],
  ["a thing the check cannot use", "9-3", "7", "✗ The check cannot use this answer (TypeError"],
  ["a statement", "9-3", "const x = 3;", "✗ Line 1: write an expression"],
  [
    "an endless loop",
    "9-3",
    "() => { for (;;); }",
    "✗ No result within 2 seconds: is there a loop without an end?",
  ],
];

const TOO_LONG = "✗ No result within 2 seconds";
const UNKNOWN = "✗ Line 1, column ";
const RIGHT = '{ right: true, message: "" }';

/** Goes up to whoever calls, and changes the check that it finds there. */
const CALLERS = `function up() {
  for (let f = up, k = 0; f && k < 20; f = f.caller, k++) {
    for (const one of f.arguments ?? []) if (one?.check) one.check = () => true;
  }
  return 2;
}`;

/** Answers that go for the clock, or for the verdict. */
const HOSTILE: [id: string, typed: string, told: string][] = [
  ["9-1", `(() => { for (;;) postMessage("running"); })()`, UNKNOWN],
  ["9-1", `(() => { for (;;) try { postMessage("running"); } catch {} })()`, TOO_LONG],
  ["9-1", `(postMessage(${RIGHT}), 1)`, UNKNOWN],
  ["9-1", `(self.postMessage?.(${RIGHT}), 2)`, "✗ Half of the whole."],
  ["9-1", `(Object.getPrototypeOf(self).postMessage?.call(self, ${RIGHT}), 2)`, "✗ Half of"],
  ["9-1", `(self.onmessage = (event) => event.ports[0].postMessage(${RIGHT}), 2)`, "✗ Half of"],
  ["9-1", `(setTimeout(() => { throw ${RIGHT}; }), 2)`, "✗ Half of the whole."],
  ["9-1", `(self.close(), 2)`, "✗ "],
  // Out of the brackets, so that it runs before anything is judged.
  ["9-1", `2), self.postMessage?.(${RIGHT}), (2`, "✗ Half of the whole."],
  ["9-1", `2), self.judgeTyped = () => self.postMessage?.(${RIGHT}), (2`, "✗ Half of the whole."],
  ["9-1", `2), self.judgeTyped(() => 2), (1.5`, "✗ Half of the whole."],
  ["9-1", `2), (() => { for (;;); })(), (2`, TOO_LONG],
  ["9-2", `hard`, "✗ Neither easy nor hard."],
  ["9-1", `(Number.isFinite = () => true, { valueOf: () => 1.5 })`, "✗ Expected a number"],
  ["9-3", `(String.prototype.toLowerCase = () => "semi-hard", () => 4)`, "✗ From a to b it is 5."],
  ["9-3", `(Object.prototype.right = true, () => 4)`, "✗ From a to b it is 5."],
  ["9-3", `(self.Math = { sqrt: () => 5 }, () => Math.sqrt(16))`, "✗ From a to b it is 5."],
  ["9-3", `(Math.sqrt = () => 5, () => Math.sqrt(16))`, "✗ From a to b it is 5."],
  ["9-3", `(reference.__proto__ = { x: 1 }, () => 4)`, "✗ "],
  ["9-1", `(JSON.stringify = () => '{"right":true}', 2)`, "✗ Half of the whole."],
  ["9-1", `(Promise.prototype.then = () => (${RIGHT}), 2)`, "✗ Half of the whole."],
  ["9-1", `(Promise.resolve().then(() => self.postMessage(${RIGHT})), 2)`, "✗ Half of the whole."],
  ["9-1", `(self.onmessage = self.onerror = () => true, reportError(${RIGHT}), 2)`, "✗ "],
  ["9-1", `importScripts("data:text/javascript,postMessage(${RIGHT})")`, UNKNOWN],
  ["9-1", `importScripts(URL.createObjectURL(new Blob(["postMessage(1)"])))`, UNKNOWN],
  ["9-1", `(fetch("data:,x").then(() => postMessage(${RIGHT})), 2)`, "✗ Half of the whole."],
  ["9-1", `(performance.now = Date.now = () => 0, (() => { for (;;); })())`, TOO_LONG],
  ["9-1", `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`, "✗ "],
  ["9-1", `(new Worker(URL.createObjectURL(new Blob(["for(;;)postMessage(1)"]))), 2)`, "✗ Half of"],
  ["9-1", `(new Function("return 1.5"))()`, UNKNOWN],
  ["9-1", `(() => { throw { toString() { for (;;); } }; })()`, TOO_LONG],
  ["9-1", `(Error.prepareStackTrace = () => ({ matchAll: () => [] }), x.y)`, UNKNOWN],
  ["9-1", `(${CALLERS})()`, UNKNOWN],
  ["9-3", `(() => { (${CALLERS})(); return 4; })`, "✗ Line 3, column"],
];

browserTest("an answer is judged in the page, and the reader told what is wrong", async (tools) => {
  // What a hostile answer finds out after its verdict, where its worker lives for so long.
  const forgive = (error: string) =>
    /postMessage is not (a function|defined)|Failed to fetch/.test(error);
  const path = await tools.write("page.html", await exercisePage());
  const tab = await tools.open(path, { forgive });
  assertStringIncludes(await tab.page.innerText("#exercise-9-3-keys"), "margin, square.");
  for (const [name, id, typed, told] of cases) {
    assertStringIncludes(await answer(tab, id, typed), told, name);
  }

  for (const [id, typed, told] of HOSTILE) {
    assertStringIncludes(await answer(tab, id, typed), told, typed);
  }

  // A second answer does not wait for the first.
  await tab.page.fill("#exercise-9-3-answer", "() => { for (;;); }");
  await tab.page.click("#exercise-9-3 button[type=submit]");
  assertEquals(await answer(tab, "9-3", "() => 5"), "✓ Right.");
});

browserTest(
  "an exercise is done by keyboard alone, and no field holds the focus",
  async (tools) => {
    const tab = await tools.open(await tools.write("page.html", await exercisePage()));
    const { keyboard } = tab.page;
    assertEquals((await tab.tabOrder()).map((path) => path.split(" > ").at(-1)).slice(0, 9), [
      "input#exercise-9-1-answer",
      "button:nth-child(1)",
      "button:nth-child(2)",
      "input#exercise-9-2-answer",
      "button:nth-child(1)",
      "button:nth-child(2)",
      "textarea#exercise-9-3-answer",
      "button:nth-child(1)",
      "button:nth-child(2)",
    ]);
    await tab.page.focus("#exercise-9-1-answer");
    await keyboard.type("1.5");
    await keyboard.press("Enter");
    assertEquals(await verdict(tab, "9-1"), "✓ Right.");
    for (let k = 0; k < 3; k++) await keyboard.press("Tab");
    await keyboard.type("hard");
    await keyboard.press("Tab");
    await keyboard.press("Space");
    assertEquals(await verdict(tab, "9-2"), "✗ Neither easy nor hard.");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    assertEquals(await tab.page.inputValue("#exercise-9-2-answer"), "", "Reset takes it back");
    await keyboard.press("Tab");
    await keyboard.press("Control+a");
    await keyboard.type("() => {\nconst d = 5;\nreturn d;\n}");
    assertEquals(
      await tab.page.inputValue("#exercise-9-3-answer"),
      "() => {\n  const d = 5;\n  return d;\n  }",
      "a new line begins below the one before",
    );
    await keyboard.press("Control+Enter");
    assertEquals(await verdict(tab, "9-3"), "✓ Right.");
  },
);

browserTest("progress is remembered, shown, and forgotten when told so", async (tools) => {
  const path = await tools.write("page.html", await exercisePage());
  const tab = await tools.open(path);
  const { page } = tab;
  const count = () => page.innerText(".progress-count");
  assertStringIncludes(await count(), "0 of 3 right. Kept in this browser only.");
  await answer(tab, "9-1", "1.5");
  await answer(tab, "9-3", "() => 4");
  assertStringIncludes(await count(), "1 of 3 right");
  await page.reload();
  assertEquals(await page.inputValue("#exercise-9-1-answer"), "1.5");
  assertEquals(await verdict(tab, "9-3"), "✗ From a to b it is 5.");
  const cells = await page.locator(".progress tbody tr").allInnerTexts();
  assertEquals(cells.map((row) => row.split("\t").slice(0, 3).map((text) => text.trim())), [
    ["9.1 a half", "✓ right", "1.5"],
    ["9.2 the word", "not answered", ""],
    ["9.3 a distance", "✗ not yet", "() => 4"],
  ]);
  assertEquals(
    cells[0].split("\t")[3].trim(),
    await tab.look("new Date().toLocaleDateString('en-CA')"),
  );

  // The same file again, but an exercise in it has changed.
  const changed = DATA.map((data) => data.id === "9.1" ? { ...data, given: { whole: 4 } } : data);
  await tools.write("page.html", await exercisePage(changed));
  await page.reload();
  assertEquals(await page.inputValue("#exercise-9-1-answer"), "", "another exercise by now");
  assertEquals(await page.inputValue("#exercise-9-3-answer"), "() => 4");

  page.once("dialog", (dialog) => dialog.accept());
  await page.click(".progress-clear");
  assertStringIncludes(await count(), "0 of 3 right");
  assertEquals(await page.inputValue("#exercise-9-3-answer"), DATA[2].starter);
  await page.reload();
  assertStringIncludes(await count(), "0 of 3 right");
}, ONCE);

browserTest("a cover lists the whole book's exercises", async (tools) => {
  const tab = await tools.open(await tools.write("page.html", await exercisePage()));
  await answer(tab, "9-2", "semi-hard");
  const listed = DATA.map((data) => ({ lesson: "small_lesson", page: "page.html", data }));
  const cover = await tools.write(
    "cover.html",
    bare(progressBox(listed), await progressScript([new URL("small_lesson.ts", import.meta.url)])),
  );
  await tab.page.goto(pathToFileURL(cover).href);
  assertStringIncludes(await tab.page.innerText(".progress-count"), "1 of 3 right");
  assertEquals(await tab.axe(), []);
  await tab.page.click("text=9.2 the word");
  assertEquals(await tab.look("location.hash"), "#exercise-9-2");
  assertEquals(await tab.page.inputValue("#exercise-9-2-answer"), "semi-hard");
}, ONCE);

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(`the boxes can be read by everybody: ${colorScheme}`, async (tools) => {
    const path = await tools.write("page.html", await exercisePage());
    for (const width of [1280, 360]) {
      const tab = await tools.open(path, { colorScheme, width });
      await answer(tab, "9-1", "1.5");
      await answer(tab, "9-3", `() => ${"thisNameIsLong".repeat(12)}`);
      assertEquals(await tab.axe(), [], `${width} px wide`);
      assertEquals(await tab.sideways(), 0, `${width} px wide`);
      if (SHOTS) await tab.screenshot(`${SHOTS}/exercises-${colorScheme}-${width}.png`);
    }
  }, ONCE);
}

browserTest("without a script the notebook's own line stands there", async (tools) => {
  const path = await tools.write("page.html", await exercisePage());
  const tab = await tools.open(path, { script: false });
  assert(await tab.page.isVisible("text=… Exercise 9.1 (a half): not answered yet"));
  assert(!await tab.page.isVisible("#exercise-9-1-answer"));
  assert(!await tab.page.isVisible(".progress"));
}, ONCE);

browserTest(
  "on paper: room to write, no buttons; progress alone when it is asked for",
  async (tools) => {
    const tab = await tools.open(await tools.write("page.html", await exercisePage()));
    const { page } = tab;
    await page.emulateMedia({ media: "print" });
    assert(await page.isVisible("#exercise-9-3-answer"));
    assert(!await page.isVisible("#exercise-9-3 button"));
    assert(!await page.isVisible(".progress"), "there is none yet");
    await page.emulateMedia({ media: "screen" });
    await answer(tab, "9-1", "1.5");
    // The print dialog is the browser's: here it is only noted what would have been printed.
    await tab.look(`window.print = () => { printed = document.body.className; }`);
    await page.click(".progress-print");
    assertEquals(await tab.look("printed"), "progress-only");
    await page.emulateMedia({ media: "print" });
    assert(await page.isVisible(".progress tbody"));
    assert(!await page.isVisible("#exercise-9-1"));
  },
);

browserTest("where the browser keeps nothing, the page says so and goes on", async (tools) => {
  const tab = await tools.open(await tools.write("page.html", await exercisePage()), {
    before: `Object.defineProperty(window, "localStorage", { get() { throw new Error("no"); } })`,
  });
  await answer(tab, "9-1", "1.5");
  assertStringIncludes(
    await tab.page.innerText(".progress-count"),
    "1 of 3 right. This browser keeps nothing of this page",
  );
}, ONCE);

Deno.test("a lesson's page carries its checks, and no solution", async () => {
  for (const [id, solution] of Object.entries(SOLUTIONS)) {
    if (solution.length < 20) continue; // a number may stand in it for other reasons
    const script = await exerciseScript(LESSONS[Number(id.split(".")[0])]);
    assert(
      !script.includes(solution) && !script.includes(JSON.stringify(solution).slice(1, -1)),
      id,
    );
  }
  const script = await exerciseScript("00_start");
  assertStringIncludes(script, "each class has two points");
});
