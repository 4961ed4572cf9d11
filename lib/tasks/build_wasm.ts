/**
 * Builds the C source as WebAssembly into `lib/operators/wasm_code.ts`. The same compiler gives the
 * same bytes; the one that made the committed ones is named there.
 *
 * Run it with `deno run -A lib/tasks/build_wasm.ts`; `CLANG` names another clang.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nativeSource, sourceSum } from "../operators/native_manifest.ts";
import { childEnvironment } from "../workspace/child_environment.ts";

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
    execFileSync(clang, [...WASM_FLAGS, "-o", file, fileURLToPath(nativeSource())], {
      env: childEnvironment(),
    });
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const clang = process.env.CLANG ?? "clang-19";
  const [version] = execFileSync(clang, ["--version"], {
    encoding: "utf8",
    env: childEnvironment(),
  }).split("\n");
  const bytes = buildWasm(clang);
  const again = buildWasm(clang);
  if (!Buffer.from(bytes).equals(again)) throw new Error("two builds differ");
  const sum = createHash("sha256").update(bytes).digest("hex");
  const folder = new URL("../operators/", import.meta.url);
  const build = version.replace(/^.*?clang version/, "clang").trim();
  writeFileSync(
    new URL("wasm_code.ts", folder),
    `// Written by lib/tasks/build_wasm.ts.

/** The C source as WebAssembly, in base64. */
export const WASM =
  "${Buffer.from(bytes).toString("base64")}";

/** SHA-256 of its bytes. */
export const WASM_SHA256 = "${sum}";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "${sourceSum()}";

/** The compiler that built it. */
export const WASM_COMPILER = "${build}";
`,
  );
  console.log(`wasm_code.ts: ${bytes.length} bytes, ${sum}, ${build}`);
}
