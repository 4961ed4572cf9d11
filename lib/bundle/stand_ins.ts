import type { Plugin } from "esbuild";
import { dirname, join, readFile, relative, resolve } from "../host/node.ts";
import { ROOT } from "../workspace/paths.ts";

/** What a bundle holds in the place of what a browser cannot have or has no use for, and where its root seems to lie. */
export interface StandIns {
  readonly files: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly absent: readonly string[];
  readonly root: string;
}

export function standIns({ files, texts, absent, root }: StandIns): Plugin {
  return {
    name: "stand-ins",
    setup(build) {
      build.onResolve({ filter: /^[^.]|\.ts$/ }, ({ path, resolveDir, importer }) => {
        const from = path.startsWith(".")
          ? relative(ROOT, resolve(resolveDir, path)).replaceAll("\\", "/")
          : path;
        if (absent.includes(from)) return { path: from, namespace: "absent" };
        const to = files[from] && join(ROOT, files[from]);
        return to && to !== importer ? { path: to } : undefined;
      });
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
