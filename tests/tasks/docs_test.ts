import { assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";

Deno.test({
  name: "the documentation has a page for every entry point, and each page leads to the lessons",
  ignore: "Bun" in globalThis, // what Deno writes is one thing
  fn: async () => {
    await using scratch = await scratchFolder("docs-test");
    const to = join(scratch.folder, "docs");
    const { code, output } = await runCommand(DENO, [
      ...["run", "--no-lock", "--allow-read", "--allow-write=.", "--allow-run", "--allow-env"],
      ...["--allow-sys", join(ROOT, "lib/tasks/docs.ts"), "--to", to],
    ]);
    assertEquals(code, 0, output);
    const { exports } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
    for (const entry of Object.keys(exports)) {
      const page = join(to, entry, "index.html");
      const [, href] = /"topnav"><a href="([^"]+)"/.exec(readFileSync(page, "utf8"))!;
      assertEquals(resolve(dirname(page), href), join(scratch.folder, "index.html"), entry);
    }
    const page = join(to, "losses", "~", "tripletMarginLoss.html");
    assertEquals(existsSync(page), true);
    assertStringIncludes(readFileSync(page, "utf8"), "@triplet-lab/triplet-lab/losses");
  },
});
