import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledEngine } from "../../lib/operators/compiled_engine.ts";
import { loadEngine } from "../../lib/operators/mod.ts";
import { sourceSum } from "../../lib/operators/native_manifest.ts";
import {
  WASM,
  WASM_COMPILER,
  WASM_SHA256,
  WASM_SOURCE_SHA256,
} from "../../lib/operators/wasm_code.ts";
import { WASM_SIMD, WASM_SIMD_SHA256 } from "../../lib/operators/wasm_simd_code.ts";
import { wasmLibrary } from "../../lib/operators/wasm_library.ts";
import { KERNELS } from "#lib/backend/wasm/kernels_code.ts";
import { buildKernels, buildWasm } from "./build_wasm.ts";
import { nativeOperatorsStep } from "../../lib/tasks/setup_native.ts";
import { SetupProblem } from "../../lib/workspace/step.ts";
import { makeBatch } from "./support.ts";

const NATIVE = new URL("../../lib/operators/native/", import.meta.url);
const DRIVER = fileURLToPath(new URL("./driver.c", import.meta.url));

function works(command: string, ...args: string[]): string | null {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return null;
  }
}

/** Where the programs lie; each run writes them anew. */
const FOLDER = fileURLToPath(new URL("../../.cache/tests/operators/", import.meta.url));
mkdirSync(FOLDER, { recursive: true });

/** Compiles the driver with the source in it, and returns the program's path. */
function compileDriver(name: string, flags: string[]): string {
  const program = join(FOLDER, name);
  const base = [
    "-std=gnu11",
    "-O0",
    "-Wno-psabi",
    "-ffp-contract=off",
    "-fno-sanitize-recover=all",
  ];
  const include = `-I${fileURLToPath(NATIVE)}`;
  execFileSync("cc", [...base, ...flags, include, "-o", program, DRIVER, "-lm", "-pthread"]);
  return program;
}

/** Whether `cc` can compile and link with a sanitizer. */
function sanitizes(name: string): boolean {
  const source = join(FOLDER, "empty.c");
  writeFileSync(source, "int main(void) { return 0; }\n");
  return works("cc", `-fsanitize=${name}`, source, "-o", join(FOLDER, "empty")) !== null;
}

const noMemory = !sanitizes("address,undefined");
const noThread = !sanitizes("thread");

// Compiled here and not in the tests, which a runtime may stop after a few seconds.
for (
  const [what, name, unable, runs, flags] of [
    ["does nothing undefined and stays in its memory", "own", noMemory, 100, [
      "-fsanitize=address,undefined",
      "-march=native",
    ]],
    ["does so with the plainest vectors and every class searched", "plain", noMemory, 100, [
      "-fsanitize=address,undefined",
      "-DLARGE_CLASS=0",
      "-DLARGE_TO_ORDER=1e30",
      "-DFEW_TO_ORDER=0",
    ]],
    ["does so with every class searched row by row", "rows", noMemory, 100, [
      "-fsanitize=address,undefined",
      "-march=native",
      "-DLARGE_CLASS=0",
      "-DLARGE_TO_ORDER=1e30",
      "-DFEW_TO_ORDER=0",
      "-DMOST_FOR_PAIRS=0",
    ]],
    ["has no data race between its threads", "threads", noThread, 25, [
      "-fsanitize=thread",
      "-DPATIENT",
      "-march=native",
    ]],
    ["has none where classes are searched", "threads_searched", noThread, 25, [
      "-fsanitize=thread",
      "-DPATIENT",
      "-march=native",
      "-DLARGE_CLASS=0",
      "-DLARGE_TO_ORDER=1e30",
      "-DFEW_TO_ORDER=0",
    ]],
  ] as const
) {
  const program = unable ? "" : compileDriver(name, [...flags]);
  Deno.test({
    name: `operators.c ${what}`,
    ignore: unable,
    fn: () => {
      assertEquals(execFileSync(program, [`${runs}`], { encoding: "utf8" }), `${runs} runs\n`);
    },
  });
}

Deno.test("the WebAssembly is the one whose sum is known, built from this source", () => {
  assertEquals(sourceSum(), WASM_SOURCE_SHA256);
  for (const [code, sum] of [[WASM, WASM_SHA256], [WASM_SIMD, WASM_SIMD_SHA256]]) {
    const bytes = Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0));
    assertEquals(createHash("sha256").update(bytes).digest("hex"), sum);
    assert(bytes.length < 165_000);
  }
});

Deno.test("without relaxed SIMD, WebAssembly counts alike and gives the same numbers", () => {
  const simd = compiledEngine(wasmLibrary(false));
  for (
    const [size, dim, kind] of [[12, 3, "grid"], [60, 17, "uniform"], [
      130,
      64,
      "offset 1000",
    ]] as const
  ) {
    const batch = makeBatch({ size, dim, classes: 4, kind, seed: size });
    const input = { ...batch, gradient: true };
    const [found, wanted] = [simd, loadEngine("plain")]
      .map((engine) => engine.batchAll(input, { margin: 0.4, squared: false })!);
    assertEquals(found.counts, wanted.counts);
    assertAlmostEquals(found.loss, wanted.loss, 1e-6);
    found.gradient!.forEach((x, i) => assertAlmostEquals(x, wanted.gradient![i], 1e-5));
  }
});

const clang = WASM_COMPILER.replace(/^clang (\d+).*/, "clang-$1");
const sameClang = works(clang, "--version")?.includes(WASM_COMPILER.replace("clang ", "")) ?? false;

const built = sameClang ? [buildWasm(clang, true), buildWasm(clang, false)] : [];

Deno.test({
  name: "buildWasm gives the committed bytes with the compiler named beside them",
  ignore: !sameClang,
  fn: () => {
    const sums = built.map((bytes) => createHash("sha256").update(bytes).digest("hex"));
    assertEquals(sums, [WASM_SHA256, WASM_SIMD_SHA256]);
    assertEquals(Buffer.from(buildKernels(clang)).toString("base64"), KERNELS);
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
  assert(performance.now() - before < 5000);
});
