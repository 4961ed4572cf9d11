import { assertEquals, assertRejects } from "@std/assert";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeWhole } from "#lib/workspace/make_whole.ts";

Deno.test("makeWhole() puts a folder in another's place once it is whole, and leaves no draft of one that is not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "make-whole-"));
  const path = join(folder, "addon");
  const made = (text: string, fails = false) =>
    makeWhole(path, async (draft) => {
      await mkdir(draft);
      await writeFile(join(draft, "part"), text);
      if (fails) throw new Error("does not compile");
      await rm(path, { recursive: true, force: true });
    });
  try {
    await made("old");
    await assertRejects(() => made("broken", true), Error, "does not compile");
    assertEquals(await readFile(join(path, "part"), "utf8"), "old");
    await made("new");
    assertEquals(await readFile(join(path, "part"), "utf8"), "new");
    assertEquals(await readdir(folder), ["addon"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
