/** `deno task lab`: JupyterLab with the Deno kernel, in the notebooks' folder. */
import { join } from "../host/node.ts";
import { ensureJupyter } from "./ensure_setup.ts";
import { options, wholeNumber } from "./options.ts";
import { labFiles } from "../notebooks/lab_files.ts";
import { trustCommitted } from "../notebooks/trust_committed.ts";
import { ownEnvironment } from "../workspace/child_environment.ts";
import { ROOT, VENV, VENV_PYTHON } from "../workspace/paths.ts";
import { writeFiles } from "../workspace/write_files.ts";
import { runCommand } from "../workspace/run_command.ts";
import HELP from "./help/lab.txt" with { type: "text" };

const given = options(HELP, { port: "8888", "no-browser": false });
const port = wholeNumber("port", given.port, 1, 65535);
await ensureJupyter();
await trustCommitted();
const { JUPYTERLAB_SETTINGS_DIR, JUPYTER_CONFIG_DIR } = ownEnvironment();
const kept = labFiles(JUPYTERLAB_SETTINGS_DIR, JUPYTER_CONFIG_DIR);
// It runs scripts of its own in Node, which would take them for modules, as this project's are.
kept.set(join(VENV, "package.json"), '{ "type": "commonjs" }');
for (const [path, text] of kept) {
  if (!await Deno.stat(path).catch(() => undefined)) await writeFiles(new Map([[path, text]]));
}
const { code } = await runCommand(
  VENV_PYTHON,
  [
    ...["-m", "jupyterlab", "--ip", "127.0.0.1", "--port", String(port), "--custom-css"],
    ...["--ServerApp.root_dir", join(ROOT, "notebooks")],
    // No kernel here has one, and the look for them asks npm, which writes a log in the home folder.
    "--LanguageServerManager.autodetect=False",
    // As root (in a container) Jupyter would refuse to start; it still listens on this machine only.
    ...(Deno.build.os === "linux" && Deno.uid() === 0 ? ["--allow-root"] : []),
    ...(given["no-browser"] ? ["--no-browser"] : []),
  ],
  { cwd: join(ROOT, "notebooks"), show: true },
);
Deno.exit(code);
