import { assertEquals, assertRejects } from "@std/assert";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeWhole, moveOver } from "#lib/workspace/make_whole.ts";

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

Deno.test("moveOver() waits on Windows until nobody reads what it replaces, and on no other error", async () => {
  const busy = (times: number, code = "EPERM") => {
    let calls = 0;
    return () =>
      ++calls > times
        ? Promise.resolve()
        : Promise.reject(Object.assign(new Error(code), { code }));
  };
  await moveOver("a", "b", busy(3), "win32");
  await assertRejects(() => moveOver("a", "b", busy(1, "ENOENT"), "win32"), Error, "ENOENT");
  await assertRejects(() => moveOver("a", "b", busy(1), "linux"), Error, "EPERM");
  await assertRejects(() => moveOver("a", "b", busy(1000), "win32"), Error, "EPERM");
});
