import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import process from "node:process";
import type { executeNotebook, ExecutionProblem } from "#lib/notebooks/execute_notebook.ts";
import { readNotebook } from "#lib/notebooks/notebook.ts";
import { findChromium } from "#lib/report/pdf/find_chromium.ts";
import { makeReport } from "#lib/report/make_report.ts";
import type { ReportOptions } from "#lib/report/report_plan.ts";
import { CACHE, ROOT } from "#lib/workspace/paths.ts";
import { code, notebookOf, prose, writeNotebook } from "../notebooks/notebook_builder.ts";
import { partsOf } from "./small_book.ts";

// What is written is locked, and locks are Deno's, as the task is.
const test = "Bun" in globalThis ? Deno.test.ignore : Deno.test;

/** Does without Jupyter: the notebook as it is committed, and what stops it. */
function executing(problems: Record<string, ExecutionProblem> = {}) {
  const calls: { name: string; timeout: number | undefined; env: Record<string, string> }[] = [];
  const execute: typeof executeNotebook = async (path, { timeout, env = {}, onCell } = {}) => {
    const name = basename(path);
    calls.push({ name, timeout, env });
    onCell?.(1, 2);
    const problem = problems[name];
    return { notebook: await readNotebook(path), ...(problem ? { problem } : {}) };
  };
  return { calls, execute, agree: () => Promise.resolve(partsOf([]).agreement) };
}

/** Works in a folder of two notebooks. */
async function withBook(work: (options: ReportOptions, folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(CACHE, "report-"));
  try {
    const first = notebookOf(
      prose("# First\n\nSee [Second](02_second.ipynb)."),
      code("const { margin } = parameters({ margin: 2 });", [], ["parameters"]),
    );
    await writeNotebook(join(folder, "01_first.ipynb"), first);
    await writeNotebook(join(folder, "02_second.ipynb"), notebookOf(prose("# Second"), code("2")));
    await work({ from: folder, to: relative(ROOT, folder), backend: "cpu" }, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const pagesIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => !name.endsWith(".ipynb")).sort();

Deno.test("makeReport() refuses what there is not before any work, and names it", async () => {
  await withBook(async (options, folder) => {
    const { calls, execute } = executing();
    let begun = 0;
    const refused = async (one: Record<string, unknown>, message: string) => {
      const watch = { execute, begin: () => Promise.resolve(void begun++) };
      const error = await assertRejects(() => makeReport({ ...options, ...one }, watch));
      assert(error instanceof TypeError || error instanceof RangeError, `${error}`);
      assertStringIncludes(error.message, message);
    };
    await refused({ format: "docx" }, `format: expected "html" or "pdf" or "both", got "docx"`);
    await refused({ edition: "pupil" }, `edition: expected "full"`);
    await refused({ paper: "a5" }, `paper: expected "a4" or "letter", got "a5"`);
    await refused({ backend: "cuda" }, "backend: expected");
    await refused({ timeout: NaN }, "timeout: expected");
    await refused({ timeout: 0 }, "timeout: expected");
    await refused({ to: "../elsewhere" }, "to: expected a folder in");
    await refused({ only: "7" }, "only: expected one of 01_first.ipynb, 02_second.ipynb, got 7");
    await refused({ set: ["margn=1"] }, "set: expected one of margin = 2 (01_first), got margn");
    assertEquals([begun, calls.length, await pagesIn(folder)], [0, 0, []]);
  });
});

test("makeReport() makes the book, with what was changed, and tells each step", async () => {
  await withBook(async (options, folder) => {
    const { calls, execute } = executing();
    const told: string[] = [];
    const { made, problems, executed, whole } = await makeReport(
      { ...options, set: ["margin=0.5"], timeout: 5 },
      {
        execute,
        begin: () => Promise.resolve(void told.push("begin")),
        step(title) {
          told.push(title);
          return {
            update: (message) => told.push(message),
            end: (mark) => told.push(mark),
          };
        },
      },
    );
    assertEquals(problems, []);
    assertEquals([executed, whole], [2, 2]);
    assertEquals(calls.map(({ name, timeout }) => `${name} ${timeout}`), [
      "01_first.ipynb 5",
      "02_second.ipynb 5",
    ]);
    for (const { env } of calls) {
      assertEquals(env.TRIPLET_LAB_BACKEND, "cpu");
      assert(Object.values(env).includes(`{"margin":"0.5"}`), JSON.stringify(env));
    }
    assertEquals(told, [
      ...["begin", "1/2 First", "cell 1 of 2", "✓", "2/2 Second", "cell 1 of 2", "✓"],
      ...["The library beside numpy, TensorFlow and PyTorch", "✓"],
    ]);
    const pages = [
      "01_first.html",
      "02_second.html",
      "clinic.html",
      "formulas.html",
      "index.html",
      "verdict.html",
    ];
    assertEquals(await pagesIn(folder), pages);
    assert(/\/index\.html \(6 files of \d\.\d to \d\.\d MB\)$/.test(made[0]), made[0]);
    const first = await readFile(join(folder, "01_first.html"), "utf8");
    assertStringIncludes(first, "margin = 0.5 (its own: 2)");
    assertStringIncludes(first, `<a href="02_second.html">`);
  });
});

test("makeReport() names where a notebook stopped, and makes the other pages", async () => {
  await withBook(async (options, folder) => {
    const watch = executing({
      "02_second.ipynb": { kind: "error", cell: 1, message: "on purpose" },
    });
    const { made, problems, executed, whole } = await makeReport(options, watch);
    assertEquals(problems, ["02_second.ipynb, code cell 1: on purpose"]);
    assertEquals([executed, whole, made.length], [2, 1, 1]);
    assertStringIncludes(await readFile(join(folder, "index.html"), "utf8"), "every cell ran");
  });
});

test("makeReport() of one notebook links only to pages that are there", async () => {
  await withBook(async (options, folder) => {
    const watch = executing();
    const only = { ...options, only: "1" };
    const { made } = await makeReport(only, watch);
    assertEquals(watch.calls.map(({ name }) => name), ["01_first.ipynb"]);
    assert(made[0].includes("01_first.html ("), made[0]);
    const page = () => readFile(join(folder, "01_first.html"), "utf8");
    assert(!(await page()).includes("02_second.html"), "a link that leads nowhere");
    await makeReport(options, watch);
    await makeReport(only, watch);
    assertStringIncludes(await page(), `<a href="02_second.html">`);
  });
});

test("makeReport() without a browser makes pages instead of a PDF, and says so", async () => {
  const { CHROME_PATH } = process.env;
  process.env.CHROME_PATH = "/no/such/browser";
  try {
    await withBook(async (options, folder) => {
      const watch = executing();
      const { made, problems } = await makeReport({ ...options, format: "pdf" }, watch);
      assertEquals([made.length, problems.length], [1, 1]);
      assertStringIncludes(problems[0], "no PDF was made");
      assert((await pagesIn(folder)).includes("index.html"));
    });
  } finally {
    if (CHROME_PATH === undefined) delete process.env.CHROME_PATH;
    else process.env.CHROME_PATH = CHROME_PATH;
  }
});

Deno.test({
  name: "makeReport() prints a PDF, and no pages unless both are asked for",
  ignore: "Bun" in globalThis || !findChromium(),
  async fn() {
    await withBook(async (options, folder) => {
      const watch = executing();
      const { made, problems } = await makeReport({ ...options, format: "pdf", only: "2" }, watch);
      assertEquals(problems, []);
      assertEquals(made, [`${options.to}/02_second.pdf`]);
      assertEquals(await pagesIn(folder), ["02_second.pdf"]);
    });
  },
});
