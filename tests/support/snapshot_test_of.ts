import { AssertionError } from "@std/assert";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Registers a test that holds a drawing against `NAME.svg` in a folder. Where it is another now, the
 * test writes `NAME-changed.svg` beside it and says in which line they part; with `update` the new
 * drawing is kept.
 */
export function snapshotTestOf(
  name: string,
  draw: () => string,
  { folder, update }: { folder: string; update: boolean },
): void {
  Deno.test(`${name} is drawn as it was last looked at`, async () => {
    const path = join(folder, `${name}.svg`);
    const changed = join(folder, `${name}-changed.svg`);
    const now = draw();
    if (update) {
      await mkdir(folder, { recursive: true });
      await writeFile(path, now);
    }
    const before = await readFile(path, "utf8").catch(() => "");
    if (now === before) return await rm(changed, { force: true });
    await writeFile(changed, now);
    const [old, lines] = [before, now].map((text) => text.split("\n"));
    const at = lines.findIndex((line, i) => line !== old[i]);
    throw new AssertionError(
      before === ""
        ? `${name}: there is no snapshot yet; look at ${changed}`
        : `${name}: line ${at + 1} was ${old[at]} and is ${lines[at]}; compare ${changed}`,
    );
  });
}
