import { existsSync, mkdirSync, path, rmSync, writeFileSync } from "../../host/node.ts";
import { type Say, SetupProblem } from "../../workspace/step.ts";
import { findCompiler } from "../../workspace/find_compiler.ts";
import { addonSources, libraryNames, type TensorflowPaths } from "./pins.ts";
import { errorLine } from "../../workspace/error_line.ts";
import { makeWhole } from "../../workspace/make_whole.ts";
import { runCommand } from "../../workspace/run_command.ts";

/** Compiles the addon, and the module that opens the library before it, into `folder`. */
export async function compileAddon(
  paths: TensorflowPaths,
  folder: string,
  say: Say,
): Promise<void> {
  const { program, args } = findCompiler("CXX");
  const name = (await runCommand(program, [...args, "--version"])).stdout.split("\n")[0] || program;
  const { addon, opener } = addonSources(paths);
  if (addon.length === 0) {
    const place = path.join(paths.package, "binding");
    throw new SetupProblem(
      `the package @tensorflow/tfjs-node-gpu holds no C++ sources in ${place}; install it anew`,
    );
  }
  if (!existsSync(path.join(paths.nodeApiHeaders, "node_api.h"))) {
    throw new SetupProblem("the package node-api-headers is not installed");
  }

  mkdirSync(paths.builds, { recursive: true });
  const log = path.join(paths.builds, "build.log");
  let output = "";
  const compile = async (...words: string[]): Promise<void> => {
    const { code, stdout, stderr } = await runCommand(program, words);
    output += `${[program, ...words].join(" ")}\n${stdout}${stderr}\n`;
    writeFileSync(log, output);
    if (code === 0) return;
    throw new SetupProblem(
      `the addon of @tensorflow/tfjs-node-gpu does not compile with ${name}: ` +
        `${errorLine(stderr)} (all of it: ${path.relative(paths.root, log)})`,
    );
  };
  const common = ["-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8", `-I${paths.nodeApiHeaders}`];
  await makeWhole(folder, async (draft) => {
    mkdirSync(draft);
    say("compiling the addon (about 10 s)");
    await compile(
      ...[...args, ...common],
      // `import * from "tfjs_binding"`: the name that the package registers its module under.
      ...["-std=c++17", "-DNODE_GYP_MODULE_NAME=tfjs_binding"],
      `-I${path.join(paths.library, "include")}`,
      ...addon.filter((file) => file.endsWith(".cc")),
      ...["-o", path.join(draft, "tfjs_binding.node"), `-L${paths.library}`],
      ...libraryNames.map((name) => `-l:${name}`),
      // Relative to the addon, so that a checkout can be moved as a whole.
      `-Wl,-rpath,$ORIGIN/${path.relative(folder, paths.library)}`,
    );
    // The C++ driver compiles C too, so that no second compiler has to be found; C++'s standard not.
    await compile(
      ...[...args.filter((word) => !word.startsWith("-std=")), ...common],
      ...["-DNODE_GYP_MODULE_NAME=open_library", "-x", "c", opener],
      ...["-o", path.join(draft, "open_library.node"), "-ldl"],
    );
    rmSync(folder, { recursive: true, force: true });
  });
}
