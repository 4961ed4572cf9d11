import { hasNodeModules, nodeModule } from "./node_module.ts";

/** The checkout that this file stands in; undefined in a package, in a bundle and over http. */
function checkout(): string | undefined {
  // In a bundle there may be no address at all.
  if (!hasNodeModules() || !String(import.meta.url).startsWith("file:")) return undefined;
  const { sep } = nodeModule("node:path");
  const file = nodeModule("node:url").fileURLToPath(import.meta.url);
  const here = ["", "lib", "host", "project_folder.ts"].join(sep);
  return file.endsWith(here) ? file.slice(0, -here.length) : undefined;
}

/** The folder whose caches and packages are used: this checkout's, and for a package where the program runs. */
export function projectFolder(): string {
  return checkout() ?? nodeModule("node:process").cwd();
}

/** Where a program's own results belong: in this checkout where it runs inside it, else where it runs. */
export function workingFolder(): string {
  const { relative, isAbsolute } = nodeModule("node:path");
  const cwd = nodeModule("node:process").cwd();
  const root = checkout();
  const way = root && relative(root, cwd);
  return root && !(isAbsolute(way!) || way!.startsWith("..")) ? root : cwd;
}

export function isCheckout(): boolean {
  return checkout() !== undefined;
}

/** What to run where a compiled part of the library is missing: a task here, a command elsewhere. */
export function setupCommand(command: string): string {
  return checkout() ? "deno task setup" : command;
}
