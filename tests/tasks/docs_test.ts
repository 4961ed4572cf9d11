import { assertEquals, assertStringIncludes } from "@std/assert";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";

const docs = (to: string) =>
  runCommand(DENO, [
    ...["run", "--no-lock", "--allow-read", "--allow-write=.", "--allow-run", "--allow-env"],
    ...["--allow-sys", join(ROOT, "lib/tasks/docs.ts"), "--to", to],
  ]);

Deno.test({
  name: "a folder of other files is not thrown away for the documentation",
  ignore: "Bun" in globalThis,
  fn: async () => {
    await using scratch = await scratchFolder("docs-test");
    const own = join(scratch.folder, "own.ipynb");
    writeFileSync(own, "{}");
    const { code, output } = await docs(scratch.folder);
    assertEquals([code, readFileSync(own, "utf8")], [2, "{}"], output);
    assertStringIncludes(output, "--to: expected a new folder or one of such pages, got");
  },
});

Deno.test({
  name: "the documentation has a page for every entry point, and each page leads to the lessons",
  ignore: "Bun" in globalThis, // what Deno writes is one thing
  fn: async () => {
    await using scratch = await scratchFolder("docs-test");
    const to = join(scratch.folder, "docs");
    const { code, output } = await docs(to);
    assertEquals(code, 0, output);
    assertEquals((await docs(to)).code, 0); // over what is there
    const { exports } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
    const index = readFileSync(join(to, "index.html"), "utf8");
    for (const entry of Object.keys(exports)) {
      const page = join(to, entry, "index.html");
      const [, href] = /<a href="([^"]+)" class="contextLink">The l/.exec(
        readFileSync(page, "utf8"),
      )!;
      assertEquals(resolve(dirname(page), href), join(scratch.folder, "index.html"), entry);
      if (entry === ".") continue;
      assertStringIncludes(index, `<a href="${entry.slice(2)}/index.html"><code>triplet-lab/`);
    }
    const page = join(to, "losses", "~", "tripletMarginLoss.html");
    // Pages are given away: they tell a source's place, and lead to none on this machine.
    const own = readFileSync(page, "utf8");
    assertStringIncludes(own, "lib&#x2F;losses&#x2F;triplet_margin_loss.ts</code>");
    // All that is said to be imported is what a project can import.
    const names = new Set(Object.keys(exports).map((entry) => `triplet-lab${entry.slice(1)}`));
    const others = new Set<string>();
    for (const name of readdirSync(to, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".html")) continue;
      const text = readFileSync(join(to, name), "utf8");
      for (const [, from] of text.matchAll(/import [^;]{1,200}? from &quot;([^&]*)&quot;/g)) {
        if (!names.has(from)) others.add(from);
      }
      assertEquals(/import\(&quot;|@triplet-lab|LESSONS|file:&#x2F;/.test(text), false, name);
    }
    assertEquals([...others].sort(), ["@std/assert", "@tensorflow/tfjs"]);
  },
});
