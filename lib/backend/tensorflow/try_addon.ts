import { path, process } from "../../host/node.ts";
import { projectFolder } from "../../host/project_folder.ts";
import { errorLine } from "../../workspace/error_line.ts";
import { runCommand } from "../../workspace/run_command.ts";
import { SetupProblem } from "../../workspace/step.ts";
import { isBun, isDeno } from "../machine.ts";

export class AddonProblem extends SetupProblem {
  /** True when a file is not what it was, so that making it anew may help. */
  readonly damaged: boolean;

  constructor(said: string, killed: string | undefined) {
    const why = killed ? `it ends the process that loads it (${killed})` : said;
    super(`the native addon was made but does not work: ${why}`);
    // (SIGILL is a processor that it is not for.)
    this.damaged = killed
      ? /SIGBUS|SIGSEGV|SIGABRT/.test(killed)
      : /does not load|is damaged/.test(said);
  }
}

/** Tries an addon in a process of its own, which one that does not fit can end. */
export async function tryAddon(root: string, card: string): Promise<void> {
  // Packed, it is JavaScript under the same name.
  const script = path.join(import.meta.dirname!, `addon_trial${path.extname(import.meta.url)}`);
  const start = isDeno ? ["run", "-A", "--no-prompt"] : isBun ? ["run"] : [];
  const { code, killed, stdout, stderr } = await runCommand(
    process.execPath,
    [...start, script, root, card],
    { cwd: projectFolder() },
  );
  if (code === 0) return;
  const said = errorLine(stderr) || errorLine(stdout) || `its process ended with code ${code}`;
  throw new AddonProblem(said, killed);
}
