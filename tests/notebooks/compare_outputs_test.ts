import { assertEquals, assertStringIncludes } from "@std/assert";
import { compareOutputs } from "./compare_outputs.ts";
import { FIGURE_DATA } from "#lib/workspace/mime_types.ts";
import type { Output } from "#lib/notebooks/notebook.ts";
import { code, notebookOf, prose, shown } from "./notebook_builder.ts";

function difference(was: Output[], is: Output[], tags?: string[]): string {
  const [a, b] = [was, is].map((outputs) => notebookOf(prose("# T"), code("1", outputs, tags)));
  return compareOutputs(a, b).map(({ cell, message }) => `${cell}: ${message}`).join("\n");
}

function drawn(data: unknown, svg: string): Output {
  return {
    output_type: "display_data",
    data: { "image/svg+xml": svg, [FIGURE_DATA]: { data }, "text/plain": "a figure" },
    metadata: {},
  };
}

Deno.test("compareOutputs() finds nothing where nothing changed", () => {
  assertEquals(difference([shown("[ 1.5, 2 ]")], [shown("[ 1.5, 2 ]")]), "");
  assertEquals(difference([], []), "");
});

Deno.test("compareOutputs() lets a number move by a thousandth, or by its last digit", () => {
  assertEquals(difference([shown("loss 0.123456")], [shown("loss 0.123460")]), "");
  assertEquals(difference([shown("loss 0.12")], [shown("loss 0.13")]), "");
  assertEquals(difference([shown("-1.2346e-7")], [shown("-1.2347e-7")]), "");
});

Deno.test("compareOutputs() finds a number that is another", () => {
  assertStringIncludes(difference([shown("loss 0.1234")], [shown("loss 0.1334")]), "got 0.1334");
  assertStringIncludes(difference([shown("24")], [shown("25")]), "expected 24, got 25");
  assertStringIncludes(difference([shown("1.5e-7")], [shown("1.5e-6")]), "got 1.5e-6");
  assertStringIncludes(difference([shown("-3")], [shown("3")]), "got");
});

Deno.test("compareOutputs() finds words, kinds and counts that are others", () => {
  assertStringIncludes(difference([shown("easy")], [shown("hard")]), 'expected "easy", got "hard"');
  assertStringIncludes(difference([shown("1")], []), "expected outputs");
  const printed: Output = { output_type: "stream", name: "stdout", text: "1" };
  assertStringIncludes(difference([shown("1")], [printed]), "expected outputs");
  assertStringIncludes(difference([shown("[1]")], [shown("[1, 2]")]), "expected");
});

Deno.test("compareOutputs() compares figures by their data, not by their strokes", () => {
  assertEquals(difference([drawn([1, 2], "<svg a/>")], [drawn([1, 2.0001], "<svg b/>")]), "");
  assertStringIncludes(
    difference([drawn([1, 2], "<svg/>")], [drawn([1, 3], "<svg/>")]),
    "data.data.1: expected 2, got 3",
  );
  assertStringIncludes(difference([drawn([1], "<svg/>")], [drawn([1, 2], "<svg/>")]), "undefined");
});

Deno.test("compareOutputs() asks of a cell tagged `varies` only for the same kinds", () => {
  assertEquals(difference([shown("1")], [shown("2")], ["varies"]), "");
  assertStringIncludes(difference([shown("1")], [drawn([1], "")], ["varies"]), "expected outputs");
});
