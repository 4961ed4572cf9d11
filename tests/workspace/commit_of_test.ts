import { assertEquals, assertMatch } from "@std/assert";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitOf } from "#lib/workspace/commit_of.ts";

function inRepository(test: (root: string, git: (...args: string[]) => void) => void): void {
  const root = mkdtempSync(join(tmpdir(), "commit-"));
  const git = (...args: string[]) =>
    void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: root,
      stdio: "pipe",
    });
  try {
    git("init", "--quiet");
    mkdirSync(join(root, "lib"));
    test(root, git);
  } finally {
    rmSync(root, { recursive: true });
  }
}

Deno.test("commitOf() gives the commit that holds the folder, and tells changes", () =>
  inRepository((root, git) => {
    assertEquals(commitOf(root), null, "no commit yet");
    writeFileSync(join(root, "lib/a.ts"), "1");
    writeFileSync(join(root, "b.ts"), "1");
    git("add", "--all");
    git("commit", "--quiet", "-m", "a");
    const lib = join(root, "lib");
    assertMatch(commitOf(lib)!, /^[0-9a-f]{40}$/);
    assertEquals(commitOf(root), commitOf(lib, { at: "lib/" }));
    writeFileSync(join(root, "b.ts"), "2");
    assertMatch(commitOf(lib)!, / with changes$/);
    assertMatch(commitOf(lib, { among: "." })!, /^[0-9a-f]{40}$/);
  }));

Deno.test("commitOf() does not take the commit of a repository that merely stands above", () =>
  inRepository((root, git) => {
    writeFileSync(join(root, "dotfile"), "1");
    git("add", "--all");
    git("commit", "--quiet", "-m", "somebody else's");
    // Unpacked below it, and right into it.
    const below = join(root, "lab/lib");
    for (const folder of [below, join(root, "lib")]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "a.ts"), "1");
      assertEquals(commitOf(folder), null);
    }
    // Even where it was committed there: this project's own pages are not of that repository.
    git("add", "--all");
    git("commit", "--quiet", "-m", "a copy");
    assertEquals(commitOf(below, { at: "lib/" }), null);
    assertMatch(commitOf(below)!, /^[0-9a-f]{40}$/);
  }));
