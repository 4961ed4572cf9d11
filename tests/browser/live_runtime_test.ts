import { assert, assertEquals } from "@std/assert";
import { readFile } from "node:fs/promises";
import { bundleForBrowser } from "#lib/bundle/bundle_for_browser.ts";
import { liveHtml } from "#lib/live/mod.ts";
import { browserTest, type Tools } from "./browser.ts";
import { said, settled } from "./live_page.ts";

/** A page with the small figure of `live_counter.ts`, its script before its markup. */
async function counterPage({ write }: Tools, handles: number): Promise<string> {
  const script = await bundleForBrowser(new URL("./live_counter.ts", import.meta.url));
  const state = {
    title: "A title of several words that a narrow window has to break into lines",
    playing: false,
    milliseconds: 0,
    ticks: 0,
    handles: Array.from({ length: handles }, (_, i) => i * 0.8),
  };
  const svg = "<svg role='img' aria-label='A count.'></svg>";
  const html = liveHtml({ name: "counter", state }, svg);
  return await write(
    "page.html",
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>A count</title>
     <script>${script}</script><main>${html}</main></html>`,
  );
}

browserTest("what plays by itself goes in steps where less motion is wanted", async (tools) => {
  const tab = await tools.open(await counterPage(tools, 2)); // the tests' browser wants less
  await tab.page.getByRole("button", { name: "Play" }).click();
  await tab.page.getByRole("button", { name: "Pause" }).waitFor();
  await tab.page.getByRole("button", { name: "Play" }).waitFor();
  await settled(tab);
  const ticks = Number(/^(\d+) ticks, some time$/.exec(await said(tab))![1]);
  assert(ticks >= 2 && ticks <= 7, `${ticks} ticks in a little over 2 seconds`);
});

browserTest("past many handles leads a button, and few have none", async (tools) => {
  const tab = await tools.open(await counterPage(tools, 12));
  const { keyboard } = tab.page;
  const focused = () => tab.look<string>("document.activeElement.textContent");
  await keyboard.press("Tab");
  assertEquals(await focused(), "Past the points, to the settings");
  await keyboard.press("Enter");
  assertEquals(await focused(), "Play");
  await tab.page.getByLabel("handles").selectOption("2");
  await settled(tab);
  assertEquals(await tab.page.getByRole("slider").count(), 2);
  assertEquals(await tab.page.getByText("Past the points").count(), 0);
});

browserTest("a handle keeps the focus when handles before it go", async (tools) => {
  const tab = await tools.open(await counterPage(tools, 12));
  await tab.page.locator('[data-handle="1"]').focus();
  await tab.look(`{
    const menu = document.querySelector("select");
    menu.selectedIndex = 0;
    menu.dispatchEvent(new Event("input", { bubbles: true }));
  }`);
  await settled(tab);
  assertEquals(await tab.look("document.activeElement.dataset.handle"), "1");
});

browserTest("a long title breaks into lines, and nothing is cut off", async (tools) => {
  for (const width of [320, 1280]) {
    const tab = await tools.open(await counterPage(tools, 2), { width });
    await settled(tab);
    const outside = await tab.look<number>(`(() => {
      const box = document.querySelector("svg").getBoundingClientRect();
      return [...document.querySelectorAll("svg text")].filter((text) => {
        const { left, right, top } = text.getBoundingClientRect();
        return left < box.left || right > box.right || top < box.top;
      }).length;
    })()`);
    assertEquals(outside, 0);
    assertEquals(await tab.sideways(), 0);
  }
});

browserTest(
  "where a figure fails its picture stays, and the others come to life",
  async (tools) => {
    const page = await counterPage(tools, 2);
    const whole = await readFile(page, "utf8");
    const figure = /<div class="live-figure".*<\/div>/.exec(whole)![0];
    const html = whole.replace(
      figure,
      figure.replace(/"handles":\[[^\]]*\]/, '"handles":null') + figure,
    );
    const tab = await tools.open(await tools.write("broken.html", html), {
      forgive: (error) => /null/.test(error),
    });
    assertEquals(await tab.page.getByRole("img", { name: "A count." }).count(), 1);
    assertEquals(await tab.page.getByRole("slider").count(), 2, "of the other figure");
  },
);
