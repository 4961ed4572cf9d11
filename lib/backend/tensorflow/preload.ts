/** Goes before a program that imports `@tensorflow/tfjs-node-gpu` (`--import`, `--preload`). */
import { existsSync, path, process } from "../../host/node.ts";
import "../node_util_shim.ts";
import { readCard } from "./card.ts";
import { loadAddon } from "./load_addon.ts";

/** The nearest folder at or above the working directory that the addon was built for. */
function builtFor(folder: string): string | undefined {
  if (existsSync(path.join(folder, ".cache", "tfjs", "current.json"))) return folder;
  const above = path.dirname(folder);
  return above === folder ? undefined : builtFor(above);
}

const root = builtFor(process.cwd());
if (root === undefined) {
  throw new Error(
    "tfjs-node-current: expected to run in a project where `npx tfjs-node-current` has built the " +
      `addon, got ${process.cwd()}, which has no .cache/tfjs/current.json at or above it`,
  );
}
loadAddon(root, readCard(root));
