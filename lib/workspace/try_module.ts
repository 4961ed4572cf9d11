import { process } from "../host/node.ts";
import { errorLine } from "./error_line.ts";
import { runCommand } from "./run_command.ts";

/** Runs a module in a process of its own, which a damaged library may end; tells what is wrong. */
export async function tryModule(
  module: string,
  ...args: readonly string[]
): Promise<{ stdout: string; problem?: string }> {
  const permitted = ["-R", "-E", "-S", "--allow-ffi", "--allow-run"];
  const start = process.versions.deno ? ["run", "--no-lock", "--quiet", ...permitted] : [];
  const { code, killed, stdout, stderr } = await runCommand(
    process.execPath,
    [...start, module, ...args],
  );
  if (code === 0) return { stdout };
  const said = errorLine(stderr) || errorLine(stdout) || `its process ended with code ${code}`;
  return { stdout, problem: killed ? `it ends the process that loads it (${killed})` : said };
}
