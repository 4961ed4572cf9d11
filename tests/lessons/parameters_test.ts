import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { articleValues, check, followTraining, parameters } from "#lib/lessons/mod.ts";
import { declaredIn } from "#lib/lessons/declared_in.ts";
import { OWN_PARAMETERS, PARAMETER_BOUNDS } from "#lib/lessons/own_parameters.ts";
import {
  type ParameterBounds,
  type ParameterValue,
  parameterValue,
} from "#lib/lessons/parameter_value.ts";
import { PARAMETERS_VARIABLE } from "#lib/lessons/parameters.ts";
import { codeCells, hasTag, joined, readNotebook } from "#lib/notebooks/notebook.ts";
import { declaredParameters } from "#lib/report/declared_parameters.ts";
import type { StepRecord } from "#lib/training/mod.ts";
import { NOTEBOOKS } from "#lib/workspace/paths.ts";

function withSet<T>(given: Record<string, string>, run: () => T): T {
  process.env[PARAMETERS_VARIABLE] = JSON.stringify(given);
  try {
    return run();
  } finally {
    delete process.env[PARAMETERS_VARIABLE];
    parameters({});
  }
}

Deno.test("parameters() takes values from outside, each of its default's type", () => {
  withSet({ margin: "0.5", squared: "true", rule: "valid" }, () => {
    const got = parameters({ margin: 2, squared: false, rule: "pytorch", seed: 7 });
    assertEquals({ ...got }, { margin: 0.5, squared: true, rule: "valid", seed: 7 });
  });
});

Deno.test("parameters() refuses values of another type", () => {
  for (const words of ["wide", "", "Infinity"]) {
    assertThrows(
      () => withSet({ margin: words }, () => parameters({ margin: 2 })),
      TypeError,
      "margin: expected a number",
    );
  }
  assertThrows(
    () => withSet({ squared: "1" }, () => parameters({ squared: false })),
    TypeError,
    "squared: expected true or false, got 1",
  );
});

Deno.test("parameters() of a lesson knows its own values, whatever its cell says", () => {
  try {
    const got = parameters({ margin: 0.5, steps: 600, seed: 1 }, { lesson: 4 });
    assertEquals({ ...got }, { margin: 0.5, steps: 600, seed: 1 });
    assertEquals(check("It is 0.3", false).text, "✗ It is 0.3: not with margin = 0.5");
    const wide = { margin: "wide" } as unknown as { margin: number };
    assertThrows(() => parameters(wide, { lesson: 4 }), TypeError, "margin: expected a number");
  } finally {
    parameters({});
  }
});

Deno.test("parameterValue() keeps to the bounds, and says what they are", () => {
  const refused = (
    words: string,
    bounds: ParameterBounds,
    message: string,
    own: ParameterValue = 2,
  ) => assertThrows(() => parameterValue("x", own, words, bounds), RangeError, message);
  refused("-1", { from: 0, to: 3 }, "x: expected a number from 0 to 3, got -1");
  refused(
    "2.5",
    { from: 0, to: 3, whole: true },
    "x: expected a whole number from 0 to 3, got 2.5",
  );
  refused("c", { of: ["a", "b"] }, "x: expected one of a, b, got c", "a");
  for (const words of ["0", "3", "1e0"]) {
    parameterValue("x", 2, words, { from: 0, to: 3, whole: true });
  }
  assertThrows(
    () => parameters({ margin: -1 }, { lesson: 1 }),
    RangeError,
    "from 0 to 100, got -1",
  );
  assertEquals(parameters({ margin: -1 }).margin, -1, "a notebook of one's own has no bounds");
});

Deno.test("each lesson's own parameters keep to their bounds, and each of them has some", () => {
  for (const own of Object.values(OWN_PARAMETERS)) {
    for (const [name, value] of Object.entries(own)) {
      assert(PARAMETER_BOUNDS[name], name);
      assertEquals(parameterValue(name, value, String(value), PARAMETER_BOUNDS[name]), value);
    }
  }
});

Deno.test("declaredIn() knows where each literal stands, comments or not", () => {
  const source = `// parameters({ no: 1 })
const { margin, rule } = parameters({ margin: 1_0.5, /* rule: "x" */ "rule": "all", on: true }, { lesson: 4 });`;
  const { lesson, parameters } = declaredIn(source);
  assertEquals(lesson, 4);
  assertEquals(
    Object.entries(parameters).map((
      [name, { value, from, to }],
    ) => [name, value, source.slice(from, to)]),
    [["margin", 10.5, "1_0.5"], ["rule", "all", '"all"'], ["on", true, "true"]],
  );
});

const lessons = readdirSync(NOTEBOOKS).filter((name) => /^0[1-9].*\.ipynb$/.test(name)).sort();
for (const [i, name] of lessons.entries()) {
  Deno.test(`${name} is committed with its own parameters, and says whose they are`, async () => {
    const notebook = await readNotebook(join(NOTEBOOKS, name));
    assertEquals(declaredParameters(notebook), OWN_PARAMETERS[i + 1]);
    const cell = codeCells(notebook).find((cell) => hasTag(cell, "parameters"))!;
    assertStringIncludes(joined(cell.source), `{ lesson: ${i + 1} }`);
  });
}

Deno.test("followTraining() is stopped by a notebook's ■, or by a signal, and says so", async () => {
  let steps = 0;
  let ended = 0;
  async function* training(at: (step: number) => unknown = () => {}) {
    try {
      for (let step = 1; step <= 9; step++) {
        at(step);
        steps = step;
        yield { step, loss: 1, active: 1 } as StepRecord;
      }
    } finally {
      ended++;
    }
  }
  const shown: string[] = [];
  const output = { interval: 0, show: (line: string) => void shown.push(line) };
  const told = { total: 9, label: "batch all", output };
  const listeners = process.listenerCount("SIGINT");
  const interrupt = (step: number) => step === 4 && process.emit("SIGINT");
  const kernel = globalThis as { Deno?: { jupyter?: unknown } };
  try {
    kernel.Deno!.jupyter = {};
    assertEquals((await followTraining(training(interrupt), told)).length, 4);
    assertEquals(steps, 4);
    assertStringIncludes(shown.at(-1)!, "batch all: step 4/9");
    assertEquals(check("so", false).text, "✗ so: not with batch all stopped at step 4");
    assertEquals(process.listenerCount("SIGINT"), listeners, "after it, ■ is the kernel's again");
  } finally {
    kernel.Deno!.jupyter = undefined;
  }
  const stop = new AbortController();
  const asked = (step: number) => step === 2 && stop.abort();
  const { signal } = stop;
  assertEquals((await followTraining(training(asked), { ...told, signal })).length, 2);
  await followTraining(training(), told);
  assertThrows(() => check("so", false), Error, "false here");
  assertEquals(ended, 3, "each training has cleaned up");
});

Deno.test("check() marks a false claim instead of throwing once a parameter was changed", () => {
  withSet({ margin: "0.5" }, () => {
    parameters({ margin: 2 });
    assertEquals(check("It is 2", false).text, "✗ It is 2: not with margin = 0.5");
    const [row] = articleValues(1, [{ what: "loss", by: "numpy", theirs: 1, ours: 2 }]).rows;
    assertStringIncludes(String(row.verdict), "not with margin = 0.5");
  });
  assertThrows(() => check("It is 2", false), Error, "false here");
});
