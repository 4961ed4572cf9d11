/**
 * `deno task lab`: JupyterLab with the Deno kernel, in the notebooks' folder.
 *
 * @module
 */
import { join } from "node:path";
import { ensureJupyter } from "./ensure_setup.ts";
import { options } from "./options.ts";
import { CHILD_ENV, ROOT, VENV_PYTHON } from "./paths.ts";

const given = options(
  `deno task lab [--port NUMBER] [--no-browser]

Opens JupyterLab on the notebooks, on this machine only and with a token, as it prints.
Ctrl-C ends it.

  --port NUMBER   where it listens (8888, or the next free port)
  --no-browser    prints the address and opens no browser`,
  { port: "8888", "no-browser": false },
);
await ensureJupyter();
const { code } = await new Deno.Command(VENV_PYTHON, {
  args: [
    ...["-m", "jupyterlab", "--ip", "127.0.0.1", "--port", given.port],
    ...["--ServerApp.root_dir", join(ROOT, "notebooks")],
    // As root (in a container) Jupyter would refuse to start; it still listens on this machine only.
    ...(Deno.build.os === "linux" && Deno.uid() === 0 ? ["--allow-root"] : []),
    ...(given["no-browser"] ? ["--no-browser"] : []),
  ],
  cwd: join(ROOT, "notebooks"),
  env: CHILD_ENV,
}).spawn().status;
Deno.exit(code);
