/**
 * `deno bench -A data/benchmarks/backends/bench.ts`: every backend on every workload, WebAssembly
 * as the measure. `record.ts` beside it times the same in turns and keeps the table.
 */
import { timedBackends } from "./workloads.ts";

for (const { name, slow, workloads, choose } of await timedBackends()) {
  for (const { name: group, run } of workloads) {
    Deno.bench({
      name,
      group,
      baseline: name === "wasm",
      ...(slow ? { n: 2, warmup: 1 } : { n: 10, warmup: 3 }),
      async fn(bench) {
        await choose();
        bench.start();
        await run();
        bench.end();
      },
    });
  }
}
