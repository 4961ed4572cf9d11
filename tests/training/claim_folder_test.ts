import { assert, assertEquals, assertRejects } from "@std/assert";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { claimFolder } from "#lib/training/runs/claim_folder.ts";

async function withFolder(use: (folder: string, lock: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "claim-"));
  try {
    await use(folder, join(folder, "run.lock"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const minutesAgo = (minutes: number) => new Date(Date.now() - 60_000 * minutes);

/** A claim by its process' number and place, the minutes since its last sign of life, and who has it. */
type Left = [what: string, pid: number, elsewhere: boolean, minutes: number, holder: string];
// Numbers of processes end far below this one.
const GONE = 2147483646, OWN = process.pid, ALIVE = process.ppid;
const LEFT: Left[] = [
  ["of a living process", ALIVE, false, 1, `process ${ALIVE} trains`],
  ["of a process that is no more", GONE, false, 0, ""],
  ["of this process' number, left by an earlier one", OWN, false, 0, ""],
  ["of this process' number in another container", OWN, true, 1, `process ${OWN} of `],
  ["of a number that is none here, from another machine", GONE, true, 1, `process ${GONE} of `],
  ["from elsewhere, silent for long", OWN, true, 11, ""],
  ["whose number a process that always lives has now", ALIVE, false, 11, ""],
];
for (const [what, pid, elsewhere, minutes, holder] of LEFT) {
  Deno.test(`claimFolder() ${holder ? "refuses" : "takes"} a folder with a claim ${what}`, () =>
    withFolder(async (folder, lock) => {
      const first = await claimFolder(folder);
      const [, place] = readFileSync(lock, "utf8").split(" ");
      await first.release();
      assert(!existsSync(lock));
      writeFileSync(lock, `${pid} ${elsewhere ? `${place}9` : place} token`);
      utimesSync(lock, minutesAgo(minutes), minutesAgo(minutes));
      if (holder) {
        await assertRejects(() => claimFolder(folder), RangeError, `which ${holder}`);
        assertEquals(readFileSync(lock, "utf8").endsWith("token"), true);
      } else await (await claimFolder(folder)).release();
      assertEquals(readdirSync(folder), holder ? ["run.lock"] : []);
    }));
}

Deno.test("claimFolder() waits with a claim that is just being written", () =>
  withFolder(async (folder, lock) => {
    writeFileSync(lock, "");
    await assertRejects(() => claimFolder(folder), RangeError, "which another process trains");
    utimesSync(lock, minutesAgo(1), minutesAgo(1));
    await (await claimFolder(folder)).release();
  }));

Deno.test("a claim gives signs of life, and ends where another has taken the folder", () =>
  withFolder(async (folder, lock) => {
    const claim = await claimFolder(folder, 0);
    utimesSync(lock, minutesAgo(11), minutesAgo(11));
    await claim.beat();
    assert(Date.now() - statSync(lock).mtimeMs < 60_000);
    writeFileSync(lock, "7 other:1 token");
    await assertRejects(() => claim.beat(), RangeError, "which another process trains");
    await claim.release();
    assertEquals(readFileSync(lock, "utf8"), "7 other:1 token", "the other's claim stays");
  }));

Deno.test("of several processes that find a void claim at once, one has the folder", () =>
  withFolder(async (folder, lock) => {
    const child = fileURLToPath(new URL("claim_child.ts", import.meta.url));
    const run = "Bun" in globalThis ? [] : ["run", "-A", "-q", "--no-lock", "--no-check"];
    for (let round = 0; round < 3; round++) {
      writeFileSync(lock, `${GONE} other:1 token`);
      utimesSync(lock, minutesAgo(11), minutesAgo(11));
      const at = String(Date.now() + 2000);
      const children = [1, 2, 3, 4].map(() => spawn(process.execPath, [...run, child, folder, at]));
      const said = await Promise.all(
        children.map((one) =>
          new Promise<string>((resolve) => one.stdout.once("data", (data) => resolve(String(data))))
        ),
      );
      const ended = children.map((one) => new Promise((resolve) => one.once("exit", resolve)));
      children.forEach((one) => one.kill("SIGKILL"));
      await Promise.all(ended);
      assertEquals(said.filter((line) => line.trim() === "mine").length, 1, said.join());
      assert(said.every((line) => /^mine|trains now/.test(line)), said.join());
    }
  }));
