import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { table } from "#lib/lessons/mod.ts";

Deno.test("table() shows its rows as data, as HTML and as text, in the order of the first row", () => {
  const shown = table([{ name: "a < b", loss: 1 / 3 }, { name: "c", loss: 2 }]);
  const bundle = (shown as unknown as Record<symbol, () => Record<string, unknown>>)[
    Symbol.for("Jupyter.display")
  ]();
  assertEquals(bundle["application/vnd.dataresource+json"], {
    schema: { fields: [{ name: "name" }, { name: "loss" }] },
    data: [{ name: "a < b", loss: 0.3333 }, { name: "c", loss: 2 }],
  });
  // JupyterLab writes a table's cells to the right, and a line of its own as a space.
  const words = ' style="text-align: left; white-space: pre-line"';
  const html = String(bundle["text/html"]);
  assertStringIncludes(html, `<th${words}>name</th><th>loss</th>`);
  assertStringIncludes(html, `<td${words}>a &lt; b</td><td>0.3333</td>`);
  assertEquals(bundle["text/plain"], "name | loss\na < b | 0.3333\nc | 2");
});

Deno.test("table() keeps as many digits as it is told", () => {
  assertEquals(table([{ x: 123.456789 }], { digits: 5 }).rows, [{ x: 123.46 }]);
});

Deno.test("table() refuses no rows, and rows of other keys", () => {
  assertThrows(() => table([]), RangeError, "rows: expected at least one, got none");
  assertThrows(
    () => table([{ a: 1 }, { b: 1 }]),
    RangeError,
    "expected the keys a in row 1, got b",
  );
});
