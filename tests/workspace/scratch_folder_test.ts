import { assert, assertEquals, assertRejects } from "@std/assert";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { takeLock } from "#lib/workspace/lock.ts";
import { CACHE, DENO } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";

// Locks are Deno's, as the tasks are.
const options = { ignore: "Bun" in globalThis };
const module = (name: string) =>
  JSON.stringify(new URL(`../../lib/workspace/${name}`, import.meta.url).href);

const refuse = (owner: string): never => {
  throw new Error(`taken by ${owner}`);
};

/** Runs a script in a Deno of its own, which ends itself as a kill from outside would. */
async function killed(script: string): Promise<string> {
  const { stdout } = await runCommand(DENO, [
    "eval",
    "--no-lock",
    `${script}\nDeno.kill(Deno.pid, "SIGKILL");`,
  ]);
  return stdout.trim();
}

Deno.test("takeLock() refuses what another has, and names it", options, async () => {
  {
    using _mine = await takeLock("made-for-a-test", refuse);
    const again = () => takeLock("made-for-a-test", refuse);
    await assertRejects(again, Error, `taken by process ${Deno.pid} (`);
  }
  using _again = await takeLock("made-for-a-test", refuse);
});

Deno.test("takeLock() waits where it may, and tells for whom", options, async () => {
  const first = await takeLock("made-for-a-test-2", refuse);
  const told: string[] = [];
  const second = takeLock("made-for-a-test-2", (owner) => told.push(owner));
  setTimeout(() => first[Symbol.dispose](), 200);
  using _second = await second;
  assertEquals(told.length, 1);
});

Deno.test("takeLock() shares with those that share", options, async () => {
  using _one = await takeLock("made-for-a-test-3", refuse, { shared: true });
  using _two = await takeLock("made-for-a-test-3", refuse, { shared: true });
  await assertRejects(() => takeLock("made-for-a-test-3", refuse), Error, "taken by process ");
});

Deno.test("a lock of a process that was killed is free", options, async () => {
  await killed(`const { takeLock } = await import(${module("lock.ts")});
await takeLock("made-for-a-test-4", console.log);`);
  using _lock = await takeLock("made-for-a-test-4", refuse);
});

Deno.test(
  "scratchFolder() gives each piece of work its own, and takes it away",
  options,
  async () => {
    const paths: string[] = [];
    {
      await using one = await scratchFolder("same name");
      await using two = await scratchFolder("same name");
      assert(one.folder !== two.folder);
      paths.push(one.folder, two.folder);
      await writeFile(join(one.folder, "x"), "");
      assert(paths.every(existsSync));
    }
    for (const path of paths) assertEquals([path, `${path}.lock`].filter(existsSync), []);
  },
);

Deno.test(
  "scratchFolder() clears what a killed process left: folder, drafts, programs",
  options,
  async () => {
    const kept = join(CACHE, "setup", "kept-made-for-a-test.html");
    await mkdir(dirname(kept), { recursive: true });
    const left = await killed(`
const { scratchFolder } = await import(${module("scratch_folder.ts")});
const { folder } = await scratchFolder("killed");
await Deno.writeTextFile(folder + "/x.sh", "sleep 60");
await Deno.writeTextFile(${JSON.stringify(kept)}, "whole");
await Deno.writeTextFile(${JSON.stringify(kept)} + "." + Deno.pid + "-0123abcd.tmp", "<p");
const { spawn } = await import("node:child_process");
const child = spawn("sh", [folder + "/x.sh"], { detached: true, stdio: "ignore" });
console.log(child.pid + " " + folder);`);
    const [pid, folder] = left.split(" ");
    assert(existsSync(join(folder, "x.sh")), left);
    await using own = await scratchFolder("next");
    assertEquals([folder, `${folder}.lock`].filter(existsSync), []);
    assert(existsSync(own.folder));
    // A zombie is a process that has ended; whose it was may not have asked yet.
    let state = "";
    for (let i = 0; i < 50; i++) { // the system ends it in its own time
      state = (await runCommand("ps", ["-o", "stat=", "-p", pid])).stdout.trim();
      if (state === "" || state.startsWith("Z")) break;
    }
    assert(state === "" || state.startsWith("Z"), state);
    assertEquals(await readFile(kept, "utf8"), "whole");
    const beside = (await readdir(dirname(kept))).filter((name) => name.startsWith("kept-made"));
    await rm(kept);
    assertEquals(beside, ["kept-made-for-a-test.html"]);
  },
);
