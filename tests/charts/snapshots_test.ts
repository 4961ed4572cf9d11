/**
 * Each chart as it was last looked at: `snapshots/NAME.svg`, with normalised ids and rounded numbers,
 * the same under Deno and Bun. Where a chart is another now, the test writes `NAME-changed.svg`
 * beside it: look at both, and when the new one is meant, run the tests of this folder once with
 * `TRIPLET_LAB_UPDATE=charts`.
 */
import { assert, assertEquals, AssertionError } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
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
  Deno.test(`${name}() is drawn as it was last looked at`, async () => {
    const path = join(folder, `${name}.svg`);
    const changed = join(folder, `${name}-changed.svg`);
    const now = normalised(draw().toSvg());
    if (update) {
      await mkdir(folder, { recursive: true });
      await writeFile(path, now);
    }
    const before = await readFile(path, "utf8").catch(() => "");
    if (now === before) return await rm(changed, { force: true });
    await writeFile(changed, now);
    const [old, lines] = [before, now].map((text) => text.split("\n"));
    const at = lines.findIndex((line, i) => line !== old[i]);
    throw new AssertionError({
      message: before === ""
        ? `${name}: there is no snapshot yet; look at ${changed}`
        : `${name}: line ${at + 1} was ${old[at]} and is ${lines[at]}; compare ${changed}`,
    });
  });
}

Deno.test("each chart of lib/charts has a snapshot, and each snapshot its chart", () => {
  const drawing = readdirSync(charts).flatMap((file) => {
    const text = readFileSync(join(charts, file), "utf8");
    return text.split(/^export function /m).slice(1)
      .filter((body) => body.slice(0, body.indexOf("\n}")).includes("): Figure {"))
      .map((body) => /^\w+/.exec(body)![0]);
  }).filter((name) => name !== "figure");
  assert(drawing.length > 20, `${drawing}`);
  assertEquals(Object.keys(EXAMPLES).sort(), drawing.sort());
  const kept = readdirSync(folder).filter((name) => !name.endsWith("-changed.svg"));
  assertEquals(kept.sort(), drawing.map((name) => `${name}.svg`).sort());
});
