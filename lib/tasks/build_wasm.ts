/**
 * Builds `lib/operators/native/operators.wasm` and writes down its sum. The same compiler gives the
 * same bytes; the one that made the committed file is named in `lib/operators/wasm_sum.ts`.
 *
 * Run it with `deno run -A lib/tasks/build_wasm.ts`; `CLANG` names another clang.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NATIVE_SOURCE, sourceSum } from "../operators/native_manifest.ts";

/** What clang is told; nothing in it depends on the machine. */
export const WASM_FLAGS: readonly string[] = [
  "--target=wasm32-unknown-unknown",
  "-std=gnu11",
  "-O3",
  "-msimd128",
  "-mrelaxed-simd",
  "-mbulk-memory",
  "-matomics",
  "-ffp-contract=off",
  "-fno-math-errno",
  "-ffreestanding",
  "-nostdlib",
  "-Wl,--no-entry",
  "-Wl,--strip-all",
  "-Wl,--import-memory",
  "-Wl,--shared-memory",
  "-Wl,--initial-memory=1048576",
  "-Wl,--max-memory=2147483648",
  "-Wl,--export=__stack_pointer",
  "-Wl,-z,stack-size=65536",
];

/** Compiles the C source to WebAssembly and returns the bytes. */
export function buildWasm(clang: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "operators-"));
  try {
    const file = join(folder, "operators.wasm");
    execFileSync(clang, [...WASM_FLAGS, "-o", file, fileURLToPath(NATIVE_SOURCE)]);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const clang = process.env.CLANG ?? "clang-19";
  const [version] = execFileSync(clang, ["--version"], { encoding: "utf8" }).split("\n");
  const bytes = buildWasm(clang);
  const again = buildWasm(clang);
  if (!Buffer.from(bytes).equals(again)) throw new Error("two builds differ");
  const sum = createHash("sha256").update(bytes).digest("hex");
  const folder = new URL("../operators/", import.meta.url);
  writeFileSync(new URL("native/operators.wasm.part", folder), bytes);
  renameSync(
    new URL("native/operators.wasm.part", folder),
    new URL("native/operators.wasm", folder),
  );
  const build = version.replace(/^.*?clang version/, "clang").trim();
  writeFileSync(
    new URL("wasm_sum.ts", folder),
    `// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of \`native/operators.wasm\`. */
export const WASM_SHA256 = "${sum}";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "${sourceSum()}";

/** The compiler that built it. */
export const WASM_COMPILER = "${build}";
`,
  );
  console.log(`operators.wasm: ${bytes.length} bytes, ${sum}, ${build}`);
}
