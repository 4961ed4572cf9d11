import { hasNodeModules, nodeModule } from "./node_module.ts";

/**
 * Where a file lies that is found from a module of the library; in a browser, the error that says
 * there are no files.
 *
 * @param path the file, as from the module
 * @param url the module's `import.meta.url`
 * @returns its path
 * @throws {Error} where there are no files
 */
export function pathBeside(path: string, url: string): string {
  const { fileURLToPath } = nodeModule("node:url");
  return fileURLToPath(hasNodeModules() ? new URL(path, url) : path);
}
