/**
 * Loads the addon of a card and runs the self-check on it, in a process of its own: an addon that
 * does not fit can end the process that loads it, and set-up must outlive that.
 *
 * `deno run -A lib/backend/tensorflow/try_addon.ts ROOT CARD`
 */
import { fileURLToPath, path, process, readFileSync } from "../../host/node.ts";
import { SetupProblem } from "../../workspace/step.ts";
import { projectFolder } from "../../host/project_folder.ts";
import { isBun, isDeno } from "../machine.ts";
import { selfCheck } from "../self_check.ts";
import { readyTensorflow } from "../tensorflow.ts";
import { type AddonCard, checkFiles } from "./card.ts";
import { errorLine } from "../../workspace/error_line.ts";
import { runCommand } from "../../workspace/run_command.ts";

/** The addon is there and does not work. */
export class AddonProblem extends SetupProblem {
  /** True when a file is not what it was, so that making it anew may help. */
  readonly damaged: boolean;

  /** States what the process that tried it ended on. */
  constructor(said: string, killed: string | undefined) {
    const why = killed ? `it ends the process that loads it (${killed})` : said;
    super(`the native addon was made but does not work: ${why}`);
    // (SIGILL is a processor that it is not for.)
    this.damaged = killed
      ? /SIGBUS|SIGSEGV|SIGABRT/.test(killed)
      : /does not load|is damaged/.test(said);
  }
}

/**
 * Tries an addon in a process of its own.
 *
 * @throws {SetupProblem} with the sentence that the other process ended on
 */
export async function tryAddon(root: string, card: string): Promise<void> {
  // Packed, it is JavaScript under the same name.
  const script = path.join(import.meta.dirname!, `try_addon${path.extname(import.meta.url)}`);
  const start = isDeno ? ["run", "-A", "--no-prompt"] : isBun ? ["run"] : [];
  const { code, killed, stdout, stderr } = await runCommand(
    process.execPath,
    [...start, script, root, card],
    { cwd: projectFolder(), env: { NO_COLOR: "1" } },
  );
  if (code !== 0) {
    const said = errorLine(stderr) || errorLine(stdout) || `its process ended with code ${code}`;
    throw new AddonProblem(said, killed);
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const [root, card] = process.argv.slice(2);
    const addon = JSON.parse(readFileSync(card, "utf8")) as AddonCard;
    checkFiles(root, addon, true);
    await readyTensorflow(root, addon);
    await selfCheck();
    process.exit(0);
  } catch (error) {
    console.error(`error: ${(error as Error).message}`);
    process.exit(1);
  }
}
