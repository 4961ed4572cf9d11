import { join, readdir } from "../host/node.ts";
import { ROOT } from "./paths.ts";
import { runCommand } from "./run_command.ts";

/** The Bun that runs here: its package has one program for each system. */
export async function findBun(): Promise<string | undefined> {
  const folder = join(ROOT, "node_modules/.deno/node_modules/@oven");
  const names = await readdir(folder).catch(() => []);
  for (const name of names.sort()) {
    const path = join(folder, name, "bin", Deno.build.os === "windows" ? "bun.exe" : "bun");
    const { code } = await runCommand(path, ["--version"]).catch(() => ({ code: 1 }));
    if (code === 0) return path;
  }
  return undefined;
}
