import { build, type BuildOptions } from "esbuild";
import { join } from "../host/node.ts";
import { ROOT } from "../workspace/paths.ts";

export async function bundleForNode(programs: string[], options: BuildOptions): Promise<void> {
  await build({
    entryPoints: programs.map((path) => join(ROOT, "lib", `${path}.ts`)),
    entryNames: "[name]",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "silent",
    ...options,
  });
}
