import { assertEquals, assertRejects } from "@std/assert";
import { mkdtemp, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { writeAtomic } from "#lib/workspace/write_atomic.ts";

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "write-atomic-"));
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

/** `open`, each file of which is changed before it is handed out. */
function opening(change: (file: Handle, path: string) => void): typeof open {
  return async (...args) => {
    const file = await open(...args);
    change(file, String(args[0]));
    return file;
  };
}

Deno.test("writeAtomic() keeps the old content when the disk is full", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    await writeAtomic(path, "old");
    const full = {
      rename,
      rm,
      open: opening((file) => {
        file.writeFile = async () => {
          await file.write("ne"); // a part is written before the disk is full
          throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        };
      }),
    };
    await assertRejects(() => writeAtomic(path, "new", full), Error, "the disk is full");
    const shut = {
      ...full,
      open: () => Promise.reject(new Error('Requires write access to "/x", run again with')),
    } as typeof full;
    const told = "could not be written (a task may write in this project and below the folder";
    await assertRejects(() => writeAtomic(path, "new", shut), Error, told);
    assertEquals(await readFile(path, "utf8"), "old");
    assertEquals(await readdir(folder), ["file"]);
  }));

Deno.test("writeAtomic() has the content on the disk before the name points at it, then the name", () =>
  inFolder(async (folder) => {
    const done: string[] = [];
    const told = (name: string, path: string) =>
      done.push(`${name} ${basename(path).replace(/\.\d+-[0-9a-f]{8}\.tmp$/, "'s half")}`);
    await writeAtomic(join(folder, "file"), "new", {
      rm,
      rename: (from, to) => (told("rename", String(to)), rename(from, to)),
      open: opening((file, path) => {
        const { sync, writeFile } = file;
        file.writeFile = (...args) => (told("write", path), writeFile.apply(file, args));
        file.sync = () => (told("sync", path), sync.apply(file));
      }),
    });
    const lasting = `sync ${basename(folder)}`; // which Windows need not do
    if (process.platform === "win32" && done.at(-1) !== lasting) done.push(lasting);
    assertEquals(done, ["write file's half", "sync file's half", "rename file", lasting]);
    assertEquals(await readFile(join(folder, "file"), "utf8"), "new");
  }));
