import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkNotebook } from "./check_notebook.ts";
import { executeNotebook } from "#lib/notebooks/execute_notebook.ts";
import { type Cell, readNotebook } from "#lib/notebooks/notebook.ts";
import { CACHE, DENO, ROOT, VENV, VENV_PYTHON } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { code, notebookOf, prose, shown, writeNotebook } from "./notebook_builder.ts";

// These run the real Jupyter: under Deno, whose processes the tasks use, and where it is set up.
const ready = !("Bun" in globalThis) && existsSync(join(VENV, "share/jupyter/kernels/deno"));
const options = { ignore: !ready };
if (!ready && !("Bun" in globalThis)) {
  console.error("Jupyter is not set up, so the tests that execute notebooks are left out.");
}

async function withNotebook<T>(cells: Cell[], use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "notebook-"));
  try {
    const path = join(folder, "01_made_for_a_test.ipynb");
    await writeNotebook(path, notebookOf(prose("# Made for a test"), ...cells));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function problemsOf(...cells: Cell[]): Promise<string[]> {
  const problems = await withNotebook(cells, (path) => checkNotebook(path, { timeout: 20 }));
  return problems.map(({ cell, message }) => `${cell}: ${message}`);
}

Deno.test("checkNotebook() passes a notebook that is what it says", options, async () => {
  const printed = { output_type: "stream", name: "stdout", text: "three 3\nfour 4\n" };
  assertEquals(
    await problemsOf(
      code("const three: number = 3;\nthree", [shown("3")]),
      code('console.log("three", three);\nconsole.log("four", three + 1);', [printed]),
    ),
    [],
  );
});

Deno.test("checkNotebook() fails when a cell throws, and names the cell", options, async () => {
  assertEquals(
    await problemsOf(code("1", [shown("1")]), code('throw new RangeError("labels: no")')),
    [
      "2: labels: no",
    ],
  );
});

Deno.test(
  "checkNotebook() fails when a committed output is not what its cell gives",
  options,
  async () => {
    const [problem] = await problemsOf(code("20 + 4", [shown("25")]));
    assertEquals(
      problem,
      "1: the committed output is not what the cell gives: expected 25, got 24",
    );
  },
);

Deno.test("checkNotebook() fails when the code does not type-check", options, async () => {
  const problems = await problemsOf(
    code("1", [shown("1")]),
    code('const count: number = "three";\nawait Promise.resolve();'),
  );
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0], "2: does not type-check: Type 'string' is not assignable");
});

Deno.test("checkNotebook() fails when a habit is broken", options, async () => {
  const [problem] = await problemsOf(code('Deno.test("x", () => {});'));
  assertStringIncludes(problem, "1: calls Deno.test");
});

Deno.test("executeNotebook() says when a cell runs past its limit", options, async () => {
  const { problem } = await withNotebook(
    [code("await new Promise((done) => setTimeout(done, 60_000));")],
    (path) => executeNotebook(path, { timeout: 2 }),
  );
  assertEquals(problem, { kind: "timeout", cell: 1, message: "ran past its limit of 2 s" });
});

Deno.test("executeNotebook() says when the kernel died", options, async () => {
  const { problem, notebook } = await withNotebook(
    [
      code('console.log("before")'),
      code('Deno.kill(Deno.pid, "SIGKILL");\nawait new Promise(() => {});'),
    ],
    (path) => executeNotebook(path, { timeout: 30 }),
  );
  assertEquals(problem?.kind, "died");
  assertEquals(problem?.cell, 2);
  assertEquals(notebook.cells[1].outputs?.length, 1);
});

/** The processes whose command line holds a text. */
async function processesWith(text: string): Promise<number[]> {
  const { stdout } = await runCommand("ps", ["-A", "-ww", "-o", "pid=,args="]);
  return stdout.split("\n").filter((line) => line.includes(text)).map((line) => parseInt(line));
}

Deno.test(
  "executeNotebook() says when its Python is killed, and leaves nothing",
  options,
  async () => {
    await withNotebook(
      [code("1"), code("await new Promise((done) => setTimeout(done, 60_000));")],
      async (path) => {
        let began = 0;
        const { problem, notebook } = await executeNotebook(path, {
          onCell(cell) {
            if (cell !== 2) return;
            processesWith(`execute.py ${path}`).then(([python]) => {
              began = performance.now();
              Deno.kill(python, "SIGKILL");
            });
          },
        });
        assert(performance.now() - began < 10_000);
        assertEquals([problem?.kind, problem?.cell], ["died", 2]);
        assertStringIncludes(problem?.message ?? "", "ended from outside (SIGKILL");
        assertEquals(notebook.cells[1].outputs, []);
        const left = await readdir(join(CACHE, "scratch"));
        assertEquals(left.filter((name) => name.startsWith("01_made_for_a_test")), []);
        assertEquals(await processesWith(join(CACHE, "scratch", "01_made_for_a_test")), []);
      },
    );
  },
);

Deno.test("executeNotebook() never takes another execution's outputs", options, async () => {
  const shows = async (value: string) => {
    const { notebook } = await withNotebook(
      [code('Deno.env.get("TRIPLET_LAB_MADE_FOR_A_TEST")')],
      (path) => executeNotebook(path, { env: { TRIPLET_LAB_MADE_FOR_A_TEST: value } }),
    );
    return [notebook.cells[1].outputs?.[0].data?.["text/plain"]].flat().join("");
  };
  const values = ["one", "two", "three"];
  assertEquals(await Promise.all(values.map(shows)), values.map((value) => `"${value}"`));
});

// A message sent swallows the signal of a reply that has just come: three cells, each until its limit.
Deno.test("no cell waits for a reply that is there already", options, async () => {
  await withNotebook([code("1"), code("2"), code("3")], async (path) => {
    const [folder, python] = [join(path, ".."), VENV_PYTHON];
    const late = (file: string) => join(ROOT, "tests/notebooks/late_kernel", file);
    const spec = {
      argv: [python, late("kernel.py"), "{connection_file}"],
      display_name: "late",
      language: "none",
    };
    await mkdir(join(folder, "kernels/deno"), { recursive: true });
    await writeFile(join(folder, "kernels/deno/kernel.json"), JSON.stringify(spec));
    const since = Date.now();
    const { output } = await runCommand(
      python,
      [late("slow_client.py"), join(ROOT, "lib/notebooks/execute.py"), path, join(folder, "out")]
        .concat("--timeout", "60"),
      { env: { JUPYTER_PATH: folder } },
    );
    assertStringIncludes(output, '{"event": "end"}');
    assert(Date.now() - since < 60_000, `${Date.now() - since} ms`);
    assertEquals((await readNotebook(join(folder, "out"))).cells.at(-1)!.outputs!.length, 1);
  });
});

Deno.test("executeNotebook() keeps the results that the kernel sends late", options, async () => {
  const cells = Array.from({ length: 40 }, (_, i) => code(`const v${i} = { i: ${i} };\nv${i}`));
  const { notebook, problem } = await withNotebook(cells, (path) => executeNotebook(path));
  assertEquals(problem, undefined);
  const shownCounts = notebook.cells.slice(1).map(({ outputs }) => outputs?.length);
  assertEquals(shownCounts, new Array(40).fill(1));
});

Deno.test(
  "deno task report keeps the good pages, names the bad cell, and ends non-zero",
  options,
  async () => {
    const folder = await mkdtemp(join(ROOT, ".cache", "report-test-"));
    try {
      const good = notebookOf(prose("# Good"), code("1 + 1"));
      const bad = notebookOf(prose("# Bad"), code('throw new Error("on purpose")'), code("2"));
      await writeNotebook(join(folder, "01_good.ipynb"), good);
      await writeNotebook(join(folder, "02_bad.ipynb"), bad);
      await writeFile(join(folder, "notes.txt"), "not a notebook");
      const { code: status, output } = await runCommand(DENO, [
        ...["run", "--no-lock", "-R", "-W=.", "--allow-run", "-E", "-S", "lib/tasks/report.ts"],
        ...["--from", folder, "--to", folder],
      ]);
      assertEquals(status, 1);
      assertStringIncludes(output, "02_bad.ipynb, code cell 1: on purpose");
      assertStringIncludes(output, "1 of 2 notebooks ran to their end");
      assertStringIncludes(await readFile(join(folder, "01_good.html"), "utf8"), "Good");
      assertStringIncludes(await readFile(join(folder, "02_bad.html"), "utf8"), "on purpose");
      const index = await readFile(join(folder, "index.html"), "utf8");
      assertStringIncludes(index, "every cell ran");
      assertStringIncludes(index, "Stopped in code cell 1: on purpose");
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

Deno.test("executeNotebook() leaves the file as it was", options, async () => {
  await withNotebook([code("1 + 1")], async (path) => {
    const before = await readFile(path, "utf8");
    await executeNotebook(path);
    assert(before === await readFile(path, "utf8"));
  });
});
