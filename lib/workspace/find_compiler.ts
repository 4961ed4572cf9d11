import process from "node:process";
import { findProgram } from "./find_program.ts";

export interface Compiler {
  /** The compiler, or one that starts it, such as `ccache`. */
  program: string;
  args: string[];
}

/** The compiler that a variable names as `make` takes it (`ccache g++`), or the first on PATH. */
export function findCompiler(
  variable: "CC" | "CXX",
  names: readonly string[],
  named: string | undefined = process.env[variable],
): Compiler | undefined {
  const given = named?.trim();
  if (given) {
    const whole = findProgram(given);
    if (whole) return { program: whole, args: [] };
    const [first = "", ...args] = given.match(/"[^"]*"|'[^']*'|\S+/g)?.map(unquoted) ?? [];
    const program = findProgram(first);
    return program ? { program, args } : undefined;
  }
  const program = names.map(findProgram).find((found) => found !== undefined);
  return program ? { program, args: [] } : undefined;
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/, "$2");
}
