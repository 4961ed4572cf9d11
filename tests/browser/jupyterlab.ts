import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { ONCE } from "./browser.ts";
import { childEnvironment } from "#lib/workspace/child_environment.ts";
import { labFiles } from "#lib/notebooks/lab_files.ts";
import { ROOT, VENV, VENV_PYTHON } from "#lib/workspace/paths.ts";
import { writeFiles } from "#lib/workspace/write_files.ts";

/** Why no JupyterLab can be started here; empty when it can. */
export const NO_JUPYTERLAB: string = ONCE ||
  (existsSync(join(VENV, "share/jupyter/kernels/deno")) && existsSync(join(VENV, "bin/jupyter-lab"))
    ? ""
    : "there is no JupyterLab here: deno task setup");

/** A running JupyterLab. */
export interface Lab {
  /** Where it listens, without a path. */
  readonly origin: string;
  /** The address of one of its notebooks. */
  notebook(name: string): string;
}

/**
 * Starts JupyterLab on this machine only, on a folder of its own beside the notebooks, so that their
 * relative imports hold and the reader's notebooks and settings stay as they are; ends it after the
 * work.
 *
 * @param fill Gets the folder before JupyterLab starts.
 * @param work Gets JupyterLab.
 */
export async function withJupyterLab(
  fill: (folder: string) => Promise<void>,
  work: (lab: Lab) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(ROOT, "jupyterlab-test-"));
  const port = await freePort();
  const token = crypto.randomUUID();
  let server: ChildProcess | undefined;
  try {
    await fill(folder);
    const [settings, config] = [".jupyter/settings", ".jupyter/config"].map((one) =>
      join(folder, one)
    );
    await writeFiles(labFiles(settings, config)); // as `deno task lab` does
    server = spawn(VENV_PYTHON, [
      ...["-m", "jupyterlab", "--ip", "127.0.0.1", "--port", String(port), "--no-browser"],
      "--custom-css",
      ...["--ServerApp.port_retries=0", `--IdentityProvider.token=${token}`],
      ...["--ServerApp.root_dir", folder],
      ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ], {
      cwd: folder,
      detached: true, // a process group, so that the kernel ends with it whatever happens
      stdio: "ignore",
      env: {
        ...childEnvironment(),
        JUPYTER_CONFIG_DIR: config,
        JUPYTERLAB_SETTINGS_DIR: settings,
        JUPYTER_RUNTIME_DIR: join(folder, ".jupyter/runtime"),
        JUPYTERLAB_WORKSPACES_DIR: join(folder, ".jupyter/workspaces"),
      },
    });
    const origin = `http://127.0.0.1:${port}`;
    await answers(`${origin}/api?token=${token}`, server);
    await work({ origin, notebook: (name) => `${origin}/lab/tree/${name}?token=${token}` });
  } finally {
    await end(server);
    await rm(folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function answers(address: string, server: ChildProcess): Promise<void> {
  for (let k = 0; k < 300; k++) {
    if (server.exitCode !== null) throw new Error(`JupyterLab ended with ${server.exitCode}`);
    const there = await fetch(address).then((reply) => reply.ok, () => false);
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("JupyterLab did not answer within 30 seconds");
}

async function end(server: ChildProcess | undefined): Promise<void> {
  if (!server?.pid || server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM"); // it ends its kernels and goes
  const clock = setTimeout(() => process.kill(-server.pid!, "SIGKILL"), 10_000);
  await gone;
  clearTimeout(clock);
}
