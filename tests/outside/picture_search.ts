/**
 * The page in `picture_search/`, bundled from the packed library in an empty project and opened from
 * a file: it is given a folder of pictures, learns them, and finds their like.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { encode } from "fast-png";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { seededRandom } from "#lib/random.ts";
import { browserTest } from "../browser/browser.ts";
import { must, NO_PACKAGES, withLibrary } from "./package_project.ts";

/** A disc of each kind's colour, anywhere, on any grey: pixels alone tell the place and the ground. */
async function drawPictures(folder: string): Promise<void> {
  const random = seededRandom(4);
  const kinds = { red: [230, 40, 40], green: [40, 160, 40], blue: [40, 60, 220] };
  for (const [kind, colour] of Object.entries(kinds)) {
    await mkdir(join(folder, kind), { recursive: true });
    for (let one = 0; one < 32; one++) {
      const [left, top, ground] = [
        10 + random.integer(28),
        10 + random.integer(28),
        random.integer(256),
      ];
      const data = new Uint8Array(48 * 48 * 3).map((_, i) => {
        const [x, y] = [Math.floor(i / 3) % 48, Math.floor(i / 144)];
        return Math.hypot(x - left, y - top) < 10 ? colour[i % 3] : ground;
      });
      const picture = encode({ width: 48, height: 48, data, channels: 3 });
      await writeFile(join(folder, kind, `${one}.png`), picture);
    }
  }
}

browserTest(
  "a page made of the package learns a folder of pictures and finds their like",
  ({ open }) =>
    withLibrary(["@tensorflow/tfjs-backend-wasm@4.22.0", "esbuild@0.25.12"], async (project) => {
      await cp(new URL("picture_search/", import.meta.url), project, { recursive: true });
      const esbuild = join(project, "node_modules/esbuild/bin/esbuild");
      const options = ["--bundle", "--loader:.wasm=dataurl", "--log-level=error"];
      await must(project, esbuild, "page.js", ...options, "--outfile=page.bundle.js");
      await drawPictures(join(project, "pictures"));

      const tab = await open(join(project, "index.html"));
      await tab.page.locator("#folder").setInputFiles(join(project, "pictures"));
      const done = tab.page.getByText("96 pictures, learnt on");
      await done.waitFor({ timeout: 120_000 });
      const told = await done.textContent();
      const [after, before] = Array.from(told!.matchAll(/(\d+) %/g), ([, share]) => Number(share));
      assert(after > 85 && after > before, told!);
      assertMatch(told!, /on (wasm|webgpu)/);

      await tab.page.getByAltText("blue: 3.png").click();
      await tab.page.locator("#found figure").nth(5).waitFor();
      const kinds = await tab.look<string[]>(
        `[...document.querySelectorAll("#found figure")].map(({ dataset }) => dataset.kind)`,
      );
      assertEquals(kinds.length, 6);
      assert(kinds.filter((kind) => kind === "blue").length >= 5, kinds.join());
    }),
  NO_PACKAGES,
);
