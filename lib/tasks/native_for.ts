/** The command `triplet-lab-native`: compiles the native engine for the project it is run in. */
import { process } from "../host/node.ts";
import { nativeLibrary } from "../operators/native_library.ts";
import { nativeFolder } from "../operators/native_manifest.ts";
import { compileOperators } from "./setup_native.ts";
import { tellErrors } from "./tell_errors.ts";

if (process.argv.length > 2) {
  console.log(`triplet-lab-native

Compiles the operators' C source for this processor into .cache/native of the folder where you stand.
Deno and Bun load it from there (Deno with --allow-ffi); under Node, WebAssembly computes.`);
  process.exit(process.argv[2] === "--help" ? 0 : 2);
}
tellErrors("");
await compileOperators((message) => console.error(message));
const here = "Bun" in globalThis || "Deno" in globalThis;
if (here) nativeLibrary().free();
console.log(`compiled into ${nativeFolder().pathname}${here ? ", and it loads" : ""}`);
