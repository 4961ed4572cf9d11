/**
 * Makes `@tensorflow/tfjs-node-gpu` work in any project, for Node, Bun and Deno:
 *
 *     npm install --ignore-scripts @tensorflow/tfjs-node-gpu@4.22.0      # there
 *     deno run -A lib/tasks/build_for.ts FOLDER             # here
 *
 * It does in FOLDER what `deno task setup` does in this checkout: TensorFlow's library into FOLDER's
 * `.venv`, the addon compiled into FOLDER's `.cache/tfjs`, and a link to it where the package looks.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { tensorflowStepAt } from "./setup_tensorflow.ts";
import { SetupProblem } from "../workspace/step.ts";
import { packageAddonKind } from "../backend/tensorflow/link_into_package.ts";
import { packageVersion, tensorflowPaths, tensorflowVersion } from "../backend/tensorflow/pins.ts";
import { errorLine } from "../workspace/error_line.ts";
import { findProgram } from "../workspace/find_program.ts";
import { runCommand } from "../workspace/run_command.ts";

const [folder] = process.argv.slice(2);
if (!folder || folder === "--help") {
  console.log("deno run -A lib/tasks/build_for.ts FOLDER");
  process.exit(folder ? 0 : 2);
}

async function buildFor(root: string): Promise<void> {
  const paths = tensorflowPaths(root);
  const card = path.join(paths.package, "package.json");
  const install = `npm install --ignore-scripts @tensorflow/tfjs-node-gpu@${packageVersion}`;
  if (!existsSync(card)) {
    throw new SetupProblem(`${root} has no @tensorflow/tfjs-node-gpu; there: ${install}`);
  }
  const { version } = JSON.parse(readFileSync(card, "utf8"));
  if (version !== packageVersion) {
    throw new SetupProblem(
      `${root} has @tensorflow/tfjs-node-gpu ${version}, and ${packageVersion} is what this ` +
        `builds; there: ${install}`,
    );
  }
  if (!existsSync(paths.python)) {
    const python = ["python3", "python"].map(findProgram).find(Boolean);
    if (!python) throw new SetupProblem("there is no python3 on PATH to fetch the wheel with");
    console.error("making a Python environment in .venv");
    const { code, stdout, stderr } = await runCommand(python, ["-m", "venv", paths.venv]);
    if (code !== 0) {
      throw new SetupProblem(`python3 -m venv fails: ${errorLine(`${stderr}\n${stdout}`)}`);
    }
  }
  const step = tensorflowStepAt(root);
  let said = "";
  if (!await step.isDone()) {
    await step.run((message) => {
      if (message !== said) console.error(message);
      said = message;
    });
  }
  const kind = packageAddonKind(paths);
  if (kind === "none") throw new SetupProblem(`nothing may be written into ${paths.package}`);
  const what = kind === "official"
    ? "The package's own download works and was left as it is."
    : `Its addon now runs on TensorFlow ${tensorflowVersion}.`;
  console.log(`@tensorflow/tfjs-node-gpu works in ${root}. ${what}

On Node 23 or newer, and on Deno, these lines go before the import of the package:

  import { createRequire } from "node:module";
  const util = createRequire(import.meta.url)("node:util");
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const tf = (await import("@tensorflow/tfjs-node-gpu")).default;`);
}

try {
  await buildFor(path.resolve(folder));
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(error.message);
  process.exit(1);
}
