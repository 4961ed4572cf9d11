/**
 * Builds the C source as WebAssembly into `lib/operators/wasm_code.ts`, and what TensorFlow.js takes
 * long for into `lib/backend/wasm/kernels_code.ts`. The same compiler gives the same bytes; the one
 * that made the committed ones is named there.
 *
 * Run it with `deno run -A tests/operators/build_wasm.ts`; `CLANG` names another clang.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nativeSource, sourceSum } from "#lib/operators/native_manifest.ts";
import { childEnvironment } from "#lib/workspace/child_environment.ts";

/** What clang is told; nothing in it depends on the machine. */
const FLAGS: readonly string[] = [
  "--target=wasm32-unknown-unknown",
  "-std=gnu11",
  "-msimd128",
  "-ffp-contract=off",
  "-fno-math-errno",
  "-ffreestanding",
  "-nostdlib",
  "-Wl,--no-entry",
  "-Wl,--strip-all",
  "-Wl,--import-memory",
];
const OPERATORS: readonly string[] = [
  "-O3",
  "-mbulk-memory",
  "-matomics",
  "-Wl,--shared-memory",
  "-Wl,--initial-memory=1048576",
  "-Wl,--max-memory=2147483648",
  "-Wl,--export=__stack_pointer",
  "-Wl,-z,stack-size=65536",
];

function compile(clang: string, flags: readonly string[], source: URL): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "wasm-"));
  try {
    const file = join(folder, "code.wasm");
    execFileSync(clang, [...FLAGS, ...flags, "-o", file, fileURLToPath(source)], {
      env: childEnvironment(),
    });
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Compiles the operators to WebAssembly and returns the bytes.
 *
 * @param clang The compiler.
 * @param relaxed Whether with relaxed SIMD, for its multiply-add; without, older engines run it too.
 */
export function buildWasm(clang: string, relaxed: boolean): Uint8Array {
  return compile(clang, [...OPERATORS, ...(relaxed ? ["-mrelaxed-simd"] : [])], nativeSource());
}

/** Compiles what TensorFlow.js's own WebAssembly takes long for. */
export function buildKernels(clang: string): Uint8Array {
  const source = new URL("../../lib/backend/wasm/kernels.c", import.meta.url);
  return compile(clang, ["-O2", "-fno-unroll-loops"], source);
}

if (import.meta.main) {
  const clang = process.env.CLANG ?? "clang-19";
  const [version] = execFileSync(clang, ["--version"], {
    encoding: "utf8",
    env: childEnvironment(),
  }).split("\n");
  const folder = new URL("../../lib/operators/", import.meta.url);
  const build = version.replace(/^.*?clang version/, "clang").trim();
  const code = (name: string, of: string, relaxed: boolean) => {
    const bytes = buildWasm(clang, relaxed);
    if (!Buffer.from(bytes).equals(buildWasm(clang, relaxed))) throw new Error("two builds differ");
    const sum = createHash("sha256").update(bytes).digest("hex");
    console.log(`${name}: ${bytes.length} bytes, ${sum}, ${build}`);
    return `/** The C source as WebAssembly ${of}, in base64. */
export const ${name} =
  "${Buffer.from(bytes).toString("base64")}";

/** SHA-256 of its bytes. */
export const ${name}_SHA256 = "${sum}";
`;
  };
  const head = "// Written by tests/operators/build_wasm.ts.\n\n";
  writeFileSync(
    new URL("wasm_code.ts", folder),
    `${head}${code("WASM", "with relaxed SIMD", true)}
/** SHA-256 of the C source that both were built from. */
export const WASM_SOURCE_SHA256 =
  "${sourceSum()}";

/** The compiler that built them. */
export const WASM_COMPILER = "${build}";
`,
  );
  writeFileSync(
    new URL("wasm_simd_code.ts", folder),
    head + code("WASM_SIMD", "without relaxed SIMD, for engines that lack it", false),
  );
  writeFileSync(
    new URL("../backend/wasm/kernels_code.ts", folder),
    `${head}/** \`kernels.c\` as WebAssembly, in base64. */
export const KERNELS =
  "${Buffer.from(buildKernels(clang)).toString("base64")}";
`,
  );
}
