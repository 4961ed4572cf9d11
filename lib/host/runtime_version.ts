import { process } from "./node.ts";
import { hasNodeModules } from "./node_module.ts";

/** What this program runs in, and its version. */
export function runtimeVersion(): Record<string, string> {
  if (!hasNodeModules()) return { browser: navigator.userAgent };
  const { bun, deno, node } = process.versions as Record<string, string | undefined>;
  return bun ? { bun } : deno ? { deno } : { node: String(node) };
}
