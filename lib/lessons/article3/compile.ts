import { basename, dirname, existsSync, fileURLToPath } from "../../host/node.ts";
import { join, mkdir, process, readFile } from "../../host/node.ts";
import { checkChoice, checkNumber } from "../../checks/mod.ts";
import { findCompiler } from "../../workspace/find_compiler.ts";
import { makeWhole } from "../../workspace/make_whole.ts";
import { runCommand } from "../../workspace/run_command.ts";
import { sumOf } from "../../workspace/sum_beside.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** What {@link compileArticle3} builds, and with what. */
export interface Article3BuildOptions {
  /** What FFI opens, what prints the line, or the article's own operations; `"library"`. */
  kind?: "library" | "program" | "as-printed";
  /** The rows of `"as-printed"`, whose arrays are of fixed sizes; 10. */
  batch?: number;
  /** The C compiler; the environment's `CC`, else `cc`, `gcc` or `clang`, the first that is there. */
  compiler?: string;
  /** Where the result is kept; `.cache/native` in the project. */
  directory?: string;
}

/** Compiles one of the C sources, once: the result's name is a sum of the source and the flags. */
export async function compileArticle3(options: Article3BuildOptions = {}): Promise<string> {
  const { kind = "library", batch = 10 } = options;
  checkChoice(kind, ["library", "program", "as-printed"], "kind");
  checkNumber(batch, "batch", { min: 1, integer: true });
  const directory = options.directory ?? join(here, "../../../.cache/native");
  const source = join(here, kind === "as-printed" ? "as_printed.c" : "article3.c");
  const flags = ["-O2", "-std=c11", "-ffp-contract=off"];
  if (kind === "library") flags.push("-shared", "-fPIC", "-DARTICLE3_LIBRARY");
  if (kind === "as-printed") flags.push(`-DBATCH=${batch}`);
  const named = options.compiler ?? process.env.CC;
  const built = [process.platform, process.arch, named ?? "", ...flags].join("\n");
  const key = sumOf(await readFile(source, "utf8") + built).slice(0, 16);
  const target = join(directory, `article3-${kind}-${key}${kind === "library" ? ".so" : ""}`);
  if (existsSync(target)) return target;

  await mkdir(directory, { recursive: true });
  const compiler = findCompiler("CC", named);
  await makeWhole(target, async (draft) => {
    const args = [...compiler.args, ...flags, source, "-lm", "-o", draft];
    const { code, output } = await runCommand(compiler.program, args);
    if (code !== 0) throw new Error(`${basename(source)}: ${compiler.program} failed: ${output}`);
  });
  return target;
}
