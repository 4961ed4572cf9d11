import { DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { userFolder } from "./options.ts";

/** What a share of a recording ends with when its ten minutes were over, or another is at its units. */
const TIME_IS_OVER = 75;

/** Records a study in several processes, each begun again when its ten minutes end first. */
export async function shareOnMachine(
  args: readonly string[],
  shares: number,
  say: (line: string) => void,
): Promise<number> {
  const record = async (_: unknown, i: number) => {
    const share = `${i + 1}/${shares}`;
    const task = ["task", "--quiet", "--cwd", ROOT, "record", ...args, "--array", share];
    const options = {
      cwd: userFolder(),
      env: { INIT_CWD: userFolder() },
      onLine: (line: string) => say(`${share}  ${line}`),
    };
    let code: number;
    do ({ code } = await runCommand(DENO, task, options)); while (code === TIME_IS_OVER);
    const how = `ended with status ${code}: what it did is kept, and the same command goes on`;
    if (code !== 0) say(`${share}  ${how}`);
    return code;
  };
  const codes = await Promise.all(Array.from({ length: shares }, record));
  return codes.find((code) => code !== 0) ?? 0;
}
