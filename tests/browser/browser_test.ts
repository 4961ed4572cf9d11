import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { browserTest, inBrowser, NO_BROWSER } from "./browser.ts";

/** The harness must not forgive: each thing it watches for is done once here, and must be told. */
const page = (body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><body>${body}</body></html>`;

browserTest("a page opens from disk, by mouse, keyboard and finger", async ({ open, write }) => {
  const path = await write(
    "page.html",
    page(`<main><h1>One</h1><button id="first">First</button> <a id="second" href="#x">Second</a>
      <div id="pad" style="width:300px;height:100px;touch-action:none"></div></main>
      <script>
        seen = [];
        const pad = document.querySelector("#pad");
        for (const type of ["pointerdown", "pointermove", "pointerup"]) {
          pad.addEventListener(type, (event) => seen.push(type + " " + event.pointerType));
        }
        document.querySelector("#first").addEventListener("click", () => seen.push("click"));
      </script>`),
  );
  const tab = await open(path);
  await tab.page.click("#first");
  const { x, y } = await tab.middle("#pad");
  await tab.drag({ x, y }, { x: x + 20, y }, 2);
  assertEquals(
    await tab.look("seen.join()"),
    [
      "click",
      "pointermove mouse",
      "pointerdown mouse",
      "pointermove mouse",
      "pointermove mouse",
      "pointerup mouse",
    ].join(),
  );
  assertEquals((await tab.tabOrder()).sort(), ["a#second", "button#first"]);
  assertEquals(await tab.sideways(), 0);
  assertEquals(await tab.axe(), []);

  const finger = await open(path, { touch: true, width: 360 });
  await finger.swipe(await finger.middle("#pad"), { x: 60, y: 120 }, 2);
  assert((await finger.look<string>("seen.join()")).startsWith("pointerdown touch,pointermove"));
});

const wrongs: [name: string, body: string, told: string][] = [
  ["a console error", `<script>console.error("alas")</script>`, "console: alas"],
  ["an exception", `<script>throw new Error("oh no")</script>`, "threw: oh no"],
  ["a rejection", `<script>Promise.reject(new Error("not so"))</script>`, "threw: not so"],
  ["a picture from elsewhere", `<img alt="" src="https://example.org/a.png">`, "example.org/a.png"],
  ["a fetch", `<script>fetch("http://example.org/").catch(() => {})</script>`, "example.org"],
  [
    "a worker's fetch",
    `<script>new Worker(URL.createObjectURL(
      new Blob(["fetch('http://example.org/w').catch(() => {})"])))</script>`,
    "example.org/w",
  ],
];
for (const [name, body, told] of wrongs) {
  Deno.test({
    name: `the harness tells of ${name}`,
    ignore: NO_BROWSER !== "",
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const error = await assertRejects(() =>
        inBrowser(async ({ open, write }) => {
          const tab = await open(await write("page.html", page(body)));
          for (let k = 0; k < 50 && tab.problems.length === 0; k++) {
            await tab.page.waitForTimeout(20);
          }
        })
      );
      assertStringIncludes((error as Error).message, told);
    },
  });
}

browserTest("axe-core's findings are told, with rule and place", async ({ open, write }) => {
  const tab = await open(
    await write(
      "page.html",
      page(`<main><h1>One</h1><input id="bare"><p style="color:#ccc">pale</p></main>`),
    ),
  );
  const found = await tab.axe();
  assertEquals(found.map((line) => line.split(":")[0]).sort(), ["color-contrast", "label"]);
  assertStringIncludes(found.join("\n"), "#bare");
});
