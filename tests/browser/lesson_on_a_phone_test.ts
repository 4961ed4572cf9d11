import { assertEquals } from "@std/assert";
import { bookOf } from "../report/small_book.ts";
import { committedLessons } from "./books.ts";
import { browserTest } from "./browser.ts";
import { MISPLACED } from "./misplaced.ts";

for (const touch of [false, true]) {
  const [width, device] = touch ? [390, "a phone"] : [1200, "a screen"];
  browserTest(
    `lesson 1 runs whole on ${device}, and after it everybody can use it`,
    async (tools) => {
      const [, lesson] = await committedLessons();
      const { pages } = await bookOf([lesson]);
      const html = pages.get("01_triplet_margin_loss.html")!;
      const tab = await tools.open(await tools.write("01.html", html), { width, touch });
      if (touch) await tab.page.tap("[data-run-all]");
      else await tab.page.click("[data-run-all]");
      await tab.page.waitForSelector("[data-runtime=ready]", { timeout: 60_000 });
      const left = `document.querySelectorAll(
      "[data-cell]:not([data-state=ok], [data-kernel-only]), .checks .wrong").length`;
      assertEquals(await tab.look(left), 0);
      await tab.page.waitForTimeout(500); // boxes that scroll are looked for after a moment
      if (touch) assertEquals(await tab.look(MISPLACED), []);
      assertEquals([await tab.axe(), await tab.sideways()], [[], 0]);
    },
  );
}
