/** Predictions in a page: covered, answered, compared, kept, skipped; and nothing of it without scripts. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { bundleForBrowser } from "#lib/bundle/bundle_for_browser.ts";
import { questionsOf } from "#lib/notebooks/questions_of.ts";
import { questionBox } from "#lib/report/question_box.ts";
import { markup } from "#lib/workspace/markup.ts";
import process from "node:process";
import { code, notebookOf, prose, shown } from "../notebooks/notebook_builder.ts";
import { browserTest, type Tab } from "./browser.ts";
import { bare } from "./bare_page.ts";

/** A folder for pictures of the pages, to look at. */
const SHOTS = process.env.TRIPLET_LAB_SHOTS;

const asks = prose(
  "# A\n\n**Predict:** most?\n\n- [ ] hard\n- [ ] semi-hard\n- [ ] only `b` and $a$.\n\n" +
    "**Predict:** how many?\n\n- [ ] Of these ______ are valid.",
);
asks.metadata.predict = [{ shows: "✓ Most are {}" }, { shows: "{} of 36", within: 1 }];
const lesson = notebookOf(
  asks,
  code("1", [shown("✓ Most are hard")]),
  code("2", [shown("24 of 36")]),
);

async function page(): Promise<string> {
  const boxes = questionsOf(lesson).map((one) => questionBox(one, "00_a.ipynb", true));
  const cells = [1, 2].map((cell) =>
    markup`<div data-cell="${cell}"><pre>code</pre><div data-output><p>Output ${cell}</p></div></div><p class="below">It is so.</p>`
  );
  const script = await bundleForBrowser(new URL("predictions_page.ts", import.meta.url));
  return bare(markup`${boxes[0]}${boxes[1]}${cells}`, script);
}

const outputs = (tab: Tab) =>
  tab.page.locator("[data-output]").evaluateAll((all) => all.map((one) => one.checkVisibility()));
const question = (tab: Tab, n: number) => tab.page.locator("form.question").nth(n);
const said = (tab: Tab, n: number) => question(tab, n).locator(".question-verdict p").innerText();

browserTest(
  "a prediction covers what tells it until it is made, and is compared with the run",
  async (
    { open, write },
  ) => {
    const file = await write("page.html", await page());
    const tab = await open(file);
    assertEquals(await outputs(tab), [false, false]);
    const blurred = () => tab.look("getComputedStyle(document.querySelector('.below')).filter");
    assert(await blurred() !== "none", "what tells below is not to be read");
    const inert = () => tab.look("document.querySelector('.below').inert");
    assertEquals(await inert(), true, "nor to be heard");
    await question(tab, 0).getByText("semi-hard").click();
    await question(tab, 0).getByText("Answer").click();
    assertEquals(
      await said(tab, 0),
      "✗ You said: semi-hard. It is: hard. The recorded run says: “Most are hard”",
    );
    assertEquals(await tab.look("document.activeElement.className"), "question-verdict");
    assertEquals(await outputs(tab), [false, false], "the second asks about the same cells");
    await question(tab, 1).locator("input").fill("many");
    await question(tab, 1).locator("input").press("Enter");
    assertEquals(
      await question(tab, 1).locator(".question-verdict").innerText(),
      "Write a number, or skip.",
    );
    await question(tab, 1).locator("input").fill("25");
    await question(tab, 1).locator("input").press("Enter");
    assertEquals(
      await said(tab, 1),
      "✓ Near enough: you said: 25. It is: 24. The recorded run says: “24 of 36”",
    );
    assertEquals([await outputs(tab), await blurred(), await inert()], [
      [true, true],
      "none",
      false,
    ]);
    await tab.again();
    assertEquals([await said(tab, 0), await outputs(tab)], [
      "✗ You said: semi-hard. It is: hard. The recorded run says: “Most are hard”",
      [true, true],
    ]);
    if (SHOTS) await tab.page.screenshot({ path: `${SHOTS}/questions.png` });
    assertEquals(await tab.axe(), []);
    await question(tab, 0).getByText("Ask again").click();
    assertEquals(await tab.axe(), []);
    assertEquals(await outputs(tab), [false, false]);
  },
);

browserTest(
  "with the keyboard alone, on a phone, each is answered or skipped",
  async ({ open, write }) => {
    const tab = await open(await write("page.html", await page()), { width: 390 });
    if (SHOTS) await tab.page.screenshot({ path: `${SHOTS}/questions-390.png`, fullPage: true });
    const { keyboard } = tab.page;
    for (const key of ["Tab", "Space", "Tab", "Enter"]) await keyboard.press(key);
    assertStringIncludes(await said(tab, 0), "✓ As you said: hard.");
    await keyboard.press("Tab"); // Ask again
    await keyboard.press("Tab");
    for (const key of ["Tab", "Tab", "Enter"]) await keyboard.press(key);
    await question(tab, 0).getByText("Ask again").click();
    await question(tab, 0).getByText("Skip all").click();
    assertEquals(await said(tab, 0), "Skipped.");
    await question(tab, 0).getByText("Ask again").click();
    await question(tab, 0).getByText("hard", { exact: true }).click();
    await question(tab, 0).getByText("Answer").click();
    assertEquals(await said(tab, 1), "Skipped.");
    assertEquals(await outputs(tab), [true, true]);
    await question(tab, 0).getByText("Ask again").click();
    await question(tab, 0).locator("label").nth(2).click();
    await question(tab, 0).getByText("Answer").click();
    assertMatch(await said(tab, 0), /You said: only b and [^.]+\. It is: hard\. /);
    assert(await tab.look("document.documentElement.scrollWidth <= 390"));
  },
);

browserTest("without scripts, and in print, nothing is covered", async ({ open, write }) => {
  const file = await write("page.html", await page());
  const still = await open(file, { script: false });
  assertEquals(await outputs(still), [true, true]);
  assertEquals(await still.page.locator("[data-skip]").first().isVisible(), false);
  const tab = await open(file);
  await tab.page.emulateMedia({ media: "print" });
  assertEquals(await outputs(tab), [true, true]);
});

browserTest("where the browser keeps nothing, the page still asks", async ({ open, write }) => {
  const before =
    "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });";
  const tab = await open(await write("page.html", await page()), { before });
  for (const n of [0, 1]) await question(tab, n).locator("[data-skip]").click();
  assertEquals(await outputs(tab), [true, true]);
});
