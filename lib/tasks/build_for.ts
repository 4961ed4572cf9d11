/** What set-up does for `@tensorflow/tfjs-node-gpu`, in any FOLDER: `tfjs-node-current`. */
import { existsSync, path, process, readFileSync } from "../host/node.ts";
import { isCheckout, projectFolder } from "../host/project_folder.ts";
import { tensorflowStepAt } from "./setup_tensorflow.ts";
import { SetupProblem } from "../workspace/step.ts";
import { packageAddonKind } from "../backend/tensorflow/link_into_package.ts";
import * as pins from "../backend/tensorflow/pins.ts";
import { errorLine } from "../workspace/error_line.ts";
import { findProgram } from "../workspace/find_program.ts";
import { runCommand } from "../workspace/run_command.ts";
import { tellErrors } from "./tell_errors.ts";

const NAME = "@tensorflow/tfjs-node-gpu";
const INSTALL = `npm install --ignore-scripts ${NAME}@${pins.packageVersion}`;

/** What goes before a program, and how: this checkout's, in TypeScript, is not for Node. */
const PRELOAD = isCheckout()
  ? path.join(projectFolder(), "lib/backend/tensorflow/preload.ts")
  : "./.cache/tfjs/tool/preload.js";
const START = ["node --import", "bun --preload", "deno run -A --preload"]
  .slice(isCheckout() ? 1 : 0);

const HELP = `${isCheckout() ? "deno run -A lib/tasks/build_for.ts" : "npx tfjs-node-current"} \
[FOLDER] [--check]

Makes ${NAME} ${pins.packageVersion} in FOLDER (where you stand) work on TensorFlow
${pins.tensorflowVersion}, under Node 20 and newer, Bun and Deno. In the project first:

  ${INSTALL}

It needs Linux, a C++ compiler and Python 3, and fetches about 290 MB (with an NVIDIA driver, CUDA's
libraries too). It is run again after \`npm ci\`, which takes the addon's link away.

  --check    only tell whether the addon works, and what is wrong
  --help     this text`;

const words = process.argv.slice(2);
const unknown = words.find((word) => word.startsWith("-") && !["--check", "--help"].includes(word));
if (unknown || words.includes("--help")) {
  console.log(unknown ? `${unknown}: there is no such option\n\n${HELP}` : HELP);
  process.exit(unknown ? 2 : 0);
}

function needPackage(root: string): void {
  const card = path.join(pins.tensorflowPaths(root).package, "package.json");
  if (!existsSync(root)) throw new SetupProblem(`${root}: there is no such folder`);
  if (!existsSync(card)) throw new SetupProblem(`${root} has no ${NAME}; there: ${INSTALL}`);
  const { version } = JSON.parse(readFileSync(card, "utf8"));
  if (version === pins.packageVersion) return;
  throw new SetupProblem(
    `${root} has ${NAME} ${version}, and ${pins.packageVersion} is what this builds; there: ${INSTALL}`,
  );
}

async function needPython(root: string): Promise<void> {
  const paths = pins.tensorflowPaths(root);
  if (existsSync(paths.python)) return;
  const python = ["python3", "python"].map(findProgram).find(Boolean);
  if (!python) throw new SetupProblem("there is no python3 on PATH to fetch the wheel with");
  console.error("making a Python environment in .venv");
  const made = await runCommand(python, ["-m", "venv", path.join(root, ".venv")]);
  const why = errorLine(`${made.stderr}\n${made.stdout}`);
  if (made.code !== 0) throw new SetupProblem(`python3 -m venv fails: ${why}`);
}

async function buildFor(root: string): Promise<void> {
  await needPython(root);
  const step = tensorflowStepAt(root);
  let said = "";
  if (!await step.isDone()) {
    await step.run((message) => {
      if (message !== said) console.error(message);
      said = message;
    });
  }
  const paths = pins.tensorflowPaths(root);
  const kind = packageAddonKind(paths);
  if (kind === "none") throw new SetupProblem(`nothing may be written into ${paths.package}`);
  const what = kind === "download"
    ? "The package's own download was left as it is: delete lib/napi-v8 in it, and run this again."
    : `Its addon now runs on TensorFlow ${pins.tensorflowVersion}.`;
  console.log(`${NAME} works in ${root}. ${what}

One module goes before the program: it puts back what newer runtimes lack, quiets TensorFlow's log
and opens NVIDIA's libraries. (\`.venv\` and \`.cache\` are for .gitignore.)

${START.map((start) => `  ${start} ${PRELOAD} app.js`).join("\n")}`);
}

async function check(root: string): Promise<void> {
  const wrong = await tensorflowStepAt(root).check();
  if (wrong) throw new SetupProblem(`${wrong}; to mend it: ${pins.SETUP}`);
  console.log(`${NAME} works in ${root}, on TensorFlow ${pins.tensorflowVersion}`);
}

tellErrors("");
const root = path.resolve(words.find((word) => !word.startsWith("-")) ?? "");
needPackage(root);
await (words.includes("--check") ? check : buildFor)(root);
