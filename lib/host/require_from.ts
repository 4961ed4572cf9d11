import { nodeModule } from "./node_module.ts";

/** As the module at `url` would; where that came over http, as one of the working directory would. */
// deno-lint-ignore no-explicit-any
export function requireFrom(url: string, name: string): any {
  const { createRequire } = nodeModule("node:module");
  const base = url.startsWith("file:") ? url : `${nodeModule("node:process").cwd()}/`;
  return createRequire(base)(name);
}
