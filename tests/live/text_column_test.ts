import { assert, assertEquals } from "@std/assert";
import { placeLabels, squareAt } from "#lib/live/runtime/place_labels.ts";
import { element, sceneToText } from "#lib/live/runtime/scene.ts";
import { BOLD, TextColumn } from "#lib/live/runtime/text_column.ts";

Deno.test("TextColumn writes lines downwards, parts with their style", () => {
  const column = new TextColumn(10, 20, 100);
  column.line(4, ["loss", BOLD], " of all");
  column.line(16, "next");
  column.textEnd(100, "right");
  assertEquals(column.y, 40);
  assertEquals(
    sceneToText(element("g", {}, ...column.elements)),
    [
      '<g><text x="10" y="24"><tspan font-weight="600">loss</tspan><tspan> of all</tspan></text>',
      '<text x="10" y="40"><tspan>next</tspan></text>',
      '<text x="110" y="40" text-anchor="end">right</text></g>',
    ].join(""),
  );
});

Deno.test("TextColumn's bar takes the whole width, its note as many lines as it needs", () => {
  const column = new TextColumn(10, 0, 100);
  column.bar(14, [[0.25, "#111111"], [0.75, "#222222"]]);
  assertEquals(
    column.elements.map(({ attributes: { x, width } }) => [x, width]),
    [[10, 25], [35, 75]],
  );
  assertEquals(column.y, 14);
  column.note("one two three four five six seven");
  const lines = column.elements.slice(2);
  assert(lines.length >= 2);
  assertEquals(column.y, 14 + 16 * lines.length);
});

Deno.test("placeLabels() leaves out what has no place, and keeps inside the plane", () => {
  const plane = { left: 0, top: 0, width: 100, height: 100, x: [0, 1], y: [0, 1] } as const;
  const label = (text: string, x: number) => ({
    text,
    places: [[x, 50]] as [number, number][],
    color: "#111111",
  });
  const drawn = placeLabels(
    [label("free", 50), label("taken", 50), label("outside", 99)],
    [],
    plane,
  );
  assertEquals(drawn.map(({ children }) => children[0]), ["free"]);
  assertEquals(placeLabels([label("free", 50)], [squareAt([50, 50], 9)], plane), []);
});
