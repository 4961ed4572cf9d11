import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";
import { browserTest, ONCE } from "./browser.ts";

browserTest(
  "the documentation is searched and read by everybody, on a phone too",
  async ({ open }) => {
    await using scratch = await scratchFolder("documentation-test");
    const to = join(scratch.folder, "docs");
    const { code, output } = await runCommand(DENO, [
      ...["run", "--no-lock", "--allow-read", "--allow-write=.", "--allow-run", "--allow-env"],
      ...["--allow-sys", join(ROOT, "lib/tasks/docs.ts"), "--to", to],
    ]);
    assertEquals(code, 0, output);
    const pages = [
      "index.html",
      "losses/index.html",
      "losses/~/batchAllTripletLoss.html",
      "~/Figure.html",
    ];
    // axe-core asks for style sheets, which a page from the disk may not read.
    const forgive = (error: string) => /XMLHttpRequest|ERR_FAILED/.test(error);
    for (const page of pages) {
      for (const colorScheme of ["light", "dark"] as const) {
        const tab = await open(join(to, page), { width: 390, colorScheme, forgive });
        assertEquals(await tab.sideways(), 0, page);
        // Deno's own: marks between the crumbs, and boxes that browsers themselves bring to the keyboard.
        const found = (await tab.axe()).filter((line) =>
          !/^(list|scrollable-region-focusable)\b/.test(line)
        );
        assertEquals(found, [], `${page}, ${colorScheme}`);
        await tab.page.getByLabel("Search").fill("batchHard");
        const first = tab.page.locator("#searchResults a").first();
        await first.waitFor();
        const href = await tab.look<string>("document.querySelector('#searchResults a').href");
        assert(existsSync(fileURLToPath(href)), `${page}: ${href}`);
        await tab.page.close();
      }
    }
  },
  ONCE,
);
