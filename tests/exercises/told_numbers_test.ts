/** The numbers that a solution's prose tells are those of the solution that is tried. */
import { assert, assertEquals } from "@std/assert";
import values from "#lib/exercises/solutions/values.json" with { type: "json" };
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { joined, readNotebook } from "#lib/notebooks/notebook.ts";

const prose = (await Promise.all((await listNotebooks()).map(async (path) => {
  const { cells } = await readNotebook(path);
  return cells.filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => joined(source)).join("\n\n");
}))).join("\n\n");

/** What stands between an exercise's number and that of the next. */
function toldOf(id: string): string {
  const [, from] = prose.split(`**Exercise ${id} (`);
  assert(from !== undefined, id);
  return from.split("**Exercise ")[0];
}

Deno.test("a solution tells the change that its own answer measures", () => {
  const measured = Object.entries(values).flatMap(([id, answer]) => {
    const found = /predicted: "(\w+)", before: ([\d.]+), after: ([\d.]+)/.exec(answer);
    return found ? [{ id, way: found[1], numbers: [Number(found[2]), Number(found[3])] }] : [];
  });
  let count = 0;
  for (const { id, way, numbers } of measured) {
    const told = /\bIt (\w+), from ([\d.]+\d|\d+) to ([\d.]+\d|\d+)/.exec(toldOf(id));
    if (told === null) continue; // "to half of that"
    count++;
    assertEquals(told[1], way, id);
    for (const [i, text] of told.slice(2).entries()) {
      const places = text.split(".")[1]?.length ?? 0;
      assert(Math.abs(Number(text) - numbers[i]) <= 0.5001 * 10 ** -places, `${id}: ${told[0]}`);
    }
  }
  assert(count >= 10, `${count}`);
});
