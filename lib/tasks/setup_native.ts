import { readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { platform } from "node:os";
import { fileURLToPath } from "node:url";
import {
  nativeFolder,
  type NativeManifest,
  nativeSource,
  processorName,
  sourceSum,
  sumOfFile,
} from "../operators/native_manifest.ts";
import { errorLine } from "../workspace/error_line.ts";
import { findCompiler } from "../workspace/find_compiler.ts";
import { DENO } from "../workspace/paths.ts";
import { makeWhole } from "../workspace/make_whole.ts";
import { runCommand } from "../workspace/run_command.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

/** No -ffast-math: the source says itself where a fused multiply-add may stand. */
const FLAGS = [
  ...["-std=gnu11", "-O3", "-ffp-contract=off", "-fno-math-errno"],
  // The source's own vectors never cross the library's border.
  ...["-Wno-psabi", "-fPIC", "-shared", "-fvisibility=hidden", "-pthread"],
];

/** How compilers name this very processor, best first; the last works anywhere. */
const TARGETS = ["-march=native -mprefer-vector-width=512", "-march=native", "-mcpu=native", ""];

/** Loads the library in a process of its own, which a damaged one may end. */
const TRIAL = fileURLToPath(new URL("./try_native.ts", import.meta.url));

const COMPILERS = ["cc", "gcc", "clang"];

const MANIFEST = new URL("operators.json", nativeFolder());

export const nativeOperatorsStep: SetupStep = {
  name: "native operators",
  stillWorks: "The fused operators run on WebAssembly, about three times slower.",
  works: "compiled for this processor",
  isDone: () => Promise.resolve(isCurrent()),
  async check() {
    // The runtime that runs now: under Bun, DENO is Bun, which has no permissions to name.
    const permitted = ["run", "--no-lock", "--quiet", "-R", "-E", "-S", "--allow-ffi"];
    const args = "Bun" in globalThis ? [TRIAL] : [...permitted, TRIAL];
    const { code, killed, output } = await runCommand(DENO, args);
    if (code === 0) return undefined;
    return killed ? `its library ends the process that loads it (${killed})` : errorLine(output);
  },
  async run(say) {
    await compileOperators(say);
    const wrong = await nativeOperatorsStep.check();
    if (!wrong) return;
    await rm(MANIFEST, { force: true });
    throw new SetupProblem(`The operators were compiled and do not work: ${wrong}`);
  },
};

function isCurrent(): boolean {
  try {
    const manifest = JSON.parse(readFileSync(MANIFEST, "utf8")) as NativeManifest;
    return manifest.source === sourceSum() && manifest.processor === processorName() &&
      manifest.sum === sumOfFile(new URL(manifest.library, nativeFolder()));
  } catch {
    return false;
  }
}

/** Compiles the operators for this processor into the project's `.cache/native`. */
export async function compileOperators(say: Say): Promise<void> {
  say("looking for a C compiler");
  const compiler = findCompiler("CC", COMPILERS);
  if (!compiler) {
    const looked = process.env.CC ? `CC=${process.env.CC}` : COMPILERS.join(", ");
    throw new SetupProblem(`There is no C compiler on the PATH (looked for ${looked}).`);
  }
  const { program, args } = compiler;
  const { stdout } = await runCommand(program, [...args, "--version"]);
  const version = stdout.split("\n")[0].trim();
  say(`compiling with ${version}`);
  const [source, processor] = [sourceSum(), processorName()];
  let problem = "";
  for (const target of TARGETS) {
    const flags = [...FLAGS, ...target.split(" ").filter(Boolean)];
    const key = sumOf([source, version, processor, ...flags].join("\n")).slice(0, 16);
    const library = `${key}/liboperators.${platform() === "darwin" ? "dylib" : "so"}`;
    const file = new URL(library, nativeFolder());
    await mkdir(new URL(".", file), { recursive: true });
    try {
      await makeWhole(fileURLToPath(file), async (draft) => {
        const command = [...args, ...flags, "-o", draft, fileURLToPath(nativeSource()), "-lm"];
        const { code, output } = await runCommand(program, command, { timeout: 300_000 });
        if (code !== 0) throw new Error(errorLine(output));
      });
    } catch (error) {
      problem = (error as Error).message;
      continue;
    }
    const made = { source, processor, compiler: version, flags: flags.join(" "), library };
    const manifest: NativeManifest = { ...made, sum: sumOfFile(file) };
    return await writeAtomic(fileURLToPath(MANIFEST), JSON.stringify(manifest, null, 2) + "\n");
  }
  throw new SetupProblem(`${program} could not compile the operators: ${problem}`);
}
