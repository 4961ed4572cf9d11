/**
 * Readies WebGPU, checks it on known numbers, and holds it to the contract of all losses, a line of
 * JSON a case, each as soon as it is known:
 *
 *     deno run -A data/benchmarks/gpu/self_check.ts FOLDER
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { useBackend } from "#lib/backend/mod.ts";
import { nvidiaDriverVersion } from "#lib/backend/tensorflow/nvidia.ts";
import { contract } from "../../../tests/backend/contract.ts";
import { addRow } from "./add_row.ts";

const [folder = "."] = process.argv.slice(2);
try {
  const report = await useBackend("webgpu");
  console.log(String(report));
  const driver = report.gpu ? nvidiaDriverVersion() ?? null : null;
  const { device, software, versions, selfCheckError } = report;
  const facts = { device, software, driver, versions, selfCheckError };
  writeFileSync(join(folder, "device.json"), JSON.stringify(facts, null, 2) + "\n");
} catch (error) {
  console.log(`No WebGPU here: ${(error as Error).message}`);
  Deno.exit(3);
}
let failed = 0;
for (const { name, run, mayLack = false } of contract) {
  const began = performance.now();
  let problem: string | undefined;
  try {
    await run(); // which may also throw before it promises anything
  } catch (error) {
    problem = String((error as Error)?.message ?? error).split("\n")[0];
  }
  if (problem !== undefined && !mayLack) failed++;
  const told = problem === undefined ? {} : { problem };
  const row = { name, does: problem === undefined, mayLack, ...told };
  addRow(join(folder, "contract.jsonl"), row);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${problem === undefined ? "yes" : "no "} ${name} (${seconds} s)`, problem ?? "");
}
console.log(`${contract.length - failed} of ${contract.length} as the contract wants it`);
Deno.exit(failed > 0 ? 1 : 0);
