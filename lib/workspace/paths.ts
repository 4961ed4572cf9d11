import { join, process } from "../host/node.ts";
import { projectFolder } from "../host/project_folder.ts";

/** The project's folder: this checkout, or for a packed command the one that it is run in. */
export const ROOT: string = projectFolder();

export const NOTEBOOKS: string = join(ROOT, "notebooks");
export const CACHE: string = join(ROOT, ".cache");
export const VENV: string = join(ROOT, ".venv");
export const VENV_PYTHON: string = process.platform === "win32"
  ? join(VENV, "Scripts", "python.exe")
  : join(VENV, "bin", "python");

/** The Deno that runs now: the kernel and the tests use the same one. */
export const DENO: string = process.execPath;
