import { lstatSync, mkdirSync, path, rmSync } from "../../host/node.ts";
import type { TensorflowPaths } from "./pins.ts";
import { runCommand } from "../../workspace/run_command.ts";

export function packageAddon(paths: TensorflowPaths): string {
  return path.join(paths.package, "lib", "napi-v8", "tfjs_binding.node");
}

/** What lies there: nothing, a link of ours, or the package's own download. */
export function packageAddonKind(paths: TensorflowPaths): "none" | "link" | "download" {
  const there = lstatSync(packageAddon(paths), { throwIfNoEntry: false });
  return there ? there.isSymbolicLink() ? "link" : "download" : "none";
}

/** Lets plain `import` of the package find the addon; a download that is there stays. */
export async function linkIntoPackage(paths: TensorflowPaths, addon: string): Promise<void> {
  const link = packageAddon(paths);
  if (packageAddonKind(paths) === "download") return;
  try {
    mkdirSync(path.dirname(link), { recursive: true });
    rmSync(link, { force: true });
  } catch {
    return; // a node_modules that may not be written
  }
  // By `ln`: Deno makes links only where everything may be written, and set-up asks for less.
  const target = path.relative(path.dirname(link), addon);
  await runCommand("ln", ["-s", target, link]);
}
