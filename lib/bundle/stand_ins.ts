import type { Plugin } from "esbuild";
import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { ROOT } from "../workspace/paths.ts";

/** What a bundle holds in the place of modules that a browser cannot have, or has no use for. */
export interface StandIns {
  /** Files of the project in the place of others, by path from its root. */
  readonly files: Readonly<Record<string, string>>;
  /** Texts in the place of packages' modules, by the end of their path. */
  readonly texts: Readonly<Record<string, string>>;
  /** A file whose `nodeModule` gives what stands for `node:` modules. */
  readonly node: string;
  /** Packages, and files of the project, left out: whatever is imported of them is undefined. */
  readonly absent: readonly string[];
  /** Where the project's root seems to lie, for `import.meta.url`. */
  readonly root: string;
}

/** Puts the stand-ins in place. */
export function standIns({ files, texts, node, absent, root }: StandIns): Plugin {
  const names = absent.map((name) => name.replaceAll("/", "\\/")).join("|");
  return {
    name: "stand-ins",
    setup(build) {
      build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir, importer }) => {
        const from = relative(ROOT, resolve(resolveDir, path)).replaceAll("\\", "/");
        if (absent.includes(from)) return { path: from, namespace: "absent" };
        const to = files[from] && join(ROOT, files[from]);
        return to && to !== importer ? { path: to } : undefined;
      });
      build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "node" }));
      build.onLoad({ filter: /.*/, namespace: "node" }, async ({ path }) => ({
        contents: await nodeStandIn(path, join(ROOT, node)),
        resolveDir: ROOT,
      }));
      build.onResolve(
        { filter: new RegExp(`^(${names})$`) },
        ({ path }) => ({ path, namespace: "absent" }),
      );
      build.onLoad(
        { filter: /.*/, namespace: "absent" },
        () => ({ contents: "module.exports = {};" }),
      );
      build.onLoad({ filter: /node_modules.*\.js$/ }, ({ path }) => {
        const end = Object.keys(texts).find((end) => path.replaceAll("\\", "/").endsWith(end));
        return end ? { contents: texts[end], resolveDir: dirname(path) } : undefined;
      });
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

/** A module that has each name of one of Node's, as far as the stand-in has it. */
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
