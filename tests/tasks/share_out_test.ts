import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { shareOnMachine } from "#lib/tasks/share_on_machine.ts";
import { shareOnSlurm } from "#lib/tasks/share_on_slurm.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

const STUDY = ["replay", "--to", "it's here"];

/** A folder, and for the time of a test a PATH of it alone, where `sbatch` is this script. */
async function withSbatch(script: string, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sbatch-"));
  const path = process.env.PATH;
  try {
    if (script) {
      writeFileSync(join(folder, "sbatch"), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, "sbatch"), 0o755);
    }
    process.env.PATH = folder;
    await body(folder);
  } finally {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  }
}

Deno.test({
  name: "record --jobs: a share whose process ended badly is named, with what goes on",
  ignore: "Bun" in globalThis, // the tasks are Deno's
  async fn() {
    const lines: string[] = [];
    assertEquals(await shareOnMachine(["no-study"], 1, (line) => lines.push(line)), 2);
    assertStringIncludes(lines.join("\n"), "1/1  STUDY: expected one of ");
    assertEquals(
      lines.at(-1),
      "1/1  ended with status 2: what it did is kept, and the same command goes on",
    );
  },
});

Deno.test({
  name: "record --jobs: no more processes than trainings",
  ignore: "Bun" in globalThis,
  async fn() {
    const folder = mkdtempSync(join(tmpdir(), "jobs-"));
    try {
      const program = ["run", "--no-lock", "--no-check", "-A", "lib/tasks/record.ts"];
      const asked = ["replay", "--steps", "2", "--to", folder, "--jobs", "999", "--backend", "cpu"];
      const options = { cwd: ROOT, env: { INIT_CWD: folder } };
      const { code, output } = await runCommand(DENO, [...program, ...asked], options);
      assertEquals(code, 0, output);
      assertEquals(new Set(output.match(/^\d+\/\d+(?= {2})/gm)).size, 3, output);
      assertStringIncludes(output, "3 trainings, so 3 shares\n");
      assertStringIncludes(output, "replay: 3 trainings, evaluations.parquet");
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
});

const ignore = process.platform === "win32";

Deno.test({
  name: "record --slurm: the script is an array of shares, and sbatch gets the options",
  ignore,
  fn: () =>
    withSbatch('echo "$@" >"${0}.args"; echo "41;lab"', async (folder) => {
      const { job, script, logs } = await shareOnSlurm(STUDY, 4, {
        folder,
        sbatch: ["--partition=gpu"],
      });
      assertEquals([job, logs], ["41", join(folder, "replay.slurm")]);
      const given = readFileSync(join(folder, "sbatch.args"), "utf8").trim();
      assertEquals(given, `--parsable --partition=gpu ${script}`);
      const text = readFileSync(script, "utf8");
      assert(text.startsWith("#!/bin/sh\n"));
      assertStringIncludes(text, "#SBATCH --array=1-4\n#SBATCH --requeue\n");
      assertStringIncludes(text, `'record' 'replay' '--to' 'it'\\''s here' --array "$SLURM_ARRAY`);
    }),
});

Deno.test({
  name: "record --slurm: without sbatch, and where it refuses, a sentence says what to do",
  ignore,
  async fn() {
    const submit = (folder: string) => () => shareOnSlurm(STUDY, 4, { folder, sbatch: [] });
    await withSbatch("", async (folder) => {
      await assertRejects(submit(folder), Error, "There is no sbatch here: ");
      await assertRejects(submit(folder), Error, "--jobs 4 without --slurm");
    });
    await withSbatch("echo 'invalid partition specified: x' >&2; exit 1", async (folder) => {
      await assertRejects(submit(folder), Error, "sbatch: invalid partition specified: x; ");
    });
  },
});
