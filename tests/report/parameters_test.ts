import { assertEquals, assertThrows } from "@std/assert";
import {
  changesOf,
  chosenParameters,
  type Declared,
  declaredParameters,
  withChosen,
} from "#lib/report/declared_parameters.ts";
import { code, notebookOf, prose } from "../notebooks/notebook_builder.ts";
import { assertHas, bookOf, lesson, pageOf } from "./small_book.ts";

const declaring = (source: string) => notebookOf(prose("# A"), code(source, [], ["parameters"]));

Deno.test("declaredParameters() reads literals and their types", () => {
  assertEquals(
    declaredParameters(declaring(
      `// What a teacher may change.
const values = parameters({ margin: 2, rate: 1e-3, low: -0.5, steps: 1_000, // steps
  squared: false, "rule": "valid" });
const { margin } = values; values;`,
    )),
    { margin: 2, rate: 0.001, low: -0.5, steps: 1000, squared: false, rule: "valid" },
  );
  assertEquals(declaredParameters(notebookOf(prose("# A"), code("parameters({ a: 1 })"))), {});
});

Deno.test("declaredParameters() refuses what is no literal", () => {
  for (
    const source of [
      "parameters({ margin: 2 * 3 })",
      "parameters(defaults)",
      "parameters({ a, b: 1 })",
    ]
  ) {
    assertThrows(() => declaredParameters(declaring(source)), TypeError, "parameters: expected");
  }
});

const notebooks: Declared[] = [
  { source: "01_a.ipynb", parameters: { margin: 2, squared: false } },
  { source: "02_b.ipynb", parameters: { margin: 0.5, steps: 100 } },
  { source: "03_c.ipynb", parameters: {} },
];

Deno.test("chosenParameters() takes what is declared", () => {
  assertEquals(chosenParameters(["margin=0.3", "squared=true"], notebooks), {
    margin: "0.3",
    squared: "true",
  });
});

Deno.test("chosenParameters() refuses an unknown name with the list of what there is", () => {
  assertThrows(
    () => chosenParameters(["margn=1"], notebooks),
    RangeError,
    "set: expected one of margin = 2, squared = false (01_a); margin = 0.5, steps = 100 (02_b), got margn",
  );
});

Deno.test("chosenParameters() refuses another type, a missing value, a repetition", () => {
  assertThrows(() => chosenParameters(["margin=wide"], notebooks), TypeError, "expected a number");
  assertThrows(
    () => chosenParameters(["squared=1"], notebooks),
    TypeError,
    "expected true or false",
  );
  assertThrows(() => chosenParameters(["margin"], notebooks), TypeError, "expected NAME=VALUE");
  assertThrows(() => chosenParameters(["steps=1", "steps=2"], notebooks), RangeError, "twice");
});

Deno.test("changesOf() names what is not the notebook's own", () => {
  const declared = { margin: 2, squared: false, steps: 100 };
  assertEquals(
    changesOf(declared, { margin: "0.5", steps: "1e2", squared: "true", other: "1" }),
    ["margin = 0.5 (its own: 2)", "squared = true (its own: false)"],
  );
});

Deno.test("a page says at its top which parameters were changed", async () => {
  const changed = ["margin = 0.5 (its own: 2)"];
  const { pages } = await bookOf([{ ...lesson("02_b.ipynb", prose("# A")), changed }]);
  const page = pages.get("02_b.html")!;
  assertHas(page, `<p class="changed">Made with margin = 0.5 (its own: 2).`);
  assertHas(page, "changed: margin = 0.5 (its own: 2)");
  assertHas(pages.get("index.html")!, "changed: margin = 0.5 (its own: 2)");
  assertHas(await pageOf(notebookOf(prose("# A"))), "no parameter changed");
});

Deno.test("withChosen() writes what a notebook was run with into its cell", () => {
  const cell = 'const { margin, rule } = parameters({ margin: 2, rule: "all" });';
  const { cells } = withChosen(declaring(cell), { margin: "0.5", other: "1", rule: "all" });
  assertEquals(cells[1].source, cell.replace("2", "0.5"));
});
