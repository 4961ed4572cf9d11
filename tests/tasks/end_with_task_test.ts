import { assertEquals } from "@std/assert";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "#lib/workspace/find_program.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

const reason = "Bun" in globalThis
  ? "tasks are Deno's"
  : findProgram("ps") && findProgram("sh")
  ? ""
  : "there is no ps or sh here";
const name = "a program whose task was ended while it started ends too, and no other";

Deno.test(reason ? `${name} (ignored: ${reason})` : name, { ignore: reason !== "" }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "end-with-task-"));
  try {
    const program = join(folder, "program.ts");
    const task = JSON.stringify(new URL("lib/tasks/end_with_task.ts", `file://${ROOT}/`));
    writeFileSync(
      program,
      `import { endWithTask } from ${task};
endWithTask();
console.log("went on");`,
    );
    const run = `${DENO} run -q --no-lock -A ${program}`;
    const out = join(folder, "out");
    const shell = async (script: string) => {
      writeFileSync(out, "");
      await runCommand("sh", ["-c", script], { env: { INIT_CWD: folder }, cwd: ROOT });
      for (let k = 0; k < 40 && !readFileSync(out, "utf8").includes("end"); k++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return readFileSync(out, "utf8");
    };
    // The shell in between stands for the task.
    assertEquals(await shell(`sh -c '${run}; echo end' > ${out}`), "went on\nend\n");
    assertEquals(await shell(`(sleep 0.1; ${run}; echo end) > ${out} 2>&1 &`), "went on\nend\n");
    assertEquals(await shell(`${run} > ${out} 2>&1 &`), "");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
