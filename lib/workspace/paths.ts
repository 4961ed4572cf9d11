import { fileURLToPath } from "node:url";
import { join } from "node:path";
import process from "node:process";

/** The project's folder. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url)).replace(/[\\/]$/, "");

/** The lessons' folder. */
export const NOTEBOOKS: string = join(ROOT, "notebooks");

/** Everything that set-up makes and that can be made again. */
export const CACHE: string = join(ROOT, ".cache");

/** The project's own Python environment. */
export const VENV: string = join(ROOT, ".venv");

/** Python of the project's own environment. */
export const VENV_PYTHON: string = process.platform === "win32"
  ? join(VENV, "Scripts", "python.exe")
  : join(VENV, "bin", "python");

/** The Deno that runs now: the kernel and the tests use the same one. */
export const DENO: string = process.execPath;

/** Keeps whatever the children write (caches, settings, sockets' names) inside the project. */
export const CHILD_ENV: Readonly<Record<string, string>> = {
  DENO_DIR: join(CACHE, "deno"),
  DENO_NO_UPDATE_CHECK: "1",
  BUN_INSTALL_CACHE_DIR: join(CACHE, "bun"),
  PIP_CACHE_DIR: join(CACHE, "pip"),
  PIP_DISABLE_PIP_VERSION_CHECK: "1",
  PYTHONUNBUFFERED: "1",
  JUPYTER_CONFIG_DIR: join(CACHE, "jupyter", "config"),
  JUPYTER_DATA_DIR: join(CACHE, "jupyter", "data"),
  JUPYTER_RUNTIME_DIR: join(CACHE, "jupyter", "runtime"),
  JUPYTERLAB_SETTINGS_DIR: join(CACHE, "jupyter", "lab", "settings"),
  JUPYTERLAB_WORKSPACES_DIR: join(CACHE, "jupyter", "lab", "workspaces"),
  IPYTHONDIR: join(CACHE, "ipython"),
  PYTHONPYCACHEPREFIX: join(CACHE, "pycache"),
};
