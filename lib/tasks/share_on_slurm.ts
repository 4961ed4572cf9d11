import { join } from "../host/node.ts";
import { DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { writeFiles } from "../workspace/write_files.ts";
import { userFolder } from "./options.ts";

/** Submits a study's shares as a Slurm job array, written into `folder`, which all nodes see. */
export async function shareOnSlurm(
  args: readonly string[],
  shares: number,
  { folder, sbatch }: { folder: string; sbatch: readonly string[] },
): Promise<{ job: string; script: string; logs: string }> {
  const name = args[0];
  const logs = join(folder, `${name}.slurm`);
  const script = join(logs, "job.sh");
  await writeFiles(new Map([[script, jobScript(args, shares, logs)]]));
  const asked = ["--parsable", ...sbatch, script];
  const { code, stdout, output } = await runCommand("sbatch", asked, { cwd: userFolder() });
  const then = `${script} is written, and nothing was submitted`;
  if (code === 127) {
    throw new Error(
      `There is no sbatch here: ${then}. On the cluster \`sbatch ${script}\` does; --jobs ${shares} ` +
        `without --slurm uses this machine's cores.`,
    );
  }
  if (code !== 0) throw new Error(`sbatch: ${output.trim()}; ${then}.`);
  return { job: stdout.trim().split(";")[0], script, logs };
}

function jobScript(args: readonly string[], shares: number, logs: string): string {
  const task = [DENO, "task", "--quiet", "--cwd", ROOT, "record", ...args].map(quoted).join(" ");
  return `#!/bin/sh
#SBATCH --job-name=${args[0]}
#SBATCH --array=1-${shares}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output="${logs}/%a.log"
cd ${quoted(userFolder())} || exit 1
export INIT_CWD="$PWD"
until ${task} --array "$SLURM_ARRAY_TASK_ID/${shares}"; do
  [ $? = 75 ] || exit 1
  sleep 1
done
`;
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
