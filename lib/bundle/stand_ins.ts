import type { Plugin } from "esbuild";
import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { ROOT } from "../workspace/paths.ts";

/** What a bundle holds in the place of what a browser cannot have or has no use for, and where its root seems to lie. */
export interface StandIns {
  readonly files: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly node: string;
  readonly absent: readonly string[];
  readonly root: string;
}

export function standIns({ files, texts, node, absent, root }: StandIns): Plugin {
  return {
    name: "stand-ins",
    setup(build) {
      build.onResolve({ filter: /^[^.]|\.ts$/ }, ({ path, resolveDir, importer }) => {
        if (path.startsWith("node:")) return { path, namespace: "node" };
        const from = path.startsWith(".")
          ? relative(ROOT, resolve(resolveDir, path)).replaceAll("\\", "/")
          : path;
        if (absent.includes(from)) return { path: from, namespace: "absent" };
        const to = files[from] && join(ROOT, files[from]);
        return to && to !== importer ? { path: to } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace: "node" }, async ({ path }) => ({
        contents: await nodeStandIn(path, join(ROOT, node)),
        resolveDir: ROOT,
      }));
      const nothing = { contents: "module.exports = {};" };
      build.onLoad({ filter: /.*/, namespace: "absent" }, () => nothing);
      for (const [end, contents] of Object.entries(texts)) {
        const filter = new RegExp(`${end.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`);
        build.onLoad({ filter }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
      }
      build.onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, async ({ path }) => {
        const place = relative(ROOT, path).replaceAll("\\", "/");
        if (!place.startsWith("lib/")) return undefined;
        const source = await readFile(path, "utf8");
        const url = JSON.stringify(`file://${root}/${place}`);
        const contents = source.replaceAll("import.meta.url", url);
        return { contents, loader: "ts", resolveDir: dirname(path) };
      });
    },
  };
}

async function nodeStandIn(name: string, from: string): Promise<string> {
  if (!builtinModules.includes(name.slice("node:".length))) {
    throw new Error(`${name}: no such module`);
  }
  const names = Object.keys(await import(name)).filter((one) => /^(?!default$)\w+$/.test(one));
  return `import { nodeModule } from ${JSON.stringify(from)};
const held = nodeModule(${JSON.stringify(name)});
const part = (name) => held[name];
export default held;
${names.map((one) => `export const ${one} = /* @__PURE__ */ part("${one}");`).join("\n")}`;
}
