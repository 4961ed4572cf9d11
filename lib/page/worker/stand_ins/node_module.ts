import webgpu from "@tensorflow/tfjs-backend-webgpu/package.json" with { type: "json" };
import type { NodeModules } from "../../../host/node_module.ts";
import { carriedFile, carriedNames, ROOT } from "../page_files.ts";

function bytesOf(path: string | URL): Uint8Array<ArrayBuffer> {
  const bytes = carriedFile(path);
  if (bytes) return bytes.slice() as Uint8Array<ArrayBuffer>;
  const words = `${path}: expected a file that this page carries, and it carries none such`;
  throw Object.assign(new Error(words), { code: "ENOENT" });
}

const read = (path: string | URL, encoding?: unknown) =>
  encoding ? new TextDecoder().decode(bytesOf(path)) : bytesOf(path);

const MODULES: Record<string, Record<string, unknown>> = {
  "node:fs": {
    existsSync: (path: string) => carriedFile(path) !== undefined || carriedNames(path).length > 0,
    readFileSync: read,
  },
  "node:fs/promises": {
    // deno-lint-ignore require-await -- so that what it throws is a rejection
    readFile: async (path: string, encoding?: unknown) => read(path, encoding),
    // deno-lint-ignore require-await
    readdir: async (folder: string) => carriedNames(folder),
  },
  "node:module": { createRequire: () => () => ({ version: webgpu.version }) },
  "node:os": {
    cpus: () => [{ model: "this computer's processor" }],
    availableParallelism: () => navigator.hardwareConcurrency,
  },
  "node:path": {
    join: (...parts: string[]) => new URL(parts.join("/"), "file:///").pathname,
    sep: "/",
    basename: (path: string) => path.split("/").at(-1),
    dirname: (path: string) => path.split("/").slice(0, -1).join("/"),
  },
  "node:process": { env: {}, cwd: () => ROOT, platform: "browser", stdout: {}, versions: {} },
  "node:url": { fileURLToPath: (url: string | URL) => new URL(url).pathname },
};

/** In the place of `lib/host/node_module.ts`: files are those that the page carries, all else is not there. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  return new Proxy(MODULES[name] ?? {}, {
    get: (held, member) =>
      member in held ? held[member as string] : () => {
        throw new Error(`${name}: a page has no ${String(member)}, which a kernel has`);
      },
  }) as unknown as NodeModules[Name];
}

export function hasNodeModules(): boolean {
  return false;
}
