/**
 * Says which adapter answers where a program asks for a GPU; status 1 where none does, or one that is
 * computed on the processor, which `KIT_SOFTWARE=1` lets pass:
 *
 *     deno run -A data/benchmarks/gpu/adapter.ts
 */
import process from "node:process";
import { findAdapter } from "#lib/backend/webgpu.ts";

try {
  const { name, software } = await findAdapter();
  console.log(name + (software ? ", computed on the processor" : ""));
  process.exit(software && !process.env.KIT_SOFTWARE ? 1 : 0);
} catch (error) {
  console.log((error as Error).message);
  process.exit(1);
}
