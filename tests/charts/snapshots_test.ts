/**
 * Each chart as it was last looked at: `snapshots/NAME.svg`, with normalised ids and rounded numbers,
 * the same under Deno and Bun. Where a chart is another now, the test writes `NAME-changed.svg`
 * beside it: look at both, and when the new one is meant, run the tests of this folder once with
 * `TRIPLET_LAB_UPDATE=charts`.
 */
import { assert, assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { snapshotTestOf } from "../support/snapshot_test_of.ts";
import { EXAMPLES } from "./examples.ts";

const folder = fileURLToPath(new URL("snapshots", import.meta.url));
const charts = fileURLToPath(new URL("../../lib/charts", import.meta.url));
const update = process.env.TRIPLET_LAB_UPDATE === "charts";

/** A tag a line; tenths of a pixel, which hide what two engines' last digits may differ in. */
function normalised(svg: string): string {
  const ids = new Map<string, string>();
  return svg
    .replace(/\bf[0-9a-z]{1,7}-\d+\b/g, (id) => {
      if (!ids.has(id)) ids.set(id, `id-${ids.size + 1}`);
      return ids.get(id)!;
    })
    .replace(
      /<[^>]+>/g,
      (tag) => tag.replace(/-?\d+\.\d+/g, (number) => String(Number((+number).toFixed(1)) || 0)),
    )
    .replace(/>(?=<(?!\/?(?:tspan|text)\b))/g, ">\n") + "\n";
}

for (const [name, draw] of Object.entries(EXAMPLES)) {
  snapshotTestOf(name, () => normalised(draw().toSvg()), { folder, update });
}

Deno.test("each chart of lib/charts has a snapshot, and each snapshot its chart", () => {
  const drawing = readdirSync(charts).flatMap((file) => {
    const text = readFileSync(join(charts, file), "utf8");
    return text.split(/^export function /m).slice(1)
      .filter((body) => body.slice(0, body.indexOf("\n}")).includes("): Figure {"))
      .map((body) => /^\w+/.exec(body)![0]);
  });
  assert(drawing.length > 20, `${drawing}`);
  assertEquals(Object.keys(EXAMPLES).sort(), drawing.sort());
  const kept = readdirSync(folder).filter((name) => !name.endsWith("-changed.svg"));
  assertEquals(kept.sort(), drawing.map((name) => `${name}.svg`).sort());
});
