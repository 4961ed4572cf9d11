import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";

// The task is Deno's.
const options = { ignore: "Bun" in globalThis };

Deno.test("deno task diagnose: text, a page, and what it cannot read", options, async () => {
  await using scratch = await scratchFolder("diagnose-test");
  const { folder } = scratch;
  const log = Array.from({ length: 50 }, (_, i) => `${i},${0.2 + 0.1 * 0.5 ** i}`);
  await writeFile(join(folder, "log.csv"), ["step,loss", ...log].join("\n"));
  await writeFile(join(folder, "odd.bin"), Uint8Array.of(1, 0, 2));
  const diagnose = (...args: string[]) =>
    runCommand(DENO, [
      "run",
      "--no-lock",
      "--no-check",
      "-A",
      join(ROOT, "lib/tasks/diagnose.ts"),
      ...args,
    ], {
      cwd: ROOT,
      env: { INIT_CWD: folder },
    });

  const text = await diagnose("log.csv", "odd.bin", "--margin", "0.2", "--text");
  assertStringIncludes(text.stdout, "[likely] The loss stands at the margin");
  assertStringIncludes(
    text.stdout,
    "odd.bin: expected embeddings or a log, got bytes of no known kind",
  );
  assertEquals(text.code, 0);

  const page = await diagnose("log.csv", "--margin", "0.2");
  assertStringIncludes(page.stdout, `ill: ${join(folder, "diagnosis.html")}`);
  const html = await readFile(join(folder, "diagnosis.html"), "utf8");
  assert(html.includes('data-verdict="ill"') && html.includes("<svg") && html.includes("</html>"));

  for (
    const [args, said] of [
      [["odd.bin"], "no known kind"],
      [["none.csv"], "none.csv"],
      [["log.csv", "--margin", "wide"], '--margin: expected a finite number, got "wide"'],
      [["log.csv", "--value", "1"], "--value: expected embeddings beside it"],
      [["log.csv", "--column", "loss=cost"], 'a column of numbers "cost"'],
    ] as const
  ) {
    const { code, stderr } = await diagnose(...args);
    assertEquals(code, 2);
    assertStringIncludes(stderr, said);
  }
});
