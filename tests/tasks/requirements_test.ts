import { assert, assertMatch } from "@std/assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "#lib/workspace/paths.ts";

Deno.test("requirements.txt pins every package at one version, with the sum of its wheel", () => {
  const text = readFileSync(join(ROOT, "lib/tasks/requirements.txt"), "utf8");
  const parts = text.split(/^# Compiled.*$/m).map((part) =>
    part.replaceAll("\\\n", " ").split("\n").filter((line) => /^\w/.test(line))
  );
  assert(parts.length === 2 && parts[0].length > 50 && parts[1].length > 5);
  for (const line of parts.flat()) {
    // What is for another system than the tried one has no sum that is known.
    assertMatch(
      line,
      /^[\w-]+==[\d.]+(?:post\d+)?( +--hash=sha256:[0-9a-f]{64}| ; \w+ == "\w+")$/,
    );
  }
});
