import { process } from "../host/node.ts";
import { setupCommand } from "../host/project_folder.ts";
import { findProgram } from "./find_program.ts";
import { SetupProblem } from "./step.ts";

const COMPILERS = {
  CC: { language: "C", names: ["cc", "gcc", "clang"], command: "npx triplet-lab-native" },
  CXX: { language: "C++", names: ["g++", "c++", "clang++"], command: "npx tfjs-node-current" },
};

/**
 * The compiler that a variable names as `make` takes it (`ccache g++`), or the first on PATH: a
 * program, and the words that go before its arguments.
 */
export function findCompiler(
  variable: "CC" | "CXX",
  named = process.env[variable],
): { program: string; args: string[] } {
  const { language, names, command } = COMPILERS[variable];
  const given = named?.trim();
  const words = given?.match(/"[^"]*"|'[^']*'|\S+/g)?.map(unquoted) ?? [];
  for (const [first, ...args] of given ? [[given], words] : names.map((name) => [name])) {
    const program = findProgram(first);
    if (program) return { program, args };
  }
  throw new SetupProblem(
    `no ${language} compiler was found on PATH (looked for ` +
      `${given ? `${variable}=${given}` : names.join(", ")}); to mend it: install g++ or clang++ ` +
      `(on Debian and Ubuntu: sudo apt-get install g++), then ${setupCommand(command)}`,
  );
}

const unquoted = (word: string): string => word.replace(/^(["'])(.*)\1$/, "$2");
