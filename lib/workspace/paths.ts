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
