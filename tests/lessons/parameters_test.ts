import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import process from "node:process";
import { articleValues, check, parameters } from "#lib/lessons/mod.ts";
import { PARAMETERS_VARIABLE } from "#lib/lessons/parameters.ts";

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

Deno.test("check() marks a false claim instead of throwing once a parameter was changed", () => {
  withSet({ margin: "0.5" }, () => {
    parameters({ margin: 2 });
    assertEquals(check("It is 2", false).text, "✗ It is 2: not with margin = 0.5");
    const [row] = articleValues(1, [{ what: "loss", by: "numpy", theirs: 1, ours: 2 }]).rows;
    assertStringIncludes(String(row.verdict), "not with margin = 0.5");
  });
  assertThrows(() => check("It is 2", false), Error, "false here");
});
