import { join } from "../host/node.ts";
import { NOTEBOOKS, VENV_PYTHON } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";

/** Has Jupyter show the outputs of notebooks that are as committed; of others once they ran. */
export async function trustCommitted(cwd = NOTEBOOKS, env: Record<string, string> = {}) {
  const names = async (...args: string[]) => {
    const { code, stdout } = await runCommand("git", args, { cwd });
    return code === 0 ? stdout.split("\0").filter((name) => name.endsWith(".ipynb")) : undefined;
  };
  const committed = await names("ls-tree", "-z", "--name-only", "HEAD", "./");
  const changed = await names("diff", "-z", "--name-only", "--relative", "HEAD", "--", ".");
  const own = committed?.filter((name) => changed && !changed.includes(name)) ?? [];
  const paths = own.map((name) => join(cwd, name));
  if (own.length > 0) await runCommand(VENV_PYTHON, ["-m", "jupyter", "trust", ...paths], { env });
}
