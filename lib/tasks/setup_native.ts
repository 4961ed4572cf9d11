import { fileURLToPath, mkdir, platform, readFileSync, rm } from "../host/node.ts";
import * as native from "../operators/native_manifest.ts";
import { errorLine } from "../workspace/error_line.ts";
import { findCompiler } from "../workspace/find_compiler.ts";
import { makeWhole } from "../workspace/make_whole.ts";
import { runCommand } from "../workspace/run_command.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import { tryModule } from "../workspace/try_module.ts";
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

const OPERATORS = fileURLToPath(native.nativeSource());
const TRIAL = fileURLToPath(new URL("./try_native.ts", import.meta.url));
const MANIFEST = new URL("operators.json", native.nativeFolder());

export const nativeOperatorsStep: SetupStep = {
  name: "native operators",
  stillWorks: "The fused operators run on WebAssembly, about three times slower.",
  works: "compiled for this processor",
  isDone: () => Promise.resolve(isCurrent()),
  async check() {
    return (await tryModule(TRIAL)).problem;
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
    const manifest = JSON.parse(readFileSync(MANIFEST, "utf8")) as native.NativeManifest;
    return manifest.source === native.sourceSum() &&
      manifest.processor === native.processorName() &&
      manifest.sum === sumOf(readFileSync(new URL(manifest.library, native.nativeFolder())));
  } catch {
    return false;
  }
}

export async function compileOperators(say: Say): Promise<void> {
  say("looking for a C compiler");
  const { program, args } = findCompiler("CC");
  const { stdout } = await runCommand(program, [...args, "--version"]);
  const version = stdout.split("\n")[0].trim();
  say(`compiling with ${version}`);
  const [source, processor] = [native.sourceSum(), native.processorName()];
  let problem = "";
  for (const target of TARGETS) {
    const flags = [...FLAGS, ...target.split(" ").filter(Boolean)];
    const key = sumOf([source, version, processor, ...flags].join("\n")).slice(0, 16);
    const library = `${key}/liboperators.${platform() === "darwin" ? "dylib" : "so"}`;
    const file = new URL(library, native.nativeFolder());
    await mkdir(new URL(".", file), { recursive: true });
    try {
      await makeWhole(fileURLToPath(file), async (draft) => {
        const command = [...args, ...flags, "-o", draft, OPERATORS, "-lm"];
        const { code, output } = await runCommand(program, command, { timeout: 300_000 });
        if (code !== 0) throw new Error(errorLine(output));
      });
    } catch (error) {
      problem = (error as Error).message;
      continue;
    }
    const made = { source, processor, compiler: version, flags: flags.join(" "), library };
    const manifest: native.NativeManifest = { ...made, sum: sumOf(readFileSync(file)) };
    return await writeAtomic(fileURLToPath(MANIFEST), JSON.stringify(manifest, null, 2) + "\n");
  }
  throw new SetupProblem(`${program} could not compile the operators: ${problem}`);
}
