/**
 * Compiles the fused operators' C source for this machine.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { platform } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  nativeFolder,
  type NativeManifest,
  nativeSource,
  processorName,
  sourceSum,
} from "../operators/native_manifest.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

const run = promisify(execFile);

/** No -ffast-math: the source says itself where a fused multiply-add may stand. */
const FLAGS = [
  "-std=gnu11",
  "-O3",
  "-ffp-contract=off",
  "-fno-math-errno",
  // The source's own vectors never cross the library's border.
  "-Wno-psabi",
  "-fPIC",
  "-shared",
  "-fvisibility=hidden",
  "-pthread",
];

/** How compilers name this very processor, best first; the last works anywhere. */
const TARGETS = [["-march=native", "-mprefer-vector-width=512"], ["-march=native"], [
  "-mcpu=native",
], []];

const MANIFEST = new URL("operators.json", nativeFolder());

/** The step of `deno task setup` that compiles the native engine of `lib/operators`. */
export const nativeOperatorsStep: SetupStep = {
  name: "native operators",
  isDone(): Promise<boolean> {
    return Promise.resolve(isCurrent());
  },
  async run(say: Say): Promise<void> {
    if (isCurrent()) return;
    say("looking for a C compiler");
    const compiler = await findCompiler();
    if (!compiler) {
      throw new SetupProblem("There is no C compiler (cc, gcc or clang) on the PATH.", {
        stillWorks: "The fused operators run on WebAssembly, about three times slower.",
      });
    }
    say(`compiling with ${compiler.version}`);
    await compile(compiler);
  },
};

function isCurrent(): boolean {
  try {
    const manifest = JSON.parse(readFileSync(MANIFEST, "utf8")) as NativeManifest;
    return manifest.source === sourceSum() && manifest.processor === processorName() &&
      existsSync(new URL(manifest.library, nativeFolder()));
  } catch {
    return false;
  }
}

interface Compiler {
  command: string;
  version: string;
}

async function findCompiler(): Promise<Compiler | null> {
  for (const command of [process.env.CC, "cc", "gcc", "clang"]) {
    if (!command) continue;
    try {
      const { stdout } = await run(command, ["--version"], { timeout: 20_000 });
      return { command, version: stdout.split("\n")[0].trim() };
    } catch {
      // Not there, or not a compiler: try the next.
    }
  }
  return null;
}

async function compile({ command, version }: Compiler): Promise<void> {
  const source = sourceSum();
  const processor = processorName();
  const extension = platform() === "darwin" ? "dylib" : "so";
  let problem = "";
  for (const target of TARGETS) {
    const flags = [...FLAGS, ...target];
    const key = createHash("sha256")
      .update([source, version, processor, ...flags].join("\n")).digest("hex").slice(0, 16);
    const library = `${key}/liboperators.${extension}`;
    const path = fileURLToPath(new URL(library, nativeFolder()));
    const part = `${path}.${process.pid}.part`;
    await mkdir(new URL(`${key}/`, nativeFolder()), { recursive: true });
    try {
      await run(command, [...flags, "-o", part, fileURLToPath(nativeSource()), "-lm"], {
        timeout: 300_000,
      });
      // A reader sees the old library or the new one, never half of it.
      await rename(part, path);
      const manifest: NativeManifest = {
        source,
        processor,
        compiler: version,
        flags: flags.join(" "),
        library,
      };
      const draft = `${fileURLToPath(MANIFEST)}.${process.pid}.part`;
      await writeFile(draft, JSON.stringify(manifest, null, 2) + "\n");
      await rename(draft, MANIFEST);
      return;
    } catch (error) {
      problem = (error as { stderr?: string }).stderr?.split("\n").find((line) =>
        line.includes("error")
      ) ?? String(error);
      await rm(part, { force: true });
    }
  }
  throw new SetupProblem(`${command} could not compile the operators: ${problem.trim()}`, {
    stillWorks: "The fused operators run on WebAssembly, about three times slower.",
  });
}

if (import.meta.main) {
  await nativeOperatorsStep.run((message) => console.log(message));
  console.log(JSON.parse(readFileSync(MANIFEST, "utf8")));
}
