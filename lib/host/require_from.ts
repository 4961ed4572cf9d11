import { nodeModule } from "./node_module.ts";

/**
 * Loads a package or an addon as the module at `url` would; where that came over http, as a module of
 * the working directory would, since packages lie there.
 */
// deno-lint-ignore no-explicit-any
export function requireFrom(url: string, name: string): any {
  const { createRequire } = nodeModule("node:module");
  const base = url.startsWith("file:") ? url : `${nodeModule("node:process").cwd()}/`;
  return createRequire(base)(name);
}
