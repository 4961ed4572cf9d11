import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "#lib/random.ts";
import { around, type Box, placeLabels, widthOf } from "#lib/live/runtime/place_labels.ts";

const WITHIN = { left: -2, width: 404, top: -2, height: 404, x: [0, 1], y: [0, 1] } as const;

/** Where texts stand, and what they say. */
function placed(...given: Parameters<typeof placeLabels>) {
  return placeLabels(...given).map((label) => {
    const [, x, y, text] = / x="(.*?)" y="(.*?)".*>(.*)<\/text>$/.exec(label.text)!;
    return { text, x: Number(x), y: Number(y) - 12 * 0.35 };
  });
}

Deno.test("placeLabels(): texts that may be left out lie over nothing", () => {
  const random = seededRandom(5);
  let left = 0;
  for (let k = 0; k < 30; k++) {
    const at = Array.from({ length: 25 }, () => [400 * random.uniform(), 400 * random.uniform()]);
    const points = at.map(([x, y]): Box => ({
      left: x - 5,
      right: x + 5,
      top: y - 5,
      bottom: y + 5,
    }));
    const labels = at.map((place, i) => ({
      text: `point ${i}`,
      places: around(place, `point ${i}`, 15),
      color: "#111111",
    }));
    const drawn = placed(labels, points, WITHIN);
    left += labels.length - drawn.length;
    const boxes = drawn.map(({ text, x, y }): Box => {
      const wide = widthOf(text) / 2;
      return { left: x - wide, right: x + wide, top: y - 6, bottom: y + 6 };
    });
    boxes.forEach((box, i) => {
      const free = [...boxes.slice(0, i), ...points].every((other) =>
        box.right <= other.left || other.right <= box.left || box.bottom <= other.top ||
        other.bottom <= box.top
      );
      assert(free, JSON.stringify(box));
      assert(box.left >= 0 && box.right <= 400 && box.top >= 0 && box.bottom <= 400);
    });
  }
  assert(left > 0, "where it is crowded some are left out");
});

Deno.test("placeLabels(): the first place that is free, and the same each time", () => {
  const taken = [{ left: 90, right: 110, top: 75, bottom: 95 }];
  const labels = [{ text: "a", color: "#111111", places: around([100, 100], "a", 15) }];
  const [first] = placed(labels, [], WITHIN);
  const [second] = placed(labels, taken, WITHIN);
  assertEquals([first!.x, first!.y], [100, 85]);
  assert(second!.x > 100 && second!.y === 100);
  assertEquals(placed(labels, taken, WITHIN), [second]);
});

Deno.test("placeLabels(): lines are in the way of some texts only", () => {
  const line = [{ left: 90, right: 110, top: 75, bottom: 95 }];
  const label = { text: "a", color: "#111111", places: around([100, 100], "a", 15) };
  const [over, beside] = [true, false].map((overLines) =>
    placed([{ ...label, overLines }], [], WITHIN, line)[0]!
  );
  assertEquals([over.y, beside.y], [85, 100]);
});
