import { assert, assertEquals } from "@std/assert";
import { planeLabels, squareAt } from "#lib/live/runtime/plane_parts.ts";
import { element } from "#lib/live/runtime/scene.ts";
import { sceneToText } from "#lib/live/runtime/scene_to_text.ts";
import { BOLD, TextColumn } from "#lib/live/runtime/text_column.ts";

Deno.test("TextColumn writes lines downwards, parts with their style", () => {
  const column = new TextColumn({ left: 10, top: 20, width: 100 });
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
  const column = new TextColumn({ left: 10, top: 0, width: 100 });
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

Deno.test("planeLabels() leaves out what has no place, and keeps inside the plane", () => {
  const plane = { left: 0, top: 0, width: 100, height: 100, x: [0, 1], y: [0, 1] } as const;
  const label = (text: string, x: number, optional: boolean) => ({
    text,
    places: [[x, 50]] as [number, number][],
    color: "#111111",
    optional,
  });
  const drawn = planeLabels(
    [label("free", 50, true), label("taken", 50, true), label("outside", 99, true)],
    plane,
    [],
  );
  assertEquals(drawn.map(({ children }) => children[0]), ["free"]);
  assertEquals(planeLabels([label("free", 50, true)], plane, [squareAt([50, 50], 9)]), []);
});
