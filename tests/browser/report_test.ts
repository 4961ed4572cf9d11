import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { SOLUTIONS } from "#lib/exercises/solutions/mod.ts";
import { bookOf } from "../report/small_book.ts";
import { committedLessons, smallLessons } from "./books.ts";
import { browserTest, type Tools } from "./browser.ts";

/** The book of the committed lessons, made once: it takes a while. */
let committed: ReturnType<typeof bookOf> | undefined;

/** Writes a book's pages; gives the path of each. */
async function writeBook(
  { write }: Tools,
  book: ReturnType<typeof bookOf>,
): Promise<Map<string, string>> {
  const { pages, problems } = await book;
  assertEquals(problems, []);
  const paths = new Map<string, string>();
  for (const [file, text] of pages) paths.set(file, await write(file, text));
  return paths;
}

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(`a lesson's page can be read by everybody: ${colorScheme}`, async (tools) => {
    const paths = await writeBook(tools, bookOf(smallLessons()));
    for (const width of [1280, 360]) {
      for (const [file, path] of paths) {
        const tab = await tools.open(path, { colorScheme, width });
        assertEquals(await tab.axe(), [], `${file}, ${width} px wide`);
        assertEquals(await tab.sideways(), 0, `${file}, ${width} px wide`);
        await tab.page.close();
      }
    }
  });
}

browserTest("a lesson's page is used by keyboard alone", async (tools) => {
  const paths = await writeBook(tools, bookOf(smallLessons()));
  const tab = await tools.open(paths.get("00_start.html")!, { width: 800 });
  const { page } = tab;
  assertEquals(await tab.unreachable(), []);

  await page.reload();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assertEquals(await tab.look("document.activeElement.id"), "main", "the first link skips the bar");

  await page.focus("#theme");
  const paper = () => tab.look<string>("getComputedStyle(document.body).backgroundColor");
  const light = await paper();
  await page.keyboard.press("Enter");
  assert(await paper() !== light, "the theme has changed");

  await page.focus("#hide-code");
  await page.keyboard.press("Space");
  assert(!await page.isVisible("text=const batch"), "code is out of the way");

  await page.focus("a[rel=next]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/01_next/);
  assertStringIncludes(await page.innerText("h1"), "The next one");
  assert(await paper() !== light, "the next page has the theme that was chosen");
});

browserTest("without a script a page still shows everything", async (tools) => {
  const paths = await writeBook(tools, bookOf(smallLessons()));
  const { page } = await tools.open(paths.get("00_start.html")!, { script: false });
  for (const text of ["the point that looks", "const batch", "not answered yet"]) {
    assert(await page.isVisible(`text=${text}`), text);
  }
  assert(
    (await page.locator("figure svg:visible").first().boundingBox())!.width > 100,
    "the figure",
  );
  await page.click("text=Solution");
  assert(await page.isVisible("text=one a class"), "what is folded opens");
});

browserTest("the book of all lessons: no request, no error, nothing sideways", async (tools) => {
  const paths = await writeBook(tools, committed ??= bookOf(await committedLessons()));
  assert(paths.size > 7);
  const tab = await tools.open(paths.get("index.html")!, { width: 360, touch: true });
  for (const [file, path] of paths) {
    await tab.page.goto(`file://${path}`);
    assertEquals(await tab.sideways(), 0, file);
    assertEquals(tab.problems, [], file);
    assertEquals(
      await tab.look<string[]>(`[...document.querySelectorAll("a[href^='#']")]
        .map((a) => decodeURIComponent(a.hash.slice(1))).filter((id) => !document.getElementById(id))`),
      [],
      `links within ${file}`,
    );
    assertEquals(
      await tab.look<string[]>(`[...document.querySelectorAll("figure svg, figure img")]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width < 50)
        .map((e) => e.closest("figure").id)`),
      [],
      `figures of ${file}`,
    );
  }
});

browserTest("with letters of 28 px nothing stands beside a phone", async (tools) => {
  const paths = await writeBook(tools, committed ??= bookOf(await committedLessons()));
  const tab = await tools.open(paths.get("index.html")!, { width: 390, touch: true });
  for (const [file, path] of paths) {
    await tab.page.goto(`file://${path}`);
    await tab.look("document.documentElement.style.fontSize = '28px'");
    assertEquals(await tab.sideways(), 0, file);
  }
});

browserTest("the pages around the lessons can be read by everybody", async (tools) => {
  const paths = await writeBook(tools, committed ??= bookOf(await committedLessons()));
  for (const file of ["index.html", "00_start.html", "glossary.html", "verdict.html"]) {
    const tab = await tools.open(paths.get(file)!, { width: 360, colorScheme: "dark" });
    assertEquals(await tab.axe(), [], file);
  }
});

browserTest("every solution is right in its own page", async (tools) => {
  const paths = await writeBook(tools, committed ??= bookOf(await committedLessons()));
  const tab = await tools.open(paths.get("index.html")!);
  const { page } = tab;
  let asked = 0;
  for (const [file, path] of paths) {
    if (!/^\d/.test(file)) continue;
    await page.goto(`file://${path}`);
    const rows: { id: string; link: string }[] = await tab.look(
      `JSON.parse(document.querySelector(".progress")?.dataset.exercises ?? "[]")`,
    );
    for (const { id, link } of rows) {
      const cell = page.locator(link.slice(link.indexOf("#")));
      await cell.locator("[data-editor]").evaluate(
        (editor, answer) => {
          const field = editor as HTMLTextAreaElement;
          field.value = field.value.replace(/= undefined;/, () => `= ${answer};`);
        },
        SOLUTIONS[id],
      );
      await cell.locator("[data-run]").click();
      const verdict = cell.locator("[data-output]").filter({ hasText: /[✓✗]/ });
      await verdict.waitFor({ timeout: 120_000 });
      assertStringIncludes(await verdict.innerText(), ": right", `exercise ${id}`);
      asked++;
    }
  }
  assertEquals(asked, Object.keys(SOLUTIONS).length);
  await page.goto(`file://${paths.get("index.html")}`);
  await page.getByText(`${asked} of ${asked} right`).waitFor();
});
