/**
 * The page in `picture_search/`, bundled from the packed library in an empty project and opened from
 * a file: it is given a folder of pictures, learns them, and finds their like.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { encode } from "fast-png";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { seededRandom } from "#lib/random.ts";
import { browserTest, ONCE } from "../browser/browser.ts";
import { inFirefox, NO_FIREFOX } from "../browser/firefox.ts";
import { must, NO_PACKAGES, withLibrary } from "./package_project.ts";

const KINDS = { red: [230, 40, 40], green: [40, 160, 40], blue: [40, 60, 220] };
const EACH = 32;

/** A disc of each kind's colour, anywhere, on any grey: pixels alone tell the place and the ground. */
async function drawPictures(folder: string): Promise<void> {
  const random = seededRandom(4);
  for (const [kind, colour] of Object.entries(KINDS)) {
    await mkdir(join(folder, kind), { recursive: true });
    for (let one = 0; one < EACH; one++) {
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

/** The page, made in an empty project, and the folder of pictures beside it. */
const withPage = (body: (page: string, pictures: string) => Promise<void>) =>
  withLibrary(["@tensorflow/tfjs-backend-wasm@4.22.0", "esbuild@0.25.12"], async (project) => {
    await cp(new URL("picture_search/", import.meta.url), project, { recursive: true });
    const esbuild = join(project, "node_modules/esbuild/bin/esbuild");
    const options = ["--bundle", "--loader:.wasm=dataurl", "--log-level=error"];
    await must(project, esbuild, "page.js", ...options, "--outfile=page.bundle.js");
    const pictures = join(project, "pictures");
    await drawPictures(pictures);
    await body(join(project, "index.html"), pictures);
  });

/** Waits in the page for what it says when it has learnt, then presses a picture: both, as data. */
const LEARN_AND_SEARCH = `(async () => {
  const until = async (there) => {
    for (;;) {
      if (there()) return there();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const state = document.getElementById("state");
  const told = await until(() => /learnt on|expected|Error/.test(state.textContent) && state.textContent);
  document.querySelector('[alt="blue: 3.png"]')?.click();
  const found = await until(() => {
    const all = [...document.querySelectorAll("#found figure")];
    return !/learnt on/.test(told) || all.length > 5 ? all : undefined;
  });
  return { told, kinds: found.map(({ dataset }) => dataset.kind) };
})()`;

/** What was learnt is better than pixels, and finds the like of a blue disc. */
function judge({ told, kinds }: { told: string; kinds: string[] }): void {
  assertMatch(told, /^96 pictures, learnt on (wasm|webgpu)/);
  const [after, before] = Array.from(told.matchAll(/(\d+) %/g), ([, share]) => Number(share));
  assert(after > 85 && after > before, told);
  assertEquals(kinds.length, 6);
  assert(kinds.filter((kind) => kind === "blue").length >= 5, kinds.join());
}

browserTest(
  "a page made of the package learns a folder of pictures and finds their like",
  ({ open }) =>
    withPage(async (page, pictures) => {
      const tab = await open(page);
      const folder = tab.page.locator("#folder");
      // The choice that comes while another is learnt takes its place.
      await folder.setInputFiles(pictures);
      await tab.page.getByText(/^Step [1-9]/).waitFor();
      await folder.setInputFiles(pictures);
      judge(await tab.look(LEARN_AND_SEARCH));
      await writeFile(join(pictures, "red", "torn.png"), "no picture");
      await folder.setInputFiles(pictures);
      const torn = "pictures/red/torn.png: expected a picture that this browser reads";
      await tab.page.getByText(torn).waitFor();
    }),
  NO_PACKAGES,
);

/** Gives the page its pictures as choosing the folder would, which no protocol does in Firefox. */
async function choose(folder: string): Promise<string> {
  const names = Object.keys(KINDS).flatMap((kind) =>
    Array.from({ length: EACH }, (_, one) => `${kind}/${one}.png`)
  );
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name), "base64")]),
  );
  return `{
    const chosen = [];
    for (const [name, text] of ${JSON.stringify(files)}) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const file = new File([bytes], name.split("/").at(-1), { type: "image/png" });
      Object.defineProperty(file, "webkitRelativePath", { value: "pictures/" + name });
      chosen.push(file);
    }
    const input = document.getElementById("folder");
    Object.defineProperty(input, "files", { value: chosen });
    input.dispatchEvent(new Event("change"));
  }`;
}

const unless = NO_FIREFOX || ONCE || NO_PACKAGES;

Deno.test({
  name: "in Firefox a page made of the package learns a folder of pictures and finds their like" +
    (unless && ` (ignored: ${unless})`),
  ignore: unless !== "",
  fn: () =>
    withPage((page, pictures) =>
      inFirefox(async ({ open, look, problems }) => {
        await open(page);
        await look(`(() => ${await choose(pictures)})()`);
        judge(await look(LEARN_AND_SEARCH));
        assertEquals(problems, []);
      })
    ),
});
