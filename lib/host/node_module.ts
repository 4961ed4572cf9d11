export interface NodeModules {
  "node:child_process": typeof import("node:child_process");
  "node:crypto": typeof import("node:crypto");
  "node:fs": typeof import("node:fs");
  "node:fs/promises": typeof import("node:fs/promises");
  "node:module": typeof import("node:module");
  "node:os": typeof import("node:os");
  "node:path": typeof import("node:path");
  "node:process": typeof import("node:process");
  "node:util": typeof import("node:util");
  "node:url": typeof import("node:url");
  "node:worker_threads": typeof import("node:worker_threads");
  "node:zlib": typeof import("node:zlib");
}

/** No import stands in the source, so that the library loads in a browser, in a bundle and over http. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  return (builtIn()?.(name) as NodeModules[Name] | undefined) ?? absent(name);
}

export function hasNodeModules(): boolean {
  return builtIn() !== undefined;
}

function builtIn(): ((name: string) => unknown) | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  return process?.getBuiltinModule;
}

/** Stands for a module that is not there: any of its functions may be had, and none be called. */
function absent<Module extends object>(name: string): Module {
  return new Proxy({} as Module, {
    get: (_, member) => () => {
      throw new Error(
        `${name}: expected a runtime with files and processes (Deno, Bun, Node 20.16 or newer), ` +
          `got one without ${String(member)}, such as a browser`,
      );
    },
  });
}
