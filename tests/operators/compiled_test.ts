import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sourceSum } from "../../lib/operators/native_manifest.ts";
import { WASM_COMPILER, WASM_SHA256, WASM_SOURCE_SHA256 } from "../../lib/operators/wasm_sum.ts";
import { buildWasm } from "../../lib/tasks/build_wasm.ts";
import { nativeOperatorsStep } from "../../lib/tasks/setup_native.ts";
import { SetupProblem } from "../../lib/tasks/step.ts";

const NATIVE = new URL("../../lib/operators/native/", import.meta.url);
const DRIVER = fileURLToPath(new URL("./driver.c", import.meta.url));

function works(command: string, ...args: string[]): string | null {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return null;
  }
}

/** Compiles the driver with the source in it, runs it, and returns what it printed. */
function drive(flags: string[], runs: number): string {
  const folder = mkdtempSync(join(tmpdir(), "operators-"));
  try {
    const program = join(folder, "driver");
    const base = [
      "-std=gnu11",
      "-O0",
      "-Wno-psabi",
      "-ffp-contract=off",
      "-fno-sanitize-recover=all",
    ];
    execFileSync("cc", [
      ...base,
      ...flags,
      `-I${fileURLToPath(NATIVE)}`,
      "-o",
      program,
      DRIVER,
      "-lm",
      "-pthread",
    ]);
    return execFileSync(program, [String(runs)], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sanitizers = (name: string): boolean => {
  const folder = mkdtempSync(join(tmpdir(), "operators-"));
  const program = join(folder, "empty");
  const made = works("cc", `-fsanitize=${name}`, "-o", program, "-xc", "/dev/null", "-c");
  const linked = made !== null &&
    works("sh", "-c", `echo 'int main(){return 0;}' | cc -fsanitize=${name} -xc - -o ${program}`);
  rmSync(folder, { recursive: true });
  return linked !== null && linked !== false;
};
const noMemory = !sanitizers("address,undefined");
const noThread = !sanitizers("thread");

for (
  const [what, flags] of [
    ["with this processor's vectors", ["-march=native"]],
    ["with the plainest vectors and every class searched", ["-DLARGE_CLASS=0"]],
  ] as const
) {
  Deno.test({
    name: `operators.c does nothing undefined and stays in its memory, ${what}`,
    ignore: noMemory,
    fn: () => assertEquals(drive(["-fsanitize=address,undefined", ...flags], 100), "100 runs\n"),
  });
}

Deno.test({
  name: "operators.c has no data race between its threads",
  ignore: noThread,
  fn: () => assertEquals(drive(["-fsanitize=thread", "-march=native"], 50), "50 runs\n"),
});

Deno.test("operators.wasm is the file whose sum is known, built from this source", () => {
  const bytes = readFileSync(new URL("operators.wasm", NATIVE));
  assertEquals(createHash("sha256").update(bytes).digest("hex"), WASM_SHA256);
  assertEquals(sourceSum(), WASM_SOURCE_SHA256);
  assert(bytes.length < 150_000);
});

const clang = WASM_COMPILER.replace(/^clang (\d+).*/, "clang-$1");
const sameClang = works(clang, "--version")?.includes(WASM_COMPILER.replace("clang ", "")) ?? false;

Deno.test({
  name: "buildWasm gives the committed bytes with the compiler named beside them",
  ignore: !sameClang,
  fn: () => {
    const sum = createHash("sha256").update(buildWasm(clang)).digest("hex");
    assertEquals(sum, WASM_SHA256);
  },
});

Deno.test("nativeOperatorsStep is done after it has run, and answers at once", async () => {
  const hasCompiler = ["cc", "gcc", "clang"].some((name) => works(name, "--version") !== null);
  if (!hasCompiler) {
    const problem = await assertRejects(() => nativeOperatorsStep.run(() => {}), SetupProblem);
    assertMatch(problem.message, /C compiler/);
    return;
  }
  await nativeOperatorsStep.run(() => {});
  const before = performance.now();
  assert(await nativeOperatorsStep.isDone());
  assert(performance.now() - before < 100);
});
